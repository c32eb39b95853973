import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { canSeat, mayReseat, maySeat, seatingRound, type Cafe } from '../model.ts';
import { seatingFacts, seatsOf, type SeatingFacts } from './queries.server.ts';
import { seatInTurns, type Seating, type Task } from './solve.ts';

/** How often a seating is calculated again because people checked in or left meanwhile. */
const maxAttempts = 3;

/**
 * Seats everybody present for all rounds, hosts and pins at their tables; replaces an existing seating. The seating is calculated
 * outside the transaction, in turns with the event loop, and stored only if its facts are unchanged. Refuses `notAllowed`,
 * `notFound`, `closed` (the rounds have begun), `missingPeople` (fewer than two a table) and `conflict` (people kept coming).
 */
export async function seatEveryone(db: Db, actor: Actor, cafeId: string, now: Instant) {
	for (let attempt = 0; attempt < maxAttempts; attempt++) {
		const found = await requireCafe(db, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!maySeat(cafe)) return refuse('closed');
		const facts = await seatingFacts(db, cafe);
		const { sitters, tables } = facts;
		if (!canSeat(sitters.length, tables.length)) return refuse('missingPeople');
		const seating = await seatInTurns(taskOf(cafe, facts, seedFrom(cafeId + now)), yieldToEventLoop);
		const stored = await storeSeating(db, actor, { cafe, facts, seating }, now);
		if (stored.ok) return { ok: true as const, seated: sitters.length };
	}
	return refuse('conflict');
}

function taskOf({ rounds }: Cafe, { sitters, tables, pins, apart, history }: SeatingFacts, seed: number): Task {
	return {
		...{ sitters, pins, apart, history, rounds, seed },
		tables: tables.map(({ id }) => id),
		places: new Map(tables.flatMap(({ id, places }) => (places === null ? [] : [[id, places] as const])))
	};
}

/** Stores a seating. Refuses `conflict` when the facts it was calculated from have changed. */
async function storeSeating(
	db: Db,
	actor: Actor,
	{ cafe, facts, seating }: { cafe: Cafe; facts: SeatingFacts; seating: Seating },
	now: Instant
) {
	return command(db, async (trx) => {
		const again = await requireCafe(trx, actor, cafe.id);
		if (!again.ok || !maySeat(again.cafe) || again.cafe.rounds !== cafe.rounds) return refuse('conflict');
		if (JSON.stringify(await seatingFacts(trx, again.cafe)) !== JSON.stringify(facts)) return refuse('conflict');
		await trx.deleteFrom('seat').where('cafeId', '=', cafe.id).execute();
		const rows = seating.flatMap((round, at) =>
			round.flatMap((people, table) => people.map((attendanceId) => seatRow(cafe, attendanceId, at + 1, facts.tables[table]!.id)))
		);
		for (let from = 0; from < rows.length; from += 1000)
			await trx
				.insertInto('seat')
				.values(rows.slice(from, from + 1000))
				.execute();
		await trx.updateTable('cafe').set({ phase: 'seated', phaseAt: now }).where('id', '=', cafe.id).execute();
		return { ok: true as const };
	});
}

/**
 * Moves somebody to another table in one round (`tableId`), or exchanges them with somebody (`swapWith`). Refuses `notAllowed`,
 * `notFound`, `emptySeating` (nobody is seated), `past` (the round is over), `conflictHost` (a host stays), `conflictPerson` (they have
 * no seat any more), `conflictTable` (it is gone) and `missingSeat`
 * (`swapWith` has none in that round).
 */
export async function moveSeat(
	db: Db,
	actor: Actor,
	cafeId: string,
	move: { attendanceId: string; round: number; tableId: string | null; swapWith: string | null }
) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayReseat(found.cafe)) return refuse('emptySeating');
		const { attendanceId, round, swapWith } = move;
		if (round < seatingRound(found.cafe)) return refuse('past');
		const { tables } = await seatingFacts(trx, found.cafe);
		if (tables.some(({ hostId }) => hostId !== null && (hostId === attendanceId || hostId === swapWith))) return refuse('conflictHost');
		const seats = (await seatsOf(trx, cafeId)).filter((seat) => seat.round === round);
		const from = seats.find((seat) => seat.attendanceId === attendanceId);
		if (!from) return refuse('conflictPerson');
		const other = seats.find((seat) => seat.attendanceId === swapWith);
		if (swapWith !== null && !other) return refuse('missingSeat');
		const tableId = other?.cafeTableId ?? move.tableId;
		if (tableId === null || !tables.some(({ id }) => id === tableId)) return refuse('conflictTable');
		if (other) await changeTable(trx, cafeId, other.attendanceId, round, from.cafeTableId);
		await changeTable(trx, cafeId, attendanceId, round, tableId);
		return { ok: true as const };
	});
}

/**
 * Makes somebody who is checked in the table's host (null: none). When people are seated, the new host stays at the table from
 * this round on, also one who had no seat, and the former host takes over their seats, so that nobody else moves. Refuses `notAllowed`,
 * `notFound`, `closedCafe`, `conflictTable` and `conflictPerson` (gone by now) and `duplicateHost` (they host another table).
 */
export async function changeHost(db: Db, actor: Actor, cafeId: string, tableId: string, attendanceId: string | null) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (cafe.phase === 'closed') return refuse('closedCafe');
		const { tables, sitters } = await seatingFacts(trx, cafe);
		const table = tables.find(({ id }) => id === tableId);
		if (!table) return refuse('conflictTable');
		if (table.hostId === attendanceId) return { ok: true as const };
		if (attendanceId !== null) {
			if (!sitters.some(({ id }) => id === attendanceId)) return refuse('conflictPerson');
			if (tables.some(({ hostId }) => hostId === attendanceId)) return refuse('duplicateHost');
		}
		await trx.updateTable('cafeTable').set({ hostId: attendanceId }).where('id', '=', tableId).execute();
		if (mayReseat(cafe) && attendanceId !== null) await seatHosts(trx, cafe, new Map([[tableId, table.hostId]]));
		return { ok: true as const };
	});
}

/**
 * Seats the hosts of the tables in `former` (who hosted them before, null: nobody) at their tables from this round on. A former host who
 * hosts no table takes over the seats of the new one, so that nobody else moves; whoever has no seat gets one.
 */
export async function seatHosts(trx: Db, cafe: Cafe, former: ReadonlyMap<string, string | null>): Promise<void> {
	const { tables } = await seatingFacts(trx, cafe);
	const seats = await seatsOf(trx, cafe.id);
	for (const { id: tableId, hostId } of tables) {
		const before = former.get(tableId);
		if (hostId === null || before === undefined || before === hostId) continue;
		const takesOver = before !== null && tables.every((table) => table.hostId !== before);
		for (let round = seatingRound(cafe); round <= cafe.rounds; round++) {
			const seat = seats.find((one) => one.attendanceId === hostId && one.round === round);
			if (!seat)
				await trx
					.insertInto('seat')
					.values(seatRow(cafe, hostId, round, tableId))
					.execute();
			else if (seat.cafeTableId !== tableId) {
				if (takesOver) await changeTable(trx, cafe.id, before, round, seat.cafeTableId);
				await changeTable(trx, cafe.id, hostId, round, tableId);
			}
		}
	}
}

async function changeTable(trx: Db, cafeId: string, attendanceId: string, round: number, cafeTableId: string): Promise<void> {
	await trx
		.updateTable('seat')
		.set({ cafeTableId })
		.where('cafeId', '=', cafeId)
		.where('attendanceId', '=', attendanceId)
		.where('round', '=', round)
		.execute();
}

export function seatRow(cafe: Pick<Cafe, 'id' | 'municipalityId'>, attendanceId: string, round: number, cafeTableId: string) {
	return { cafeId: cafe.id, municipalityId: cafe.municipalityId, attendanceId, round, cafeTableId };
}

/** FNV-1a, 32 bits: a seed for the seating's random generator from any text. */
function seedFrom(text: string): number {
	let hash = 0x811c9dc5;
	for (const symbol of text) hash = Math.imul(hash ^ symbol.codePointAt(0)!, 0x01000193);
	return hash >>> 0;
}
