import * as v from 'valibot';
import { m } from '#lib/i18n/paraglide/messages.js';
import { id, idOrNone, whole } from '../input.ts';
import { limits } from '../model.ts';

/** Another host for a table; none leaves it without. */
export const host = v.object({ tableId: id, hostId: idOrNone });

/** Pins somebody to a table; no table unpins them. */
export const pin = v.object({ attendanceId: id, tableId: idOrNone });
export const pair = v.object({ attendanceId: id, otherId: id });
export const somebody = v.object({ attendanceId: id });

/** Moves somebody to a table, or exchanges them with somebody; the command finds the other's seat. */
export const move = v.pipe(
	v.object({
		round: whole(1, limits.rounds),
		attendanceId: id,
		to: v.pipe(
			v.optional(v.string(), ''),
			v.regex(/^(table|person):[0-9a-z]{1,40}$/, () => m.cafe_choose())
		)
	}),
	v.transform(({ round, attendanceId, to }) => {
		const [kind, target] = to.split(':');
		return { round, attendanceId, tableId: kind === 'table' ? target! : null, swapWith: kind === 'person' ? target! : null };
	})
);
