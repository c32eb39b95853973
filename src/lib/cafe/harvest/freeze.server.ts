import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { markHeld } from '#lib/gatherings/attendance/doors.server.ts';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { closeBoard, renewBoard } from '#lib/live/storage/boards.server.ts';
import type { Frozen, LiveServer } from '#lib/live/contract.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { docOf, readBoard, type Board } from '../board/document.ts';
import { handInFor } from './points.server.ts';
import { areFrozen, isSilent, mayFreeze, mayEnd } from '../model.ts';
import { aboutIn } from '../setup/planElements.ts';
import { elementsOn } from '../setup/planElements.server.ts';
import { enterPhase } from '../rounds/commands.server.ts';
import { guardUnits, settled } from './settled.server.ts';
import { tallyOf } from './votes.server.ts';

type Table = { id: string; number: number; question: string; boardId: string };

/** What is stored of a board for good, and hashed. */
export type FrozenContent = Board & { table: number; question: string; votes: Record<string, number> };

/** Cafés whose boards are being frozen: a second request must not thaw what the first has frozen. */
const freezing = new Set<string>();

/**
 * Freezes all boards and opens the harvest: every board is frozen and read, and one transaction stores them with hash, notes,
 * clusters, votes and lineage, and deletes what else is known of how they came about: logs, owners, private boards, dots. When any
 * board can't be frozen or stored, all are thawed and nothing has changed.
 * Refuses `notAllowed`, `notFound`, `missingRound` (none has been held), `conflictSilent` (everybody writes alone), `closedBoards`,
 * `conflictFreeze` (a simultaneous request is freezing them) and `conflictBoard` (the board of `table` can't be read from or written
 * to disk now: try again).
 */
export async function freezeBoards(db: Db, live: Pick<LiveServer, 'freeze'>, actor: Actor, cafeId: string, now: Instant) {
	const found = await requireCafe(db, actor, cafeId);
	if (!found.ok) return found;
	if (!mayFreeze(found.cafe))
		return areFrozen(found.cafe) ? refuse('closedBoards') : isSilent(found.cafe) ? refuse('conflictSilent') : refuse('missingRound');
	if (freezing.has(cafeId)) return refuse('conflictFreeze');
	freezing.add(cafeId);
	const frozen: Frozen[] = [];
	let stored = false;
	try {
		const boards = await freezeAll(db, live, cafeId, frozen);
		if ('reason' in boards) return boards;
		const answer = await command(db, async (trx) => {
			const again = await requireCafe(trx, actor, cafeId);
			if (!again.ok) return again;
			if (!mayFreeze(again.cafe)) return refuse('closedBoards');
			let notes = 0;
			for (const { table, board } of boards) notes += await store(trx, actor.municipalityId, table, board, again.cafe.round, now);
			await forgetHands(trx, cafeId);
			await enterPhase(trx, cafeId, { phase: 'harvest', endsAt: null }, now);
			await trx.updateTable('cafe').set({ closedFrom: again.cafe.phase }).where('id', '=', cafeId).execute();
			await record(trx, actor, 'cafe.freeze', { kind: 'cafe', id: cafeId, detail: { tables: boards.length, notes } }, now);
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

/** Freezes and reads every board of a café. Adds each frozen one to `frozen`, also when a later one fails. Refuses `conflictBoard`. */
async function freezeAll(db: Db, live: Pick<LiveServer, 'freeze'>, cafeId: string, frozen: Frozen[]) {
	const tables = await db
		.selectFrom('cafeTable')
		.select(['id', 'number', 'question', 'boardId'])
		.where('cafeId', '=', cafeId)
		.orderBy('number')
		.execute();
	const boards: { table: Table; board: Board }[] = [];
	for (const table of tables) {
		// The live server has logged why; the facilitator needs to know at which table.
		const board = await live.freeze(table.boardId).catch(() => undefined);
		if (!board) return refuse('conflictBoard', { table: table.number });
		frozen.push(board);
		boards.push({ table, board: settled(storable(readBoard(board.doc))) });
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
		// A gathering that somebody has marked as held already stays as it is.
		await markHeld(trx, actor, cafe.gatheringId, now);
		await record(trx, actor, 'cafe.end', { kind: 'cafe', id: cafeId }, now);
		return { ok: true as const };
	});
}

/** Stores one frozen board and returns its number of notes. Dots on notes that are not on the board are not stored. */
async function store(trx: Db, municipalityId: string, table: Table, read: Board, rounds: number, now: Instant): Promise<number> {
	const tally = await tallyOf(trx, table.id);
	const { board: own, renamed } = await withOwnIds(trx, read);
	const board = { ...own, notes: await guardUnits(trx, municipalityId, table.id, own.notes) };
	const onTable = board.notes.filter((note) => note.text.trim() !== '');
	const votes = Object.fromEntries(
		Object.entries(tally).flatMap(([id, dots]) => {
			const noteId = renamed.get(id) ?? id;
			return onTable.some((note) => note.id === noteId) ? [[noteId, dots]] : [];
		})
	);
	const content: FrozenContent = { ...board, table: table.number, question: table.question, votes };
	const frozenContent = canonicalJson(content);
	await trx
		.updateTable('cafeTable')
		.set({ frozenAt: now, frozenContent, frozenHash: contentHash(frozenContent) })
		.where('id', '=', table.id)
		.execute();
	await closeBoard(trx, municipalityId, table.boardId, now);
	await renewBoard(trx, table.boardId, docOf(board));
	const clusters = board.clusters.map(({ id, title }, at) => ({
		id,
		municipalityId,
		cafeTableId: table.id,
		position: at + 1,
		title: title.trim()
	}));
	const elements = await elementsOn(trx, table.id);
	const notes = onTable.map(({ id, clusterId, text, round, by, receipt, column }, at) => ({
		id,
		municipalityId,
		cafeTableId: table.id,
		clusterId: clusters.some((cluster) => cluster.id === clusterId) ? clusterId : null,
		position: at + 1,
		text,
		round: Math.min(round, rounds),
		writtenBy: by,
		votes: votes[id] ?? 0,
		receipt,
		aboutId: aboutIn(column, elements)?.elementId ?? null,
		stance: aboutIn(column, elements)?.stance ?? null
	}));
	if (clusters.length > 0) await trx.insertInto('cluster').values(clusters).execute();
	if (notes.length > 0) await trx.insertInto('note').values(notes).execute();
	for (const cluster of clusters) {
		const from = notes.filter((note) => note.clusterId === cluster.id).map(({ id }) => ({ kind: 'note' as const, id }));
		await link(trx, municipalityId, { from, to: { kind: 'cluster', id: cluster.id } }, now);
	}
	// A table without notes has nothing to harvest, and is not waited for.
	if (notes.length === 0) await handInFor(trx, municipalityId, table.id, now);
	return notes.length;
}

/** The notes have their dots, and the tables what was written alone: neither is kept by hands any longer. */
async function forgetHands(trx: Db, cafeId: string): Promise<void> {
	const tables = trx.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId);
	await trx.deleteFrom('vote').where('cafeTableId', 'in', tables).execute();
	const boards = await trx.selectFrom('sheet').select('boardId').where('cafeTableId', 'in', tables).execute();
	for (const { boardId } of boards) await renewBoard(trx, boardId);
}

/** The board without what databases reject and only hostile clients write: NUL, lone surrogates, rounds that are no integers. */
function storable(board: Board): Board {
	const clean = (text: string) => text.replaceAll('\u0000', '').toWellFormed();
	return {
		notes: board.notes.map((note) => ({
			...note,
			text: clean(note.text),
			by: clean(note.by),
			round: Number.isInteger(note.round) ? note.round : 0
		})),
		clusters: board.clusters.map((cluster) => ({ ...cluster, title: clean(cluster.title) }))
	};
}

/**
 * Replaces ids that are taken at another table. Browsers make the ids, so a hostile client could otherwise keep the boards from being
 * frozen.
 */
async function withOwnIds(trx: Db, board: Board): Promise<{ board: Board; renamed: Map<string, string> }> {
	const taken = new Set<string>();
	for (const [kind, ids] of [
		['note', board.notes.map(({ id }) => id)],
		['cluster', board.clusters.map(({ id }) => id)]
	] as const) {
		if (ids.length === 0) continue;
		for (const { id } of await trx.selectFrom(kind).select('id').where('id', 'in', ids).execute()) taken.add(id);
	}
	const renamed = new Map(Array.from(taken, (id) => [id, newId()]));
	if (renamed.size === 0) return { board, renamed };
	const own = (id: string) => renamed.get(id) ?? id;
	return {
		renamed,
		board: {
			notes: board.notes.map((note) => ({ ...note, id: own(note.id), clusterId: note.clusterId === null ? null : own(note.clusterId) })),
			clusters: board.clusters.map((cluster) => ({ ...cluster, id: own(cluster.id) }))
		}
	};
}
