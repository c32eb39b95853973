import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireCafe, type NotFoundOrForbidden } from '../setup/create.server.ts';
import { areFrozen, mayConfigure, mayReseat, seatingRound, type Cafe } from '../model.ts';
import { seatLate as findLateSeats } from './latecomers.ts';
import { seatingFacts, seatingFrom, seatsOf } from './queries.server.ts';
import { seatRow } from './commands.server.ts';

/** Seats those who were checked in after the seating, from this round on; nobody else moves. Refuses `notSeated`. */
export async function seatLate(
	db: Db,
	actor: Actor,
	cafeId: string
): Promise<{ ok: true; seated: number } | NotFoundOrForbidden | { ok: false; reason: 'notSeated' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayReseat(found.cafe)) return { ok: false, reason: 'notSeated' };
		return { ok: true, seated: await seatLatecomers(trx, found.cafe) };
	});
}

/** Finds seats for everybody who is here and has none in this round. How many that were. */
export async function seatLatecomers(
	trx: Db,
	cafe: Pick<Cafe, 'id' | 'municipalityId' | 'gatheringId' | 'phase' | 'round' | 'rounds'>
): Promise<number> {
	const fromRound = seatingRound(cafe);
	const facts = await seatingFacts(trx, cafe);
	const { tables } = facts;
	const seats = await seatsOf(trx, cafe.id);
	const here = new Set(seats.filter(({ round }) => round === fromRound).map(({ attendanceId }) => attendanceId));
	const late = facts.sitters.filter(({ id }) => !here.has(id));
	if (late.length === 0) return 0;
	const seating = seatingFrom(seats, tables, cafe.rounds);
	const stays = new Map(facts.pins.map(({ sitterId, tableId }) => [sitterId, tables.findIndex(({ id }) => id === tableId)]));
	const most = tables.map(({ places }) => places ?? Infinity);
	const rows = findLateSeats(seating, facts, late, fromRound, { stays, most }).map(({ sitterId, round, table }) =>
		seatRow(cafe, sitterId, round, tables[table]!.id)
	);
	await trx
		.insertInto('seat')
		.values(rows)
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	return late.length;
}

/**
 * Somebody who was checked in is not there, or has gone home: their seats from this round on are free, and nobody else
 * moves. Refuses `alreadyOut`, `isHost` (give the table another host first) and `boardsClosed`.
 */
export async function takeOut(
	db: Db,
	actor: Actor,
	cafeId: string,
	attendanceId: string,
	now: Instant
): Promise<{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'alreadyOut' | 'isHost' | 'boardsClosed' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (areFrozen(cafe)) return { ok: false, reason: 'boardsClosed' };
		const facts = await seatingFacts(trx, cafe);
		if (facts.out.includes(attendanceId)) return { ok: false, reason: 'alreadyOut' };
		if (!facts.sitters.some(({ id }) => id === attendanceId)) return { ok: false, reason: 'notFound' };
		if (facts.tables.some(({ hostId }) => hostId === attendanceId)) return { ok: false, reason: 'isHost' };
		await trx.insertInto('seatLeft').values({ cafeId, attendanceId, municipalityId: cafe.municipalityId, at: now }).execute();
		await trx
			.deleteFrom('seat')
			.where('cafeId', '=', cafeId)
			.where('attendanceId', '=', attendanceId)
			.where('round', '>=', mayConfigure(cafe) ? 1 : seatingRound(cafe))
			.execute();
		return { ok: true };
	});
}

/** They are there after all: seated from this round on, as those who come late. Refuses `notOut`. */
export async function takeIn(
	db: Db,
	actor: Actor,
	cafeId: string,
	attendanceId: string
): Promise<{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'notOut' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!(await isBack(trx, cafeId, attendanceId))) return { ok: false, reason: 'notOut' };
		if (mayReseat(found.cafe)) await seatLatecomers(trx, found.cafe);
		return { ok: true };
	});
}

/** Takes the mark of having left away; false when there was none. Somebody who joins with a phone is there. */
export async function isBack(trx: Db, cafeId: string, attendanceId: string): Promise<boolean> {
	const { numDeletedRows } = await trx
		.deleteFrom('seatLeft')
		.where('cafeId', '=', cafeId)
		.where('attendanceId', '=', attendanceId)
		.executeTakeFirstOrThrow();
	return numDeletedRows > 0n;
}
