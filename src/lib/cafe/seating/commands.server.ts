import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireCafe, type NotFoundOrForbidden } from '../setup/create.server.ts';
import { mayReseat, maySeat, seatingRound, type Cafe } from '../model.ts';
import { seatInTurns } from './solve.ts';
import { seatingFacts, seatsOf } from './queries.server.ts';

/** A table needs two for a conversation. */
export const minPerTable = 2;

/**
 * Seats all who are here, for all rounds, hosts and pins at their tables; a seating that was there before is replaced.
 * Searched outside the transaction, in turns with everything else: only what it rests on is looked at again before it is
 * written. Refuses `hasBegun`, `tooFewPeople` (under two a table) and `changedMeanwhile` (people kept coming: press again).
 */
export async function seatEveryone(
	db: Db,
	actor: Actor,
	cafeId: string,
	now: Instant
): Promise<{ ok: true; seated: number } | NotFoundOrForbidden | { ok: false; reason: 'hasBegun' | 'tooFewPeople' | 'changedMeanwhile' }> {
	for (let tries = 0; tries < 3; tries++) {
		const found = await requireCafe(db, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!maySeat(cafe)) return { ok: false, reason: 'hasBegun' };
		const facts = await seatingFacts(db, cafe);
		const { sitters, tables } = facts;
		if (sitters.length < tables.length * minPerTable) return { ok: false, reason: 'tooFewPeople' };
		const seating = await seatInTurns(
			{
				...{ sitters, pins: facts.pins, apart: facts.apart, history: facts.history, rounds: cafe.rounds },
				tables: tables.map(({ id }) => id),
				places: new Map(tables.flatMap(({ id, places }) => (places === null ? [] : [[id, places] as const]))),
				seed: seedFrom(cafeId + now)
			},
			yieldToEventLoop
		);
		const isWritten = await inTransaction(db, async (trx) => {
			const again = await requireCafe(trx, actor, cafeId);
			const same = again.ok && maySeat(again.cafe) && again.cafe.rounds === cafe.rounds;
			if (!same || JSON.stringify(await seatingFacts(trx, again.cafe)) !== JSON.stringify(facts)) return false;
			await trx.deleteFrom('seat').where('cafeId', '=', cafeId).execute();
			const rows = seating.flatMap((round, at) =>
				round.flatMap((people, table) => people.map((attendanceId) => seatRow(cafe, attendanceId, at + 1, tables[table]!.id)))
			);
			for (let from = 0; from < rows.length; from += 1000)
				await trx
					.insertInto('seat')
					.values(rows.slice(from, from + 1000))
					.execute();
			await trx.updateTable('cafe').set({ phase: 'seated', phaseAt: now }).where('id', '=', cafeId).execute();
			return true;
		});
		if (isWritten) return { ok: true, seated: sitters.length };
	}
	return { ok: false, reason: 'changedMeanwhile' };
}

/**
 * Moves somebody to another table in one round (`tableId`), or exchanges them with somebody (`swapWith`).
 * Refuses `notSeated`, `roundOver`, `isHost` (a host stays) and `notThere` (`swapWith` has no seat in that round).
 */
export async function moveSeat(
	db: Db,
	actor: Actor,
	cafeId: string,
	move: { attendanceId: string; round: number; tableId: string | null; swapWith: string | null }
): Promise<{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'notSeated' | 'roundOver' | 'isHost' | 'notThere' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayReseat(found.cafe)) return { ok: false, reason: 'notSeated' };
		const { attendanceId, round, swapWith } = move;
		if (round < seatingRound(found.cafe)) return { ok: false, reason: 'roundOver' };
		const { tables } = await seatingFacts(trx, found.cafe);
		if (tables.some(({ hostId }) => hostId !== null && (hostId === attendanceId || hostId === swapWith)))
			return { ok: false, reason: 'isHost' };
		const seats = (await seatsOf(trx, cafeId)).filter((seat) => seat.round === round);
		const from = seats.find((seat) => seat.attendanceId === attendanceId);
		if (!from) return { ok: false, reason: 'notFound' };
		const other = seats.find((seat) => seat.attendanceId === swapWith);
		if (swapWith !== null && !other) return { ok: false, reason: 'notThere' };
		const tableId = other?.cafeTableId ?? move.tableId;
		if (tableId === null || !tables.some(({ id }) => id === tableId)) return { ok: false, reason: 'notFound' };
		if (other) await put(trx, cafeId, other.attendanceId, round, from.cafeTableId);
		await put(trx, cafeId, attendanceId, round, tableId);
		return { ok: true };
	});
}

/**
 * Makes somebody who is checked in the table's host (null: none). When people are seated, the new host stays at the
 * table from this round on and the old one takes over their way around the room, so that nobody else moves.
 * Refuses `boardsClosed` and `hostsElsewhere`.
 */
export async function changeHost(
	db: Db,
	actor: Actor,
	cafeId: string,
	tableId: string,
	attendanceId: string | null
): Promise<{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'boardsClosed' | 'hostsElsewhere' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (cafe.phase === 'closed') return { ok: false, reason: 'boardsClosed' };
		const { tables, sitters } = await seatingFacts(trx, cafe);
		const table = tables.find(({ id }) => id === tableId);
		if (!table) return { ok: false, reason: 'notFound' };
		if (table.hostId === attendanceId) return { ok: true };
		if (attendanceId !== null) {
			if (!sitters.some(({ id }) => id === attendanceId)) return { ok: false, reason: 'notFound' };
			if (tables.some(({ hostId }) => hostId === attendanceId)) return { ok: false, reason: 'hostsElsewhere' };
		}
		await trx.updateTable('cafeTable').set({ hostId: attendanceId }).where('id', '=', tableId).execute();
		if (!mayReseat(cafe) || attendanceId === null) return { ok: true };
		const way = (await seatsOf(trx, cafeId)).filter((seat) => seat.attendanceId === attendanceId && seat.round >= seatingRound(cafe));
		for (const seat of way) {
			if (table.hostId !== null) await put(trx, cafeId, table.hostId, seat.round, seat.cafeTableId);
			await put(trx, cafeId, attendanceId, seat.round, tableId);
		}
		return { ok: true };
	});
}

/** Another table for somebody in a round. */
async function put(trx: Db, cafeId: string, attendanceId: string, round: number, cafeTableId: string): Promise<void> {
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

/** FNV-1a, 32 bits: a number for the seating's generator from any text. */
function seedFrom(text: string): number {
	let hash = 0x811c9dc5;
	for (const symbol of text) hash = Math.imul(hash ^ symbol.codePointAt(0)!, 0x01000193);
	return hash >>> 0;
}
