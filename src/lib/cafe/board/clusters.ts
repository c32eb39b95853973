import * as Y from 'yjs';
import { boardLimits } from './limits.ts';
import { clustersOf, entriesOf, notesOf, put, reword, set, stringOf, textOf, type Entry, type Placed } from '#lib/live/document/entries.ts';
import { positionBetween } from '#lib/live/document/order.ts';

/*
 * Clusters on a board. Merging moves no note: the merged cluster points to the other with `into`, its notes keep their cluster,
 * and readers follow the pointers. So unmerging restores all notes that have not been moved since, and simultaneous merges,
 * unmerges and moves lose nothing.
 */

/** A new cluster, last. False when the id is taken or the title too long. */
export function addCluster(doc: Y.Doc, cluster: { id: string; title: string }): boolean {
	const clusters = clustersOf(doc);
	if (clusters.has(cluster.id) || cluster.title.length > boardLimits.titleCharacters) return false;
	doc.transact(() => {
		const pos = positionBetween(entriesOf(clusters).at(-1)?.pos ?? null, null);
		const entry: Entry = new Y.Map();
		clusters.set(cluster.id, entry);
		entry.set('title', new Y.Text(cluster.title));
		entry.set('pos', pos);
	});
	return true;
}

/** Gives a cluster a new title, touching only what differs. */
export function renameCluster(doc: Y.Doc, id: string, next: string): boolean {
	return reword(textOf(clustersOf(doc).get(id), 'title'), next, boardLimits.titleCharacters);
}

/** For each cluster the one that shows its notes: itself, or what it was merged into; of those merged into each other, the first. */
export function homesOf(doc: Y.Doc): Map<string, string> {
	const clusters = entriesOf(clustersOf(doc));
	const order = new Map(clusters.map(({ id }, at) => [id, at]));
	const into = new Map(clusters.map(({ id, entry }) => [id, stringOf(entry, 'into')]));
	const homes = new Map<string, string>();
	for (const { id } of clusters) {
		const path = [id];
		for (;;) {
			const next = into.get(path.at(-1)!);
			if (next == null || !order.has(next)) break;
			const cycle = path.indexOf(next);
			if (cycle >= 0) {
				path.push(path.slice(cycle).reduce((first, one) => (order.get(one)! < order.get(first)! ? one : first)));
				break;
			}
			path.push(next);
		}
		homes.set(id, path.at(-1)!);
	}
	return homes;
}

/** The clusters merged into a cluster, directly or through others, in the order of the board. */
export function mergedInto(doc: Y.Doc, id: string): { id: string; title: string }[] {
	const homes = homesOf(doc);
	return entriesOf(clustersOf(doc))
		.filter((cluster) => cluster.id !== id && homes.get(cluster.id) === id && stringOf(cluster.entry, 'dissolvedAt') === null)
		.map((cluster) => ({ id: cluster.id, title: textOf(cluster.entry, 'title')?.toString() ?? '' }));
}

/** The notes shown in a cluster (null: in none), in their order; none from the bin. */
export function notesIn(doc: Y.Doc, clusterId: string | null): Placed[] {
	const homes = homesOf(doc);
	const homeOf = (entry: Entry) => homes.get(stringOf(entry, 'clusterId') ?? '') ?? null;
	return entriesOf(notesOf(doc)).filter(({ entry }) => stringOf(entry, 'binnedAt') === null && homeOf(entry) === clusterId);
}

/**
 * Dissolves a cluster: its notes are in none, in the order they had. The entry stays, marked: if somebody moves a note into it
 * at the same moment, the cluster is there again with that note, and nothing is lost.
 */
export function dissolveCluster(doc: Y.Doc, id: string, at: string): boolean {
	const cluster = clustersOf(doc).get(id);
	if (!cluster) return false;
	doc.transact(() => {
		const homes = homesOf(doc);
		for (const { entry } of entriesOf(notesOf(doc))) {
			const own = stringOf(entry, 'clusterId');
			if (own !== null && (homes.get(own) === id || own === id)) set(entry, 'clusterId', null);
		}
		set(cluster, 'dissolvedAt', at);
	});
	return true;
}

/** Merges a cluster into another: its notes are shown there, after those that are there already. False when they are merged already. */
export function mergeClusters(doc: Y.Doc, fromId: string, intoId: string): boolean {
	const from = clustersOf(doc).get(fromId);
	const homes = homesOf(doc);
	if (!from || !clustersOf(doc).has(intoId) || homes.get(fromId) === homes.get(intoId)) return false;
	doc.transact(() => {
		const there = notesIn(doc, homes.get(intoId)!);
		for (const { entry } of notesIn(doc, fromId)) {
			put(entry, there, there.length);
			there.push({ id: '', entry, pos: entry.get('pos') as string });
		}
		set(from, 'into', intoId);
	});
	return true;
}

/** Takes a cluster out of the one it was merged into, with its notes that are still there. */
export function unmergeCluster(doc: Y.Doc, id: string): boolean {
	const cluster = clustersOf(doc).get(id);
	if (!cluster || stringOf(cluster, 'into') === null) return false;
	const home = clustersOf(doc).get(homesOf(doc).get(id)!);
	doc.transact(() => {
		set(cluster, 'into', null);
		// Of two that were merged into each other, the other becomes independent too.
		set(home, 'into', null);
	});
	return true;
}
