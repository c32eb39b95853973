import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
	addCluster,
	addNote,
	binNote,
	dissolveCluster,
	editNote,
	mergeClusters,
	moveNote,
	moveNoteDown,
	moveNoteUp,
	newBoardDoc,
	noteText,
	readBoard,
	renameCluster,
	restoreNote
} from '#lib/cafe/board/document.ts';

const at = '2016-11-03T10:00:00.000Z';
const write = (doc: Y.Doc, ...ids: string[]) => ids.forEach((id) => addNote(doc, { id, text: `Note ${id}`, round: 1, by: 'Nav' }));
const order = (doc: Y.Doc) => readBoard(doc).notes.map((note) => note.id);

/** Brings copies to the same state, both ways. */
function meet(...docs: Y.Doc[]) {
	for (const from of docs) for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));
}

describe('L6: what a board holds', () => {
	test('a note carries its text, round, writer, column, cluster and receipt', () => {
		const doc = newBoardDoc();
		addCluster(doc, { id: 'c1', title: 'Bustad' });
		addNote(doc, {
			id: 'n1',
			text: 'Fleire små bustader',
			round: 2,
			by: 'Bustadkontoret',
			column: 'missing',
			clusterId: 'c1',
			receipt: 'r-1'
		});
		expect(readBoard(doc)).toEqual({
			notes: [
				{
					id: 'n1',
					text: 'Fleire små bustader',
					round: 2,
					by: 'Bustadkontoret',
					column: 'missing',
					clusterId: 'c1',
					receipt: 'r-1',
					firstText: null,
					pos: 'a0',
					binnedAt: null
				}
			],
			clusters: [{ id: 'c1', title: 'Bustad', pos: 'a0' }]
		});
	});

	test('notes are listed in the order they were put, and a new one can go right after another', () => {
		const doc = newBoardDoc();
		write(doc, 'b', 'a', 'd');
		const [first] = readBoard(doc).notes;
		addNote(doc, { id: 'c', text: '', round: 1, by: '', afterPos: first?.pos });
		expect(order(doc)).toEqual(['b', 'c', 'a', 'd']);
	});

	test('an id that is taken and a text that is too long are refused without a trace', () => {
		const doc = newBoardDoc();
		write(doc, 'a');
		const before = Y.encodeStateAsUpdate(doc);
		expect(addNote(doc, { id: 'a', text: 'again', round: 1, by: '' })).toBe(false);
		expect(addNote(doc, { id: 'b', text: 'x'.repeat(2001), round: 1, by: '' })).toBe(false);
		expect(editNote(doc, 'a', 'x'.repeat(2001))).toBe(false);
		expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
	});

	test('a document that somebody has tampered with is still read', () => {
		const doc = newBoardDoc();
		write(doc, 'a');
		const notes = doc.getMap('notes');
		notes.set('plain', 'not an entry');
		notes.set(
			'odd',
			new Y.Map<unknown>([
				['pos', '!!'],
				['round', 'x'],
				['__proto__', { polluted: true }],
				['clusterId', 'nowhere']
			])
		);
		const odd = readBoard(doc).notes.find((note) => note.id === 'odd');
		expect(odd).toMatchObject({ text: '', pos: 'a0', round: 0, by: '', clusterId: null });
		expect(order(doc).sort()).toEqual(['a', 'odd']);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});
});

describe('L9: notes are never removed', () => {
	test('a note in the bin keeps its text and can be taken back', () => {
		const doc = newBoardDoc();
		write(doc, 'a');
		binNote(doc, 'a', at);
		expect(readBoard(doc).notes[0]).toMatchObject({ text: 'Note a', binnedAt: at });
		restoreNote(doc, 'a');
		expect(readBoard(doc).notes[0]?.binnedAt).toBeNull();
	});

	test('a verb on a note that is not there changes nothing and says so', () => {
		const doc = newBoardDoc();
		for (const done of [
			editNote(doc, 'x', ''),
			moveNote(doc, 'x', {}),
			moveNoteUp(doc, 'x'),
			binNote(doc, 'x', at),
			restoreNote(doc, 'x'),
			renameCluster(doc, 'x', ''),
			dissolveCluster(doc, 'x', at),
			mergeClusters(doc, 'x', 'y')
		])
			expect(done).toBe(false);
		expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(new Y.Doc()));
	});
});

describe('moving', () => {
	test('a note goes before, after, up, down and to the end of a cluster', () => {
		const doc = newBoardDoc();
		write(doc, 'a', 'b', 'c', 'd');
		moveNote(doc, 'd', { beforeId: 'a' });
		expect(order(doc)).toEqual(['d', 'a', 'b', 'c']);
		moveNote(doc, 'd', { afterId: 'b' });
		expect(order(doc)).toEqual(['a', 'b', 'd', 'c']);
		expect(moveNoteUp(doc, 'd')).toBe(true);
		expect(order(doc)).toEqual(['a', 'd', 'b', 'c']);
		expect(moveNoteDown(doc, 'd')).toBe(true);
		expect(order(doc)).toEqual(['a', 'b', 'd', 'c']);
		expect(moveNoteUp(doc, 'a')).toBe(false);
		expect(moveNoteDown(doc, 'c')).toBe(false);
		addCluster(doc, { id: 'k', title: '' });
		for (const id of ['d', 'a']) moveNote(doc, id, { clusterId: 'k' });
		expect(
			readBoard(doc)
				.notes.filter((note) => note.clusterId === 'k')
				.map((note) => note.id)
		).toEqual(['d', 'a']);
	});

	test('up and down step among the notes in the same cluster only', () => {
		const doc = newBoardDoc();
		addCluster(doc, { id: 'k', title: '' });
		write(doc, 'a', 'x', 'b');
		for (const id of ['a', 'b']) moveNote(doc, id, { clusterId: 'k' });
		expect(moveNoteUp(doc, 'b')).toBe(true);
		expect(
			readBoard(doc)
				.notes.filter((note) => note.clusterId === 'k')
				.map((note) => note.id)
		).toEqual(['b', 'a']);
		expect(moveNoteUp(doc, 'x')).toBe(false);
	});

	test('notes that two people put in one place at once can still be told apart and moved between', () => {
		const one = newBoardDoc();
		const two = newBoardDoc();
		write(one, 'a');
		meet(one, two);
		write(one, 'b');
		write(two, 'c');
		meet(one, two);
		const [, b, c] = readBoard(one).notes;
		expect(b?.pos).toBe(c?.pos);
		write(one, 'd');
		moveNote(one, 'd', { beforeId: 'c' });
		expect(order(one)).toEqual(['a', 'b', 'd', 'c']);
		meet(one, two);
		expect(order(two)).toEqual(['a', 'b', 'd', 'c']);
	});
});

describe('clusters', () => {
	test('a merged cluster hands over its notes in their order and is gone', () => {
		const doc = newBoardDoc();
		addCluster(doc, { id: 'k', title: 'Bustad' });
		addCluster(doc, { id: 'm', title: 'Bustader' });
		write(doc, 'a', 'b', 'c');
		moveNote(doc, 'c', { clusterId: 'm' });
		for (const id of ['b', 'a']) moveNote(doc, id, { clusterId: 'k' });
		mergeClusters(doc, 'k', 'm');
		const board = readBoard(doc);
		expect(board.clusters.map((cluster) => cluster.id)).toEqual(['m']);
		expect(board.notes.map((note) => [note.id, note.clusterId])).toEqual([
			['c', 'm'],
			['b', 'm'],
			['a', 'm']
		]);
	});

	test('a dissolved cluster leaves its notes loose', () => {
		const doc = newBoardDoc();
		addCluster(doc, { id: 'k', title: 'Bustad' });
		write(doc, 'a');
		moveNote(doc, 'a', { clusterId: 'k' });
		renameCluster(doc, 'k', 'Bustad og butid');
		expect(readBoard(doc).clusters[0]?.title).toBe('Bustad og butid');
		dissolveCluster(doc, 'k', at);
		expect(readBoard(doc)).toMatchObject({ clusters: [], notes: [{ id: 'a', clusterId: null }] });
	});

	test('a note that is moved into a cluster while somebody dissolves it is not lost (parabol#10272)', () => {
		const one = newBoardDoc();
		const two = newBoardDoc();
		addCluster(one, { id: 'k', title: 'Bustad' });
		write(one, 'a', 'b');
		moveNote(one, 'a', { clusterId: 'k' });
		meet(one, two);
		dissolveCluster(one, 'k', at);
		moveNote(two, 'b', { clusterId: 'k' });
		meet(one, two);
		for (const doc of [one, two]) {
			expect(readBoard(doc).clusters).toHaveLength(1);
			expect(readBoard(doc).notes.map((note) => [note.id, note.clusterId])).toEqual([
				['a', null],
				['b', 'k']
			]);
		}
	});

	test('two people who merge two clusters into each other lose no note', () => {
		const one = newBoardDoc();
		const two = newBoardDoc();
		for (const id of ['k', 'm']) addCluster(one, { id, title: id });
		write(one, 'a', 'b');
		moveNote(one, 'a', { clusterId: 'k' });
		moveNote(one, 'b', { clusterId: 'm' });
		meet(one, two);
		mergeClusters(one, 'k', 'm');
		mergeClusters(two, 'm', 'k');
		meet(one, two);
		const board = readBoard(one);
		expect(readBoard(two)).toEqual(board);
		expect(board.notes).toHaveLength(2);
		const there = new Set(board.clusters.map((cluster) => cluster.id));
		for (const note of board.notes) expect(there.has(note.clusterId as string)).toBe(true);
	});
});

describe('editing', () => {
	const wording = fc.array(fc.constantFrom('a', 'b', 'æ', '👩‍👧', '🏠', '🏡', ' ', '\n'), { maxLength: 12 }).map((parts) => parts.join(''));

	test('an edit makes the text what was asked for, whatever it was, without cutting an emoji in two', () => {
		fc.assert(
			fc.property(wording, wording, (before, after) => {
				const doc = newBoardDoc();
				const copy = newBoardDoc();
				addNote(doc, { id: 'n', text: before, round: 1, by: '' });
				editNote(doc, 'n', after);
				meet(doc, copy);
				return noteText(doc, 'n')?.toString() === after && noteText(copy, 'n')?.toString() === after;
			})
		);
	});

	test('two people who edit different parts of a note keep both edits', () => {
		const one = newBoardDoc();
		const two = newBoardDoc();
		addNote(one, { id: 'n', text: 'Meir butid', round: 1, by: '' });
		meet(one, two);
		editNote(one, 'n', 'Meir tid og butid');
		editNote(two, 'n', 'Meir butid i alle bustader');
		meet(one, two);
		expect(noteText(one, 'n')?.toString()).toBe('Meir tid og butid i alle bustader');
		expect(noteText(two, 'n')?.toString()).toBe('Meir tid og butid i alle bustader');
	});
});
