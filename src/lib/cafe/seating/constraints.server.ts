import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { mayConfigure } from '../model.ts';
import { seatingFacts } from './queries.server.ts';

/*
 * Constraints on the next seating: people at a certain table, and people who are not to sit together. An existing seating stays
 * as it is until somebody seats everyone again.
 */

type Pin = { attendanceId: string; tableId: string | null };
type Pair = { attendanceId: string; otherId: string };

/**
 * Pins somebody to a table in all rounds (null: unpins). Refuses `notAllowed`, `notFound`, `closed` (the rounds have begun),
 * `conflictPerson` and `conflictTable` (gone by now) and `conflictHost` (a host has a table).
 */
export async function pin(db: Db, actor: Actor, cafeId: string, { attendanceId, tableId }: Pin) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayConfigure(found.cafe)) return refuse('closed');
		const { sitters, tables } = await seatingFacts(trx, found.cafe);
		if (!sitters.some(({ id }) => id === attendanceId)) return refuse('conflictPerson');
		if (tableId !== null && !tables.some(({ id }) => id === tableId)) return refuse('conflictTable');
		if (tables.some(({ hostId }) => hostId === attendanceId)) return refuse('conflictHost');
		await trx.deleteFrom('seatPin').where('cafeId', '=', cafeId).where('attendanceId', '=', attendanceId).execute();
		if (tableId !== null)
			await trx
				.insertInto('seatPin')
				.values({ cafeId, attendanceId, municipalityId: actor.municipalityId, cafeTableId: tableId })
				.execute();
		return { ok: true as const };
	});
}

/**
 * Two people are not to sit together. Repeating it changes nothing. Refuses `notAllowed`, `notFound`, `closed` (the rounds have
 * begun), `conflictPerson` (gone by now) and `invalidPair` (the same person).
 */
export async function keepApart(db: Db, actor: Actor, cafeId: string, pair: Pair) {
	return changePair(db, actor, cafeId, pair, async (trx, ids) => {
		const row = { cafeId, ...ids, municipalityId: actor.municipalityId };
		await trx
			.insertInto('seatApart')
			.values(row)
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	});
}

/** Two people may sit together again. Refuses as `keepApart` does. */
export async function allowTogether(db: Db, actor: Actor, cafeId: string, pair: Pair) {
	return changePair(db, actor, cafeId, pair, async (trx, { attendanceId, otherId }) => {
		await trx
			.deleteFrom('seatApart')
			.where('cafeId', '=', cafeId)
			.where('attendanceId', '=', attendanceId)
			.where('otherId', '=', otherId)
			.execute();
	});
}

/** A pair is stored once, the lesser id first. */
async function changePair(db: Db, actor: Actor, cafeId: string, pair: Pair, change: (trx: Db, ids: Pair) => Promise<void>) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayConfigure(found.cafe)) return refuse('closed');
		const [attendanceId, otherId] = [pair.attendanceId, pair.otherId].sort() as [string, string];
		if (attendanceId === otherId) return refuse('invalidPair');
		const { sitters } = await seatingFacts(trx, found.cafe);
		if (![attendanceId, otherId].every((id) => sitters.some((sitter) => sitter.id === id))) return refuse('conflictPerson');
		await change(trx, { attendanceId, otherId });
		return { ok: true as const };
	});
}
