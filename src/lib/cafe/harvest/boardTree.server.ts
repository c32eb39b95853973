import { randomBytes } from 'node:crypto';
import { canonicalJson } from '#lib/canonical.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { append, entryText, headOf, inclusionOf, leafFor, leavesOf, type Leaf } from '#lib/merkle/log.server.ts';
import type { NoteProof } from '#lib/merkle/note.ts';
import { inclusionPath, leafHashOf, rootOf } from '#lib/merkle/tree.server.ts';
import type { FrozenContent } from './storeBoard.server.ts';

/*
 * A frozen board as a Merkle tree: a leaf for each of its notes, and one for all else that is frozen with them. Every leaf has a salt of
 * its own, which is kept beside the board and given to the note's writer only: of a note's hash nobody guesses its words, and a proof
 * tells nothing of the other notes. The tree's root is the board's leaf in the log of the municipality.
 */

/** What is hashed as the leaves of a board, in their order. */
function partsOf({ notes, ...board }: FrozenContent): { noteId: string | null; text: (salt: string) => string }[] {
	return [
		...notes.map((note) => ({ noteId: note.id, text: (salt: string) => canonicalJson({ note, salt }) })),
		{ noteId: null, text: (salt: string) => canonicalJson({ board, salt }) }
	];
}

/** Keeps the tree of a board that is frozen now, and adds its root to the log. */
export async function logBoard(trx: Db, municipalityId: string, cafeTableId: string, content: FrozenContent, now: Instant): Promise<void> {
	await forgetTree(trx, [cafeTableId]);
	const rows = partsOf(content).map(({ noteId, text }, position) => {
		const salt = randomBytes(32).toString('hex');
		return { cafeTableId, position, municipalityId, noteId, salt, leaf: leafHashOf(text(salt)) };
	});
	for (let at = 0; at < rows.length; at += 500)
		await trx
			.insertInto('boardLeaf')
			.values(rows.slice(at, at + 500))
			.execute();
	const hash = rootOf(rows.map(({ leaf }) => leaf));
	await append(trx, municipalityId, { kind: 'cafeTable', id: cafeTableId, hash, at: now });
}

/** Forgets the trees of boards that are written on again, or read once more; their leaves in the log stay. */
export async function forgetTree(trx: Db, tableIds: readonly string[]): Promise<void> {
	if (tableIds.length > 0) await trx.deleteFrom('boardLeaf').where('cafeTableId', 'in', tableIds).execute();
}

/** Of what words were taken out of, the salts go: the leaf stays, and says nothing of what they were. */
export async function forgetSalts(trx: Db, cafeTableId: string, before: FrozenContent, after: FrozenContent): Promise<void> {
	const [was, is] = [partsOf(before), partsOf(after)];
	const changed = was.flatMap(({ text }, position) => (text('') === is[position]?.text('') ? [] : [position]));
	if (changed.length === 0) return;
	await trx.updateTable('boardLeaf').set({ salt: null }).where('cafeTableId', '=', cafeTableId).where('position', 'in', changed).execute();
}

async function treeOf(db: Db, cafeTableId: string) {
	return db
		.selectFrom('boardLeaf')
		.select(['position', 'noteId', 'salt', 'leaf'])
		.where('cafeTableId', '=', cafeTableId)
		.orderBy('position')
		.execute();
}

/** A board as it was frozen, with its tree and the log: what the proofs of its notes are made of. */
export type ProvenBoard = { id: string; content: FrozenContent; tree: Awaited<ReturnType<typeof treeOf>>; log: readonly Leaf[] };

/** The boards of these tables, of one municipality, by the table's id. */
export async function provenBoards(db: Db, municipalityId: string, tableIds: readonly string[]): Promise<Map<string, ProvenBoard>> {
	const ids = [...new Set(tableIds)];
	if (ids.length === 0) return new Map();
	const log = await leavesOf(db, municipalityId);
	const tables = await db.selectFrom('cafeTable').select(['id', 'frozenContent']).where('id', 'in', ids).execute();
	const boards = new Map<string, ProvenBoard>();
	for (const { id, frozenContent } of tables)
		if (frozenContent !== null)
			boards.set(id, { id, content: JSON.parse(frozenContent) as FrozenContent, tree: await treeOf(db, id), log });
	return boards;
}

/**
 * What proves to its writer that a note is in the frozen board, and the board in the log. `erased`: words were taken out of it since, and
 * only its leaf is left. `null`: it is not there, which the log of redactions or an alteration has to account for.
 */
export function noteProof({ id, content, tree, log }: ProvenBoard, noteId: string): NoteProof | 'erased' | null {
	const row = tree.find((leaf) => leaf.noteId === noteId);
	const entry = leafFor(log, { kind: 'cafeTable', id });
	if (!row || !entry) return null;
	const part = partsOf(content)[row.position];
	if (part?.noteId !== noteId) return null;
	if (row.salt === null) return 'erased';
	const leaves = tree.map(({ leaf }) => leaf);
	return {
		content: part.text(row.salt),
		board: { index: row.position, size: leaves.length, path: inclusionPath(leaves, row.position) },
		entry: entryText(entry),
		log: inclusionOf(log, entry),
		head: headOf(log)
	};
}

/** What is wrong with the tree of a frozen board, compared with its content and its leaf in the log; undefined when nothing is. */
export function treeFault({ id, content, tree, log }: ProvenBoard): string | undefined {
	const entry = leafFor(log, { kind: 'cafeTable', id });
	if (!entry) return 'is not in the log';
	if (entry.hash !== rootOf(tree.map(({ leaf }) => leaf))) return 'has another tree than the log says';
	const parts = partsOf(content);
	const isSame = (leaf: (typeof tree)[number], at: number) =>
		leaf.noteId === parts[at]!.noteId && (leaf.salt === null || leaf.leaf === leafHashOf(parts[at]!.text(leaf.salt)));
	if (parts.length !== tree.length || !tree.every(isSame)) return 'holds other notes than its tree';
	return undefined;
}
