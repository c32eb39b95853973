import type * as Y from 'yjs';
import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { closeBoard, renewBoard } from '#lib/live/storage/boards.server.ts';
import { logBoard } from './boardTree.server.ts';
import { docOf, readBoard, type Board } from '../board/document.ts';
import { aboutIn } from '../setup/planElements.ts';
import { elementsOn } from '../setup/planElements.server.ts';
import { handInFor } from './points.server.ts';
import { guardUnits, settled } from './settled.server.ts';
import { tallyOf } from './votes.server.ts';

type Table = { id: string; number: number; question: string; boardId: string };

/** A table with what could be read of its board. */
export type ReadTable = { table: Table; board: Board; damage: 'partly' | 'unread' | null };

/** What is stored of a board for good, and hashed. */
export type FrozenContent = Board & { table: number; question: string; votes: Record<string, number> };

/** Stores a board for good, with its hash, and gives its number of notes. Dots on notes that are not on it are not stored. */
export async function storeBoard(
	trx: Db,
	municipalityId: string,
	{ table, board: read, damage }: ReadTable,
	rounds: number,
	now: Instant
): Promise<number> {
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
		.set({ frozenAt: now, frozenContent, frozenHash: contentHash(frozenContent), damage })
		.where('id', '=', table.id)
		.execute();
	await logBoard(trx, municipalityId, table.id, content, now);
	await closeBoard(trx, municipalityId, table.boardId, now);
	// What could not be read is kept as it is.
	if (damage !== 'unread') await renewBoard(trx, table.boardId, docOf(board));
	const of = { municipalityId, cafeTableId: table.id };
	const clusters = board.clusters.map(({ id, title }, at) => ({ id, ...of, position: at + 1, title: title.trim() }));
	const elements = await elementsOn(trx, table.id);
	const notes = onTable.map(({ id, clusterId, text, firstText, round, by, receipt, column }, at) => ({
		id,
		...of,
		clusterId: clusters.some((cluster) => cluster.id === clusterId) ? clusterId : null,
		position: at + 1,
		text,
		round: Math.min(round, rounds),
		writtenBy: by,
		votes: votes[id] ?? 0,
		receipt,
		firstText,
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

/** What stands on a board, as it outlives the day. */
export function readSettled(doc: Y.Doc): Board {
	return settled(storable(readBoard(doc)));
}

/** The board without what databases reject and only hostile clients write: NUL, lone surrogates, rounds that are no integers. */
function storable(board: Board): Board {
	const clean = (text: string) => text.replaceAll('\u0000', '').toWellFormed();
	return {
		notes: board.notes.map((note) => ({
			...note,
			text: clean(note.text),
			by: clean(note.by),
			firstText: note.firstText === null ? null : clean(note.firstText),
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
