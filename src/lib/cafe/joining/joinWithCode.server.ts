import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import type { ShownAs } from '../model.ts';
import { join } from './join.server.ts';
import { attendanceOf, type PersonalCode } from './personalCode.server.ts';

/**
 * Joins as the one whom a personal code was made for, taking over from any other phone at once. Refuses as `join` does, and `closedDoors`
 * (they are not checked in, and the doors are not open).
 */
export async function joinWithCode(
	db: Db,
	code: PersonalCode,
	actor: Actor | null,
	phone: { shownAs: ShownAs; guestToken: string | undefined },
	now: Instant
) {
	return command(db, async (trx) => {
		const attendanceId = await attendanceOf(trx, code, now);
		if (attendanceId === undefined) return refuse('closedDoors');
		return join(trx, code.cafe, actor, { attendanceId, name: '', unitId: null, proof: 'personalCode', ...phone }, now);
	});
}
