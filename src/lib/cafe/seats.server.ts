import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { cafeFor, changeQuestion, type NotHere } from './commands.server.ts';
import { mayArrange, mayReseat, maySeat, seatingRound, type Cafe } from './model.ts';
import { seat, seatLate as findLateSeats, type Seating, type Sitter } from './seating.ts';

/** A table needs two for a conversation. */
const leastATable = 2;

/**
 * Seats all who are checked in, for all rounds, hosts at their tables; a seating that was there before is replaced.
 * Refuses `hasBegun` and `tooFewPeople` (under two a table).
 */
export async function seatEveryone(
	db: Db,
	actor: Actor,
	cafeId: string,
	now: Instant
): Promise<{ ok: true; seated: number } | NotHere | { ok: false; reason: 'hasBegun' | 'tooFewPeople' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!maySeat(cafe)) return { ok: false, reason: 'hasBegun' };
		const sitters = await sittersOf(trx, cafe.gatheringId);
		const tables = await tablesOf(trx, cafeId);
		if (sitters.length < tables.length * leastATable) return { ok: false, reason: 'tooFewPeople' };
		const pins = tables.flatMap(({ id, hostId }) => (hostId === null ? [] : [{ sitterId: hostId, tableId: id }]));
		const seating = seat({ sitters, tables: tables.map(({ id }) => id), rounds: cafe.rounds, pins, seed: seedFrom(cafeId + now) });
		await trx.deleteFrom('seat').where('cafeId', '=', cafeId).execute();
		const rows = seating.flatMap((round, at) =>
			round.flatMap((people, table) =>
				people.map((attendanceId) => ({
					cafeId,
					municipalityId: cafe.municipalityId,
					attendanceId,
					round: at + 1,
					cafeTableId: tables[table]!.id
				}))
			)
		);
		for (let from = 0; from < rows.length; from += 1000)
			await trx
				.insertInto('seat')
				.values(rows.slice(from, from + 1000))
				.execute();
		await trx.updateTable('cafe').set({ phase: 'seated', phaseAt: now }).where('id', '=', cafeId).execute();
		return { ok: true, seated: sitters.length };
	});
}

/** Seats those who were checked in after the seating, from this round on; nobody else moves. Refuses `notSeated`. */
export async function seatLate(
	db: Db,
	actor: Actor,
	cafeId: string
): Promise<{ ok: true; seated: number } | NotHere | { ok: false; reason: 'notSeated' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayReseat(found.cafe)) return { ok: false, reason: 'notSeated' };
		return { ok: true, seated: await seatLatecomers(trx, found.cafe) };
	});
}

/** Finds seats for everybody who is checked in and has none in this round. How many that were. */
export async function seatLatecomers(
	trx: Db,
	cafe: Pick<Cafe, 'id' | 'municipalityId' | 'gatheringId' | 'phase' | 'round' | 'rounds'>
): Promise<number> {
	const fromRound = seatingRound(cafe);
	const sitters = await sittersOf(trx, cafe.gatheringId);
	const tables = await tablesOf(trx, cafe.id);
	const seats = await seatsOf(trx, cafe.id);
	const here = new Set(seats.filter(({ round }) => round === fromRound).map(({ attendanceId }) => attendanceId));
	const late = sitters.filter(({ id }) => !here.has(id));
	if (late.length === 0) return 0;
	const seating: Seating = Array.from({ length: cafe.rounds }, (_, at) =>
		tables.map(({ id }) => seats.filter((seat) => seat.round === at + 1 && seat.cafeTableId === id).map(({ attendanceId }) => attendanceId))
	);
	const rows = findLateSeats(seating, sitters, late, fromRound).map(({ sitterId, round, table }) => ({
		cafeId: cafe.id,
		municipalityId: cafe.municipalityId,
		attendanceId: sitterId,
		round,
		cafeTableId: tables[table]!.id
	}));
	await trx
		.insertInto('seat')
		.values(rows)
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	return late.length;
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
): Promise<{ ok: true } | NotHere | { ok: false; reason: 'notSeated' | 'roundOver' | 'isHost' | 'notThere' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!mayReseat(found.cafe)) return { ok: false, reason: 'notSeated' };
		const { attendanceId, round, swapWith } = move;
		if (round < seatingRound(found.cafe)) return { ok: false, reason: 'roundOver' };
		const tables = await tablesOf(trx, cafeId);
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
): Promise<{ ok: true } | NotHere | { ok: false; reason: 'boardsClosed' | 'hostsElsewhere' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (cafe.phase === 'closed') return { ok: false, reason: 'boardsClosed' };
		const tables = await tablesOf(trx, cafeId);
		const table = tables.find(({ id }) => id === tableId);
		if (!table) return { ok: false, reason: 'notFound' };
		if (table.hostId === attendanceId) return { ok: true };
		if (attendanceId !== null) {
			if (!(await sittersOf(trx, cafe.gatheringId)).some(({ id }) => id === attendanceId)) return { ok: false, reason: 'notFound' };
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

/**
 * Gives a table another question and host in one go. Refuses as `changeQuestion` and `changeHost` do, and then changes neither.
 */
export async function changeTable(
	db: Db,
	actor: Actor,
	cafeId: string,
	tableId: string,
	next: { question: string; hostId: string | null }
): Promise<{ ok: true } | NotHere | { ok: false; reason: 'hasBegun' | 'boardsClosed' | 'hostsElsewhere' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		const table = await trx
			.selectFrom('cafeTable')
			.select('question')
			.where('id', '=', tableId)
			.where('cafeId', '=', cafeId)
			.executeTakeFirst();
		if (!table) return { ok: false, reason: 'notFound' };
		const asksElse = table.question !== next.question;
		if (asksElse && !mayArrange(found.cafe)) return { ok: false, reason: 'hasBegun' };
		const hosted = await changeHost(trx, actor, cafeId, tableId, next.hostId);
		if (!hosted.ok) return hosted;
		return asksElse ? changeQuestion(trx, actor, cafeId, tableId, next.question) : { ok: true };
	});
}

async function put(trx: Db, cafeId: string, attendanceId: string, round: number, cafeTableId: string): Promise<void> {
	await trx
		.updateTable('seat')
		.set({ cafeTableId })
		.where('cafeId', '=', cafeId)
		.where('attendanceId', '=', attendanceId)
		.where('round', '=', round)
		.execute();
}

/** Those who are checked in, in an order that does not depend on the database. */
function sittersOf(db: Db, gatheringId: string): Promise<Sitter[]> {
	return db.selectFrom('attendance').select(['id', 'unitId']).where('gatheringId', '=', gatheringId).orderBy('id').execute();
}

function tablesOf(db: Db, cafeId: string) {
	return db.selectFrom('cafeTable').select(['id', 'number', 'hostId']).where('cafeId', '=', cafeId).orderBy('number').execute();
}

function seatsOf(db: Db, cafeId: string) {
	return db.selectFrom('seat').select(['attendanceId', 'round', 'cafeTableId']).where('cafeId', '=', cafeId).execute();
}

/** FNV-1a, 32 bits: a number for the seating's generator from any text. */
function seedFrom(text: string): number {
	let hash = 0x811c9dc5;
	for (const symbol of text) hash = Math.imul(hash ^ symbol.codePointAt(0)!, 0x01000193);
	return hash >>> 0;
}
