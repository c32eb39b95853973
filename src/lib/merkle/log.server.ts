import { canonicalJson } from '#lib/canonical.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Head, Inclusion } from './proof.ts';
import { consistencyPath, inclusionPath, leafHashOf, rootOf } from './tree.server.ts';

/** What is frozen for good. `hash`: of its content, and for the board of a table the root of the tree of its notes. */
export type Entry = { kind: 'cafeTable' | 'summary' | 'version' | 'report'; id: string; hash: string; at: Instant };

/** A leaf where it stands in the log of a municipality. */
export type Leaf = Entry & { position: number; leaf: string };

/** What is hashed as the leaf of an entry: hashes and ids, never text. */
export function entryText({ kind, id, hash, at }: Entry): string {
	return canonicalJson({ kind, id, hash, at });
}

/**
 * Adds a leaf to the log of the municipality, within the transaction that freezes. Nothing takes one away: what is frozen once more gets
 * another. Gives the log's head with it.
 */
export async function append(trx: Db, municipalityId: string, entry: Entry): Promise<Head> {
	const leaves = await leafHashes(trx, municipalityId);
	const leaf = leafHashOf(entryText(entry));
	const { kind, id: subjectId, hash, at } = entry;
	await trx.insertInto('logLeaf').values({ municipalityId, position: leaves.length, kind, subjectId, hash, at, leaf }).execute();
	return { size: leaves.length + 1, root: rootOf([...leaves, leaf]), at };
}

/** All leaves in their order. */
export async function leavesOf(db: Db, municipalityId: string): Promise<Leaf[]> {
	return db
		.selectFrom('logLeaf')
		.select(['position', 'kind', 'subjectId as id', 'hash', 'at', 'leaf'])
		.where('municipalityId', '=', municipalityId)
		.orderBy('position')
		.execute();
}

async function leafHashes(db: Db, municipalityId: string): Promise<string[]> {
	return (await leavesOf(db, municipalityId)).map(({ leaf }) => leaf);
}

/** The head of a log when it had `size` leaves; of all there are without. */
export function headOf(leaves: readonly Leaf[], size = leaves.length): Head {
	const counted = leaves.slice(0, size);
	return { size, root: rootOf(counted.map(({ leaf }) => leaf)), at: counted.at(-1)?.at ?? '' };
}

/** The leaf of what was frozen last as `subject`; undefined when it is not in the log. */
export function leafFor(leaves: readonly Leaf[], subject: Pick<Entry, 'kind' | 'id'>): Leaf | undefined {
	return leaves.findLast(({ kind, id }) => kind === subject.kind && id === subject.id);
}

/** The proof that a leaf is in the log of its first `size` leaves. */
export function inclusionOf(leaves: readonly Leaf[], { position }: Leaf, size = leaves.length): Inclusion {
	const hashes = leaves.slice(0, size).map(({ leaf }) => leaf);
	return { index: position, size, path: inclusionPath(hashes, position) };
}

/** The log's head when an adopted version came into it, as it is printed in the plan, with the proof of the version's leaf. */
export async function versionInLog(
	db: Db,
	municipalityId: string,
	versionId: string
): Promise<{ head: Head; entry: string; inclusion: Inclusion } | undefined> {
	const leaves = await leavesOf(db, municipalityId);
	const leaf = leafFor(leaves, { kind: 'version', id: versionId });
	if (!leaf) return undefined;
	const size = leaf.position + 1;
	return { head: headOf(leaves, size), entry: entryText(leaf), inclusion: inclusionOf(leaves, leaf, size) };
}

/** The proof that today's log begins with the one that had `size` leaves; undefined when it never had so many. */
export async function consistencyFrom(
	db: Db,
	municipalityId: string,
	size: number
): Promise<{ first: Head; second: Head; path: string[] } | undefined> {
	const leaves = await leavesOf(db, municipalityId);
	if (!Number.isSafeInteger(size) || size < 1 || size > leaves.length) return undefined;
	const hashes = leaves.map(({ leaf }) => leaf);
	return { first: headOf(leaves, size), second: headOf(leaves), path: consistencyPath(hashes, size) };
}

/** What is wrong with the leaves themselves, in sentences: one is missing, or was altered. */
export function brokenLeaves(leaves: readonly Leaf[]): string[] {
	return leaves.flatMap((leaf, at) => {
		if (leaf.position !== at) return [`leaf ${at} of the log is missing`];
		return leaf.leaf === leafHashOf(entryText(leaf)) ? [] : [`leaf ${at} of the log was altered`];
	});
}
