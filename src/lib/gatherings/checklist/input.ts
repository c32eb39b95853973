import * as v from 'valibot';
import { line, ticked } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { date, optionalLine, tooLong } from '../input.ts';
import { distances } from './days.ts';
import type { TaskOwner } from './owner.ts';

const when = {
	dueDate: date,
	days: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => distances.find((days) => value !== '' && days === Number(value)) ?? null)
	),
	owner: v.pipe(
		v.optional(v.string(), 'steward'),
		v.transform((owner): TaskOwner => (owner === 'steward' || owner === 'facilitator' ? owner : { unitId: owner }))
	)
};

export const task = v.object({ title: line(200, () => m.gatherings_task_missing(), tooLong), ...when });

/** A task of the recipe has no title to change. */
export const taskChange = v.object({ itemId: v.pipe(v.string(), v.minLength(1)), title: optionalLine(200), ...when });

export const oneTask = v.object({ itemId: v.pipe(v.string(), v.minLength(1)) });

export const taskTick = v.object({ itemId: v.pipe(v.string(), v.minLength(1)), done: ticked });

export const doneTask = v.object({ gatheringId: v.pipe(v.string(), v.minLength(1)), itemId: v.pipe(v.string(), v.minLength(1)) });
