import * as v from 'valibot';
import { line } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { date, ticked, tooLong } from '../input.ts';

export const task = v.object({ title: line(200, () => m.gatherings_task_missing(), tooLong), dueDate: date });

export const taskTick = v.object({ itemId: v.pipe(v.string(), v.minLength(1)), done: ticked });

export const doneTask = v.object({ gatheringId: v.pipe(v.string(), v.minLength(1)), itemId: v.pipe(v.string(), v.minLength(1)) });
