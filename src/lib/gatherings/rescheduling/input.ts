import * as v from 'valibot';
import { ticked } from '#lib/form.ts';
import { onceOnDay, timeField } from '#lib/dateFields.ts';
import { date, optionalLine, theme } from '../input.ts';

/** Day, time and place of a gathering that was planned before. */
export const details = v.pipe(
	v.object({ date, startTime: timeField, room: optionalLine(120), theme, despiteDayOff: ticked }),
	onceOnDay('startTime')
);
