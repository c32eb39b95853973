import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import * as board from '#lib/cafe/doc.ts';
import { judge, type Refusal, type Sender } from '#lib/live/guard.ts';
import { joinUpdates, readUpdate } from '#lib/live/update.ts';

const at = '2016-11-03T10:00:00.000Z';
const shape = board.boardShape({ notes: 5 });

/** The server's copy of a board that already holds a note 'n' (of client 1) in a cluster 'k', and somebody's copy of it. */
function aBoard(client = 2) {
	const theirs = copy(1);
	board.addCluster(theirs, { id: 'k', title: 'Bustad' });
	board.addNote(theirs, { id: 'n', text: 'Butid', round: 1, by: 'Nav', clusterId: 'k' });
	const server = copy(99, theirs);
	return { server, theirs, mine: copy(client, theirs) };
}

function copy(client: number, of?: Y.Doc): Y.Doc {
	const doc = board.newBoardDoc();
	doc.clientID = client;
	if (of) Y.applyUpdate(doc, Y.encodeStateAsUpdate(of));
	return doc;
}

/** What `change` writes, as the one update a provider would send. */
function updateOf(doc: Y.Doc, change: (doc: Y.Doc) => void): Uint8Array {
	const sent: Uint8Array[] = [];
	const hear = (bytes: Uint8Array) => sent.push(bytes);
	doc.on('update', hear);
	doc.transact(() => change(doc));
	doc.off('update', hear);
	expect(sent).toHaveLength(1);
	return sent[0] as Uint8Array;
}

const me: Sender = { mayUse: (client) => client === 2 || client === 3, writesAs: ['Heime', ''] };

/** The guard's word on an update, after seeing to it that judging changed nothing. */
function ask(server: Y.Doc, bytes: Uint8Array, sender: Sender = me): 'ok' | Refusal {
	const before = Y.encodeStateAsUpdate(server);
	let updates = 0;
	const count = () => void updates++;
	server.on('update', count);
	const verdict = judge(bytes, server, shape, sender);
	server.off('update', count);
	expect(updates).toBe(0);
	expect(Y.encodeStateAsUpdate(server)).toEqual(before);
	return verdict.ok ? 'ok' : verdict.reason;
}

const note = (id: string, more: Partial<board.NewNote> = {}): board.NewNote => ({ id, text: 'Ny', round: 1, by: 'Heime', ...more });
const entryOf = (doc: Y.Doc, id: string) => doc.getMap('notes').get(id) as Y.Map<unknown>;

describe('L9: what people do passes', () => {
	test.each<[string, (doc: Y.Doc) => void]>([
		['a new note', (doc) => board.addNote(doc, note('m', { column: 'keep', clusterId: 'k', receipt: 'abc' }))],
		['writing in a neighbour’s note', (doc) => board.editNote(doc, 'n', 'Butid i alle bustader')],
		['deleting a neighbour’s words', (doc) => board.editNote(doc, 'n', '')],
		['moving a note out of its cluster', (doc) => board.moveNote(doc, 'n', { clusterId: null })],
		['binning a note', (doc) => board.binNote(doc, 'n', at)],
		['a new cluster', (doc) => board.addCluster(doc, { id: 'l', title: 'Arbeid' })],
		['dissolving a cluster', (doc) => board.dissolveCluster(doc, 'k', at)],
		['many things at once', (doc) => {
			board.addNote(doc, note('m'));
			board.editNote(doc, 'm', 'N');
			board.editNote(doc, 'm', 'Nytt 🏠');
			board.moveNote(doc, 'm', { beforeId: 'n' });
			board.moveNote(doc, 'm', { afterId: 'n', clusterId: 'k' });
			board.binNote(doc, 'm', at);
			board.takeBackNote(doc, 'm');
		}]
	])('%s', (_, change) => {
		const { server, mine } = aBoard();
		expect(ask(server, updateOf(mine, change))).toBe('ok');
	});

	test('an undo inside a text passes', () => {
		const { server, mine } = aBoard();
		const text = board.noteText(mine, 'n') as Y.Text;
		const undo = new Y.UndoManager(text);
		const edit = updateOf(mine, () => board.editNote(mine, 'n', 'Noko anna'));
		Y.applyUpdate(server, edit);
		const undone: Uint8Array[] = [];
		mine.on('update', (bytes: Uint8Array) => undone.push(bytes));
		undo.undo();
		expect(undone).toHaveLength(1);
		expect(ask(server, undone[0] as Uint8Array)).toBe('ok');
	});

	test('whoever comes back says again what we know; only what is new is kept, and what was deleted long ago is not written again', () => {
		const { server, mine } = aBoard();
		const early = updateOf(mine, () => board.editNote(mine, 'n', 'But'));
		Y.applyUpdate(server, early);
		board.addNote(mine, note('m'));
		board.moveNote(mine, 'm', { clusterId: 'k' });
		board.moveNote(mine, 'm', { clusterId: null });
		const verdict = judge(Y.encodeStateAsUpdate(mine), server, shape, me);
		if (!verdict.ok) throw new Error(verdict.reason);
		expect(readUpdate(verdict.bytes as Uint8Array).blocks.map((block) => block.client)).toEqual([2]);
		expect(verdict.update.deletes.every((range) => range.client === 2)).toBe(true);
		Y.applyUpdate(server, verdict.bytes as Uint8Array);
		expect(board.readBoard(server)).toEqual(board.readBoard(mine));
		expect(judge(Y.encodeStateAsUpdate(mine), server, shape, me)).toMatchObject({ ok: true, bytes: undefined });
	});

	test('two tabs of one person may speak for each other, in whatever order their clocks depend on each other', () => {
		const { server, mine } = aBoard(2);
		const other = copy(3, mine);
		board.addNote(other, note('m'));
		Y.applyUpdate(mine, Y.encodeStateAsUpdate(other));
		board.editNote(mine, 'm', 'Ny tanke');
		Y.applyUpdate(other, Y.encodeStateAsUpdate(mine));
		board.editNote(other, 'm', 'Ein ny tanke');
		expect(ask(server, Y.encodeStateAsUpdate(other, Y.encodeStateVector(server)))).toBe('ok');
	});
});

describe('L9: what is refused', () => {
	test.each<[Refusal, string, (doc: Y.Doc) => void]>([
		['removed', 'removing a note', (doc) => doc.getMap('notes').delete('n')],
		['removed', 'removing a cluster', (doc) => doc.getMap('clusters').delete('k')],
		['removed', 'putting another note in a note’s place', (doc) => doc.getMap('notes').set('n', new Y.Map([['text', new Y.Text()], ['pos', 'a0'], ['round', 1], ['by', '']] as [string, unknown][]))],
		['removed', 'putting another text in a text’s place', (doc) => entryOf(doc, 'n').set('text', new Y.Text('Mitt'))],
		['removed', 'removing a text', (doc) => entryOf(doc, 'n').delete('text')],
		['removed', 'removing a value', (doc) => entryOf(doc, 'n').delete('pos')],
		['removed', 'saying that somebody else wrote a note', (doc) => entryOf(doc, 'n').set('by', 'Heime')],
		['removed', 'changing the round a note was written in', (doc) => entryOf(doc, 'n').set('round', 2)],
		['removed', 'giving somebody’s note one’s own receipt', (doc) => entryOf(doc, 'n').set('receipt', 'mine')],
		['signature', 'signing as somebody else', (doc) => board.addNote(doc, note('m', { by: 'Nav' }))],
		['shape', 'a note without a writer', (doc) => doc.getMap('notes').set('m', new Y.Map([['text', new Y.Text()], ['pos', 'a0'], ['round', 1]] as [string, unknown][]))],
		['shape', 'a note without anything', (doc) => doc.getMap('notes').set('m', new Y.Map())],
		['shape', 'an unknown root', (doc) => doc.getMap('votes').set('n', 3)],
		['shape', 'an unknown key', (doc) => entryOf(doc, 'n').set('votes', 3)],
		['shape', 'a key named __proto__', (doc) => entryOf(doc, 'n').set('__proto__', 'x')],
		['shape', 'a note named __proto__', (doc) => board.addNote(doc, note('__proto__'))],
		['shape', 'a note named constructor', (doc) => board.addNote(doc, note('constructor'))],
		['shape', 'a list where a value goes', (doc) => entryOf(doc, 'n').set('pos', new Y.Array())],
		['shape', 'an object where a value goes', (doc) => entryOf(doc, 'n').set('column', { a: 1 })],
		['shape', 'a position that is none', (doc) => entryOf(doc, 'n').set('pos', 'zz!')],
		['shape', 'a value of the wrong kind', (doc) => entryOf(doc, 'n').set('clusterId', 7)],
		['shape', 'a plain string where a text goes', (doc) => doc.getMap('notes').set('m', new Y.Map([['text', 'x'], ['pos', 'a0'], ['round', 1], ['by', '']]))],
		['shape', 'a plain value where a note goes', (doc) => doc.getMap('notes').set('m', 'x')],
		['shape', 'bytes', (doc) => entryOf(doc, 'n').set('column', new Uint8Array(3))],
		['shape', 'a document in the document', (doc) => entryOf(doc, 'n').set('column', new Y.Doc())],
		['shape', 'a picture in a text', (doc) => board.noteText(doc, 'n')?.insertEmbed(0, { image: 'x' })],
		['shape', 'bold words', (doc) => board.noteText(doc, 'n')?.format(0, 2, { bold: true })],
		['shape', 'keys on a text', (doc) => board.noteText(doc, 'n')?.setAttribute('href', 'x')],
		['tooLong', 'a text beyond 2,000 characters', (doc) => board.noteText(doc, 'n')?.insert(2, 'x'.repeat(1996))],
		['tooLong', 'a new note beyond 2,000 characters', (doc) => doc.getMap('notes').set('m', new Y.Map([['text', new Y.Text('x'.repeat(2001))], ['pos', 'a0'], ['round', 1], ['by', '']] as [string, unknown][]))],
		['tooMany', 'one note too many', (doc) => ['a', 'b', 'c', 'd', 'e'].forEach((id) => board.addNote(doc, note(id)))]
	])('%s: %s', (reason, _, change) => {
		const { server, mine } = aBoard();
		expect(ask(server, updateOf(mine, change))).toBe(reason);
	});

	test('a text of exactly 2,000 characters passes, also when words are exchanged in it', () => {
		const { server, mine } = aBoard();
		const full = updateOf(mine, () => board.noteText(mine, 'n')?.insert(5, 'x'.repeat(1995)));
		expect(ask(server, full)).toBe('ok');
		Y.applyUpdate(server, full);
		expect(ask(server, updateOf(mine, () => board.editNote(mine, 'n', 'y'.repeat(2000))))).toBe('ok');
	});

	test('foreign: structs under a client id of somebody else, be it only the next ten bytes', () => {
		const { server, theirs } = aBoard();
		const forger = copy(1, theirs);
		expect(ask(server, updateOf(forger, (doc) => board.editNote(doc, 'n', 'Butid!')))).toBe('foreign');
		const hole = encoding.createEncoder();
		for (const number of [1, 1, 1, Y.getState(server.store, 1), 0, 500, 0]) encoding.writeVarUint(hole, number);
		expect(ask(server, encoding.toUint8Array(hole))).toBe('foreign');
	});

	test('gap: an update whose predecessor never came, or that deletes what nobody has written', () => {
		const { server, mine } = aBoard();
		board.addNote(mine, note('m'));
		expect(ask(server, updateOf(mine, (doc) => board.editNote(doc, 'm', 'Nyare')))).toBe('gap');
		const other = copy(3, mine);
		expect(ask(server, updateOf(other, (doc) => board.editNote(doc, 'm', 'Nyast')))).toBe('gap');
		const fresh = aBoard();
		const ghost = updateOf(copy(2, mine), (doc) => board.editNote(doc, 'm', ''));
		expect(ask(fresh.server, ghost)).toBe('gap');
	});

	test('gap: clocks that depend on each other in a circle', () => {
		const { server } = aBoard();
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, 2);
		for (const [client, other] of [[3, 2], [2, 3]] as const) {
			for (const number of [1, client, 0]) encoding.writeVarUint(encoder, number);
			encoding.writeUint8(encoder, 4 | 128);
			for (const number of [other, 0]) encoding.writeVarUint(encoder, number);
			encoding.writeVarString(encoder, 'x');
		}
		encoding.writeVarUint(encoder, 0);
		expect(ask(server, encoding.toUint8Array(encoder))).toBe('gap');
	});

	test('shape: neighbours from two different texts', () => {
		const { server, mine } = aBoard();
		const bytes = updateOf(mine, (doc) => board.addNote(doc, note('m', { text: 'abc' })));
		Y.applyUpdate(server, bytes);
		const first = (board.noteText(mine, 'n') as Y.Text)._start?.id as Y.ID;
		const second = (board.noteText(mine, 'm') as Y.Text)._start?.id as Y.ID;
		const encoder = encoding.createEncoder();
		for (const number of [1, 1, 2, Y.getState(server.store, 2)]) encoding.writeVarUint(encoder, number);
		encoding.writeUint8(encoder, 4 | 128 | 64);
		for (const id of [first, second]) for (const number of [id.client, id.clock]) encoding.writeVarUint(encoder, number);
		encoding.writeVarString(encoder, 'x');
		encoding.writeVarUint(encoder, 0);
		expect(ask(server, encoding.toUint8Array(encoder))).toBe('shape');
	});

	test('undecodable: bytes that are cut off, have something behind them, or are nothing at all', () => {
		const { server, mine } = aBoard();
		const bytes = updateOf(mine, (doc) => board.addNote(doc, note('m')));
		expect(ask(server, bytes.slice(0, -3))).toBe('undecodable');
		expect(ask(server, Uint8Array.of(...bytes, 0))).toBe('undecodable');
		expect(ask(server, new Uint8Array())).toBe('undecodable');
		expect(ask(server, Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))).toBe('undecodable');
	});
});

describe('L9: whatever the bytes', () => {
	test('a bent update is refused, or leaves a document without gaps that still says what others wrote', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.nat(5), (bends, pick) => {
				const { server, mine } = aBoard();
				const honest = updateOf(mine, (doc) => {
					board.addNote(doc, note('m', { clusterId: 'k' }));
					board.editNote(doc, 'n', 'Bustad og butid');
					if (pick > 2) board.binNote(doc, 'n', at);
				});
				for (const [index, byte] of bends) honest[index % honest.length] = byte;
				const verdict = judge(honest, server, shape, me);
				if (verdict.ok && verdict.bytes) Y.applyUpdate(server, verdict.bytes);
				expect(server.store.pendingStructs).toBeNull();
				expect(server.store.pendingDs).toBeNull();
				expect(board.readBoard(server).notes.find(({ id }) => id === 'n')).toMatchObject({ by: 'Nav', round: 1 });
				expect(Y.getState(server.store, 1)).toBe(Y.getState(aBoard().server.store, 1));
			}),
			{ numRuns: 1000 }
		);
	});

	test('thousands of deletions of the same thing are one', () => {
		const { server } = aBoard();
		const { client, clock } = (board.noteText(server, 'n') as Y.Text)._start?.id as Y.ID;
		const encoder = encoding.createEncoder();
		for (const number of [0, 1, client, 10_000]) encoding.writeVarUint(encoder, number);
		for (let i = 0; i < 10_000; i++) for (const number of [clock, 5]) encoding.writeVarUint(encoder, number);
		const verdict = judge(encoding.toUint8Array(encoder), server, shape, me);
		expect(verdict).toMatchObject({ ok: true, update: { deletes: [{ client, clock, end: clock + 5 }] } });
		expect(verdict.ok && verdict.bytes?.length).toBeLessThan(12);
	});
});

describe('joining updates', () => {
	test('what people do at once passes the guard in the order it comes, and joined it makes the same document', () => {
		const verb = fc.tuple(fc.nat(2), fc.nat(6), fc.nat(9), fc.string({ maxLength: 6, unit: 'grapheme' }));
		fc.assert(
			fc.property(fc.array(verb, { maxLength: 30 }), (verbs) => {
				const { server, theirs } = aBoard();
				const copies = [copy(2, theirs), copy(3, theirs), copy(4, theirs)];
				const sent: Uint8Array[] = [];
				for (const doc of copies) doc.on('update', (bytes: Uint8Array, origin: unknown) => void (origin === 'heard' || sent.push(bytes)));
				for (const [who, what, which, text] of verbs) {
					const doc = copies[who] as Y.Doc;
					const id = board.readBoard(doc).notes[which]?.id ?? 'n';
					if (what === 0) board.addNote(doc, note(`${who}${which}`, { text }));
					if (what === 1 || what === 2) board.editNote(doc, id, text);
					if (what === 3) board.moveNoteUp(doc, id);
					if (what === 4) board.binNote(doc, id, at);
					if (what === 5) board.takeBackNote(doc, id);
					if (what === 6) for (const bytes of sent) Y.applyUpdate(doc, bytes, 'heard');
				}
				const one = copy(98, server);
				for (const bytes of sent) {
					expect(judge(bytes, one, board.boardShape(), { mayUse: () => true, writesAs: ['Heime'] })).toMatchObject({ ok: true });
					Y.applyUpdate(one, bytes);
				}
				const joined = joinUpdates(sent.map((bytes) => readUpdate(bytes)));
				if (joined) Y.applyUpdate(server, joined);
				expect(server.store.pendingStructs).toBeNull();
				expect(server.store.pendingDs).toBeNull();
				expect(board.readBoard(server)).toEqual(board.readBoard(one));
				expect(Y.encodeStateVector(server)).toEqual(Y.encodeStateVector(one));
			}),
			{ numRuns: 300 }
		);
	});
});
