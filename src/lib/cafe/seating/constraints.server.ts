import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireCafe, type NotFoundOrForbidden } from '../setup/create.server.ts';
import { mayConfigure } from '../model.ts';
import { seatingFacts } from './queries.server.ts';

/*
 * What the next seating is to respect: people at a certain table, people who are not to sit together, and how many a table
 * takes. A seating that is there already stays as it is until somebody seats anew.
 */

/** Somebody is to sit at a table in all rounds (null: anywhere). Refuses `hasBegun`, and `isHost`, who has a table already. */
export async function pin(
	db: Db,
	actor: Actor,
	cafeId: string,
	attendanceId: string,
	tableId: string | null
): Promise<{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'hasBegun' | 'isHost' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayConfigure(found.cafe)) return { ok: false, reason: 'hasBegun' };
		const { sitters, tables } = await seatingFacts(trx, found.cafe);
		const known = sitters.some(({ id }) => id === attendanceId) && (tableId === null || tables.some(({ id }) => id === tableId));
		if (!known) return { ok: false, reason: 'notFound' };
		if (tables.some(({ hostId }) => hostId === attendanceId)) return { ok: false, reason: 'isHost' };
		await trx.deleteFrom('seatPin').where('cafeId', '=', cafeId).where('attendanceId', '=', attendanceId).execute();
		if (tableId !== null)
			await trx
				.insertInto('seatPin')
				.values({ cafeId, attendanceId, municipalityId: actor.municipalityId, cafeTableId: tableId })
				.execute();
		return { ok: true };
	});
}

/** Two are not to sit together, or (`apart` false) may again. Saying it twice changes nothing. Refuses `hasBegun` and `samePerson`. */
export async function keepApart(
	db: Db,
	actor: Actor,
	cafeId: string,
	pair: { attendanceId: string; otherId: string },
	apart: boolean
): Promise<{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'hasBegun' | 'samePerson' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayConfigure(found.cafe)) return { ok: false, reason: 'hasBegun' };
		const [attendanceId, otherId] = [pair.attendanceId, pair.otherId].sort() as [string, string];
		if (attendanceId === otherId) return { ok: false, reason: 'samePerson' };
		const { sitters } = await seatingFacts(trx, found.cafe);
		if (![attendanceId, otherId].every((id) => sitters.some((sitter) => sitter.id === id))) return { ok: false, reason: 'notFound' };
		await trx
			.deleteFrom('seatApart')
			.where('cafeId', '=', cafeId)
			.where('attendanceId', '=', attendanceId)
			.where('otherId', '=', otherId)
			.execute();
		if (apart) await trx.insertInto('seatApart').values({ cafeId, attendanceId, otherId, municipalityId: actor.municipalityId }).execute();
		return { ok: true };
	});
}
