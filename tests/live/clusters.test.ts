import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
	addCluster,
	addNote,
	dissolveCluster,
	editNote,
	mergeClusters,
	mergedInto,
	moveNote,
	moveNoteUp,
	newBoardDoc,
	readBoard,
	unmergeCluster
} from '#lib/cafe/board/document.ts';
import { groupNotes } from '#lib/cafe/board/board.svelte.ts';

const at = '2016-11-03T10:00:00.000Z';

/** A board with clusters k, m, n and two notes in each of k and m. */
function aBoard(): Y.Doc {
	const doc = newBoardDoc();
	for (const id of ['k', 'm', 'n']) addCluster(doc, { id, title: `Gruppe ${id}` });
	for (const id of ['a', 'b', 'c', 'd']) addNote(doc, { id, text: `Lapp ${id}`, round: 1, by: '' });
	for (const id of ['a', 'b']) moveNote(doc, id, { clusterId: 'k' });
	for (const id of ['c', 'd']) moveNote(doc, id, { clusterId: 'm' });
	return doc;
}

function copyOf(doc: Y.Doc): Y.Doc {
	const copy = newBoardDoc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	return copy;
}

function meet(...docs: Y.Doc[]) {
	for (const from of docs) for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));
}

/** What people see: cluster → its notes, '' what lies loose. */
const seen = (doc: Y.Doc) =>
	Object.fromEntries(
		groupNotes(readBoard(doc)).groups.map(({ cluster, notes }) => [cluster?.id ?? '', notes.map(({ id }) => id).join('')])
	);

describe('L6: merging and taking apart', () => {
	test('a merged cluster lies in the other, its notes last; taken out again, everybody is where they were', () => {
		const doc = aBoard();
		expect(mergeClusters(doc, 'k', 'm')).toBe(true);
		expect(seen(doc)).toEqual({ m: 'cdab', n: '', '': '' });
		expect(mergedInto(doc, 'm')).toEqual([{ id: 'k', title: 'Gruppe k' }]);
		expect(unmergeCluster(doc, 'k')).toBe(true);
		expect(seen(doc)).toEqual({ k: 'ab', m: 'cd', n: '', '': '' });
		expect(mergedInto(doc, 'm')).toEqual([]);
	});

	test('a note that was moved away meanwhile, or put in anew, stays where people put it', () => {
		const doc = aBoard();
		mergeClusters(doc, 'k', 'm');
		moveNote(doc, 'a', { clusterId: 'n' });
		addNote(doc, { id: 'e', text: 'Ny', round: 1, by: '', clusterId: 'm' });
		moveNoteUp(doc, 'b');
		unmergeCluster(doc, 'k');
		expect(seen(doc)).toEqual({ k: 'b', m: 'cde', n: 'a', '': '' });
	});

	test('clusters that were merged one into the other come apart one by one', () => {
		const doc = aBoard();
		mergeClusters(doc, 'k', 'm');
		mergeClusters(doc, 'm', 'n');
		expect(seen(doc)).toEqual({ n: 'cdab', '': '' });
		expect(mergedInto(doc, 'n').map(({ id }) => id)).toEqual(['k', 'm']);
		unmergeCluster(doc, 'm');
		expect(seen(doc)).toEqual({ m: 'cdab', n: '', '': '' });
		unmergeCluster(doc, 'k');
		expect(seen(doc)).toEqual({ k: 'ab', m: 'cd', n: '', '': '' });
	});

	test('a cluster is not merged with itself, with what is in it already, or with one that is not there', () => {
		const doc = aBoard();
		mergeClusters(doc, 'k', 'm');
		const before = Y.encodeStateAsUpdate(doc);
		expect([
			mergeClusters(doc, 'm', 'm'),
			mergeClusters(doc, 'm', 'k'),
			mergeClusters(doc, 'n', 'x'),
			mergeClusters(doc, 'x', 'n')
		]).toEqual([false, false, false, false]);
		expect([unmergeCluster(doc, 'm'), unmergeCluster(doc, 'x')]).toEqual([false, false]);
		expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
	});

	test('dissolving a cluster lets what was merged into it lie loose too', () => {
		const doc = aBoard();
		mergeClusters(doc, 'k', 'm');
		dissolveCluster(doc, 'm', at);
		expect(seen(doc)).toEqual({ n: '', '': 'cdab' });
	});

	test('two who merge two clusters into each other end with one, and can take them apart', () => {
		const one = aBoard();
		const two = copyOf(one);
		mergeClusters(one, 'k', 'm');
		mergeClusters(two, 'm', 'k');
		meet(one, two);
		expect(seen(one)).toEqual(seen(two));
		expect(Object.keys(seen(one))).toEqual(['k', 'n', '']);
		unmergeCluster(two, 'm');
		meet(one, two);
		expect(Object.keys(seen(one)).sort()).toEqual(['', 'k', 'm', 'n']);
		expect(seen(one)['k']!.split('').sort().join('')).toBe('ab');
		expect(seen(one)['m']!.split('').sort().join('')).toBe('cd');
	});
});

describe('concurrent grouping loses nothing (parabol#10272)', () => {
	test('two who make a cluster of the same note at once: both clusters stand, the note is in one, and no word is lost', () => {
		const one = newBoardDoc();
		addNote(one, { id: 'a', text: 'Éin stad', round: 1, by: '' });
		const two = copyOf(one);
		for (const [doc, id] of [
			[one, 'k'],
			[two, 'm']
		] as const) {
			addCluster(doc, { id, title: `Av ${id}` });
			moveNote(doc, 'a', { clusterId: id });
		}
		editNote(one, 'a', 'Éin stad å ringje');
		editNote(two, 'a', 'Berre éin stad');
		meet(one, two);
		for (const doc of [one, two]) {
			const { notes, clusters } = readBoard(doc);
			expect(clusters.map(({ title }) => title).sort()).toEqual(['Av k', 'Av m']);
			expect(notes).toHaveLength(1);
			expect(['k', 'm']).toContain(notes[0]!.clusterId);
			for (const word of ['éin', 'stad', 'å ringje', 'Berre']) expect(notes[0]!.text.toLowerCase()).toContain(word.toLowerCase());
		}
		expect(seen(one)).toEqual(seen(two));
	});

	test('whatever three people do to groups at once, every note is in exactly one place, the same for all', () => {
		const note = fc.constantFrom('a', 'b', 'c', 'd');
		const cluster = fc.constantFrom('k', 'm', 'n');
		const act = fc.oneof(
			fc.tuple(note, fc.option(cluster)).map(
				([id, clusterId]) =>
					(doc: Y.Doc) =>
						void moveNote(doc, id, { clusterId })
			),
			fc.tuple(cluster, cluster).map(
				([from, into]) =>
					(doc: Y.Doc) =>
						void mergeClusters(doc, from, into)
			),
			cluster.map((id) => (doc: Y.Doc) => void unmergeCluster(doc, id)),
			cluster.map((id) => (doc: Y.Doc) => void dissolveCluster(doc, id, at)),
			note.map((id) => (doc: Y.Doc) => void moveNoteUp(doc, id))
		);
		const hands = fc.array(fc.array(act, { maxLength: 5 }), { minLength: 3, maxLength: 3 });
		fc.assert(
			fc.property(fc.array(hands, { minLength: 1, maxLength: 2 }), (rounds) => {
				const one = aBoard();
				const docs = [one, copyOf(one), copyOf(one)];
				for (const round of rounds) {
					for (const [at, acts] of round.entries()) for (const does of acts) does(docs[at]!);
					meet(...docs);
				}
				const places = docs.map(seen);
				expect(places[1]).toEqual(places[0]);
				expect(places[2]).toEqual(places[0]);
				expect(Object.values(places[0]!).join('').split('').sort().join('')).toBe('abcd');
			}),
			{ numRuns: 60 }
		);
	});
});
