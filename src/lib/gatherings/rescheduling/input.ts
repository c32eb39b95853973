import * as v from 'valibot';
import { date, optionalLine, theme, ticked, time } from '../input.ts';

/** Day, time and place of a gathering that was planned before. */
export const details = v.object({ date, startTime: time, room: optionalLine(120), theme, despiteDayOff: ticked });
