import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { areFrozen, mayConfigure, mayReseat, seatingRound, type Cafe } from '../model.ts';
import { seatRow } from './commands.server.ts';
import { findSeats } from './latecomers.ts';
import { seatingFacts, seatingFrom, seatsOf } from './queries.server.ts';

/**
 * Seats those who were checked in after the seating, from this round on; nobody else moves. Gives how many. Refuses `notAllowed`,
 * `notFound` and `emptySeating` (nobody is seated).
 */
export async function seatLate(db: Db, actor: Actor, cafeId: string) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayReseat(found.cafe)) return refuse('emptySeating');
		return { ok: true as const, seated: await seatLatecomers(trx, found.cafe) };
	});
}

/** Gives a seat to everybody present without one in this round or a later one, and returns how many that were. */
export async function seatLatecomers(
	trx: Db,
	cafe: Pick<Cafe, 'id' | 'municipalityId' | 'gatheringId' | 'phase' | 'round' | 'rounds'>
): Promise<number> {
	const fromRound = seatingRound(cafe);
	const facts = await seatingFacts(trx, cafe);
	const { tables } = facts;
	const seats = await seatsOf(trx, cafe.id);
	const roundsLeft = cafe.rounds - fromRound + 1;
	const seated = Map.groupBy(
		seats.filter(({ round }) => round >= fromRound),
		({ attendanceId }) => attendanceId
	);
	// Whose table was dissolved may have a seat in one round and none in another.
	const late = facts.sitters.filter(({ id }) => (seated.get(id)?.length ?? 0) < roundsLeft);
	if (late.length === 0) return 0;
	const seating = seatingFrom(seats, tables, cafe.rounds);
	const stays = new Map(facts.pins.map(({ sitterId, tableId }) => [sitterId, tables.findIndex(({ id }) => id === tableId)]));
	const capacity = tables.map(({ places }) => places ?? Infinity);
	const rows = findSeats(seating, facts, late, fromRound, { stays, capacity }).map(({ sitterId, round, table }) =>
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
 * Somebody who was checked in is not there or has left: their seats from this round on are free, and nobody else moves. Refuses
 * `notAllowed`, `notFound`, `closedBoards`, `duplicateAbsence` (they are marked already), `conflictPerson` (their check-in is undone) and
 * `conflictHost` (the table needs
 * another host first).
 */
export async function leaveOut(db: Db, actor: Actor, cafeId: string, attendanceId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (areFrozen(cafe)) return refuse('closedBoards');
		const facts = await seatingFacts(trx, cafe);
		if (facts.out.includes(attendanceId)) return refuse('duplicateAbsence');
		if (!facts.sitters.some(({ id }) => id === attendanceId)) return refuse('conflictPerson');
		if (facts.tables.some(({ hostId }) => hostId === attendanceId)) return refuse('conflictHost');
		await trx.insertInto('seatLeft').values({ cafeId, attendanceId, municipalityId: cafe.municipalityId, at: now }).execute();
		await trx
			.deleteFrom('seat')
			.where('cafeId', '=', cafeId)
			.where('attendanceId', '=', attendanceId)
			.where('round', '>=', mayConfigure(cafe) ? 1 : seatingRound(cafe))
			.execute();
		return { ok: true as const };
	});
}

/** They are there after all: seated from this round on, as latecomers. Refuses `notAllowed`, `notFound` and `missingAbsence`. */
export async function takeBackIn(db: Db, actor: Actor, cafeId: string, attendanceId: string) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!(await clearAbsence(trx, cafeId, attendanceId))) return refuse('missingAbsence');
		if (mayReseat(found.cafe)) await seatLatecomers(trx, found.cafe);
		return { ok: true as const };
	});
}

/** Removes the mark of absence, as joining by phone does; false when there was none. */
export async function clearAbsence(trx: Db, cafeId: string, attendanceId: string): Promise<boolean> {
	const { numDeletedRows } = await trx
		.deleteFrom('seatLeft')
		.where('cafeId', '=', cafeId)
		.where('attendanceId', '=', attendanceId)
		.executeTakeFirstOrThrow();
	return numDeletedRows > 0n;
}
