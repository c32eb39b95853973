import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { markHeld } from '#lib/gatherings/attendance/doors.server.ts';
import { renewBoard } from '#lib/live/storage/boards.server.ts';
import type { Frozen, LiveServer } from '#lib/live/contract.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { countHere } from '../queries.server.ts';
import { requireCafe } from '../setup/create.server.ts';
import { forgetAgreement } from './agreement.server.ts';
import { handInFor } from './points.server.ts';
import { areFrozen, isSilent, mayFreeze, mayEnd, type Cafe } from '../model.ts';
import { enterPhase } from '../rounds/commands.server.ts';
import { readSettled, storeBoard, type ReadTable } from './storeBoard.server.ts';

/** Cafés whose boards are being frozen: a second request must not thaw what the first has frozen. */
const freezing = new Set<string>();

/** Whether this process is freezing the boards of a café. */
export function isFreezing(cafeId: string): boolean {
	return freezing.has(cafeId);
}

/**
 * Freezes all boards and opens the harvest: every board is frozen and read, and one transaction stores them with hash, notes,
 * clusters, votes and lineage, and deletes what else is known of how they came about: logs, owners, private boards, dots. When any
 * board can't be frozen or stored, all are thawed and nothing has changed. A damaged board is stored as far as it could be read, and
 * marked so; one that can't be read at all stays as it is when its table is named in `without` (L26).
 * Refuses `notAllowed`, `notFound`, `missingRound` (none has been held), `conflictSilent` (everybody writes alone), `closedBoards`,
 * `conflictFreeze` (a simultaneous request is freezing them, or a table is being dissolved) and `conflictBoard` (the board of `table`
 * can't be read from or written to disk now: try again), and `pastStep` when `isMeant` says of the café, as it is when all is read, that
 * this is not wanted any more.
 */
export async function freezeBoards(
	db: Db,
	live: Pick<LiveServer, 'freeze'>,
	actor: Actor,
	cafeId: string,
	now: Instant,
	without: readonly number[] = [],
	isMeant: (cafe: Cafe) => boolean = () => true
) {
	const found = await requireCafe(db, actor, cafeId);
	if (!found.ok) return found;
	const refusal = whyNoHarvest(found.cafe);
	if (refusal) return refusal;
	if (await isDissolving(db, cafeId)) return refuse('conflictFreeze');
	// Nothing is awaited between the look and the mark: of two requests one is the second.
	if (isFreezing(cafeId)) return refuse('conflictFreeze');
	freezing.add(cafeId);
	const frozen: Frozen[] = [];
	let stored = false;
	try {
		const boards = await freezeAll(db, live, cafeId, frozen, without);
		if ('reason' in boards) return boards;
		const answer = await command(db, async (trx) => {
			const again = await requireCafe(trx, actor, cafeId);
			if (!again.ok) return again;
			if (!mayFreeze(again.cafe)) return refuse('closedBoards');
			if (!isMeant(again.cafe)) return refuse('pastStep');
			let notes = 0;
			for (const board of boards) notes += await storeBoard(trx, actor.municipalityId, board, again.cafe.round, now);
			await forgetHands(trx, cafeId);
			await enterPhase(trx, cafeId, { phase: 'harvest', endsAt: null }, now);
			await trx.updateTable('cafe').set({ closedFrom: again.cafe.phase }).where('id', '=', cafeId).execute();
			await record(
				trx,
				actor,
				'cafe.freeze',
				{ kind: 'cafe', id: cafeId, detail: { tables: boards.length, notes, damaged: boards.filter(({ damage }) => damage).length } },
				now
			);
			return { ok: true as const, notes };
		});
		stored = answer.ok;
		return answer;
	} finally {
		for (const board of frozen) {
			if (stored) await board.renewed();
			else board.unfreeze();
		}
		freezing.delete(cafeId);
	}
}

/** Why the boards can't be frozen now; null when they can. */
export function whyNoHarvest(cafe: Cafe) {
	if (mayFreeze(cafe)) return null;
	return areFrozen(cafe) ? refuse('closedBoards') : isSilent(cafe) ? refuse('conflictSilent') : refuse('missingRound');
}

/**
 * Freezes and reads every board of a café. Adds each frozen one to `frozen`, also when a later one fails. Refuses `conflictBoard` for one
 * that can't be read and is not in `without`.
 */
async function freezeAll(db: Db, live: Pick<LiveServer, 'freeze'>, cafeId: string, frozen: Frozen[], without: readonly number[]) {
	const tables = await db
		.selectFrom('cafeTable')
		.select(['id', 'number', 'question', 'boardId'])
		.where('cafeId', '=', cafeId)
		.orderBy('number')
		.execute();
	const boards: ReadTable[] = [];
	for (const table of tables) {
		// The live server has logged why; the facilitator needs to know at which table.
		const board = await live.freeze(table.boardId).catch(() => undefined);
		if (board) {
			frozen.push(board);
			boards.push({ table, board: readSettled(board.doc), damage: board.damage ? 'partly' : null });
		} else if (without.includes(table.number)) boards.push({ table, board: { notes: [], clusters: [] }, damage: 'unread' });
		else return refuse('conflictBoard', { table: table.number });
	}
	return boards;
}

/**
 * Ends the café: tables that have not handed in do so with the points they have, and the gathering is marked as held.
 * Refuses `notAllowed`, `notFound`, `conflictOpenBoards` and `closedCafe`.
 */
export async function endCafe(db: Db, actor: Actor, cafeId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayEnd(cafe)) return cafe.phase === 'closed' ? refuse('closedCafe') : refuse('conflictOpenBoards');
		const late = await trx.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId).where('harvestedAt', 'is', null).execute();
		for (const { id } of late) await handInFor(trx, actor.municipalityId, id, now);
		await trx.updateTable('cafe').set({ phase: 'closed', phaseAt: now, closedAt: now }).where('id', '=', cafeId).execute();
		await forgetAgreement(trx, cafeId);
		// A gathering that somebody has marked as held already stays as it is.
		await markHeld(trx, actor, cafe.gatheringId, now, (await countHere(trx, cafe)).here);
		await record(trx, actor, 'cafe.end', { kind: 'cafe', id: cafeId }, now);
		return { ok: true as const };
	});
}

async function isDissolving(db: Db, cafeId: string): Promise<boolean> {
	const table = await db
		.selectFrom('cafeTable')
		.select('id')
		.where('cafeId', '=', cafeId)
		.where('dissolvingIntoId', 'is not', null)
		.executeTakeFirst();
	return table !== undefined;
}

/** The notes have their dots, and the tables what was written alone: neither is kept by hands any longer. */
async function forgetHands(trx: Db, cafeId: string): Promise<void> {
	const tables = trx.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId);
	await trx.deleteFrom('vote').where('cafeTableId', 'in', tables).execute();
	await trx.deleteFrom('arrival').where('cafeTableId', 'in', tables).execute();
	const boards = await trx.selectFrom('sheet').select('boardId').where('cafeTableId', 'in', tables).execute();
	for (const { boardId } of boards) await renewBoard(trx, boardId);
}
