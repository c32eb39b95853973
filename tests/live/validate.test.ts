import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import * as board from '#lib/cafe/board/document.ts';
import type { Refused } from '#lib/live/contract.ts';
import { validateUpdate } from '#lib/live/replica/validate.ts';
import { readUpdate } from '#lib/live/replica/updateCodec.ts';
import { at, shape, aBoard, copy, updateOf, me, ask, note, entryOf } from '../support/guard.ts';

describe('L9: what people do passes', () => {
	test.each<[string, (doc: Y.Doc) => void]>([
		['a new note', (doc) => board.addNote(doc, note('m', { column: 'keep', clusterId: 'k', receipt: 'abc' }))],
		['writing in a neighbour’s note', (doc) => board.editNote(doc, 'n', 'Butid i alle bustader')],
		['deleting a neighbour’s words', (doc) => board.editNote(doc, 'n', 'B')],
		['moving a note out of its cluster', (doc) => board.moveNote(doc, 'n', { clusterId: null })],
		['proposing to bin a neighbour’s note', (doc) => board.proposeBin(doc, { id: 'p', noteId: 'n', receipt: null })],
		['a new cluster', (doc) => board.addCluster(doc, { id: 'l', title: 'Arbeid' })],
		['dissolving a cluster', (doc) => board.dissolveCluster(doc, 'k', at)],
		[
			'many things at once',
			(doc) => {
				board.addNote(doc, note('m'));
				board.editNote(doc, 'm', 'N');
				board.editNote(doc, 'm', 'Nytt 🏠');
				board.moveNote(doc, 'm', { beforeId: 'n' });
				board.moveNote(doc, 'm', { afterId: 'n', clusterId: 'k' });
				board.binNote(doc, 'm', at);
				board.restoreNote(doc, 'm');
			}
		]
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
		const verdict = validateUpdate(Y.encodeStateAsUpdate(mine), server, shape, me);
		if (!verdict.ok) throw new Error(verdict.reason);
		expect(readUpdate(verdict.bytes as Uint8Array).blocks.map((block) => block.client)).toEqual([2]);
		expect(verdict.update.deletes.every((range) => range.client === 2)).toBe(true);
		Y.applyUpdate(server, verdict.bytes as Uint8Array);
		expect(board.readBoard(server)).toEqual(board.readBoard(mine));
		expect(validateUpdate(Y.encodeStateAsUpdate(mine), server, shape, me)).toMatchObject({ ok: true, bytes: undefined });
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

describe('L6, L9: what is refused', () => {
	test.each<[Refused, string, (doc: Y.Doc) => void]>([
		['removed', 'removing a note', (doc) => doc.getMap('notes').delete('n')],
		['removed', 'removing a cluster', (doc) => doc.getMap('clusters').delete('k')],
		[
			'removed',
			'putting another note in a note’s place',
			(doc) =>
				doc.getMap('notes').set(
					'n',
					new Y.Map([
						['text', new Y.Text()],
						['pos', 'a0'],
						['round', 1],
						['by', '']
					] as [string, unknown][])
				)
		],
		['removed', 'putting another text in a text’s place', (doc) => entryOf(doc, 'n').set('text', new Y.Text('Mitt'))],
		['removed', 'removing a text', (doc) => entryOf(doc, 'n').delete('text')],
		['removed', 'removing a value', (doc) => entryOf(doc, 'n').delete('pos')],
		['removed', 'saying that somebody else wrote a note', (doc) => entryOf(doc, 'n').set('by', 'Heime')],
		['removed', 'changing the round a note was written in', (doc) => entryOf(doc, 'n').set('round', 2)],
		['removed', 'giving somebody’s note one’s own receipt', (doc) => entryOf(doc, 'n').set('receipt', 'mine')],
		['signature', 'signing as somebody else', (doc) => board.addNote(doc, note('m', { by: 'Nav' }))],
		[
			'shape',
			'a note without a writer',
			(doc) =>
				doc.getMap('notes').set(
					'm',
					new Y.Map([
						['text', new Y.Text()],
						['pos', 'a0'],
						['round', 1]
					] as [string, unknown][])
				)
		],
		['shape', 'a note without anything', (doc) => doc.getMap('notes').set('m', new Y.Map())],
		['shape', 'an unknown root', (doc) => doc.getMap('votes').set('n', 3)],
		['shape', 'an unknown key', (doc) => entryOf(doc, 'n').set('votes', 3)],
		['shape', 'a key named __proto__', (doc) => entryOf(doc, 'n').set('__proto__', 'x')],
		['shape', 'a note named __proto__', (doc) => board.addNote(doc, note('__proto__'))],
		['shape', 'a note named constructor', (doc) => board.addNote(doc, note('constructor'))],
		['shape', 'a list where a value goes', (doc) => entryOf(doc, 'n').set('pos', new Y.Array())],
		['shape', 'an object where a value goes', (doc) => entryOf(doc, 'n').set('clusterId', { a: 1 })],
		['shape', 'a position that is none', (doc) => entryOf(doc, 'n').set('pos', 'zz!')],
		['shape', 'a value of the wrong kind', (doc) => entryOf(doc, 'n').set('clusterId', 7)],
		[
			'shape',
			'a plain string where a text goes',
			(doc) =>
				doc.getMap('notes').set(
					'm',
					new Y.Map([
						['text', 'x'],
						['pos', 'a0'],
						['round', 1],
						['by', '']
					])
				)
		],
		['shape', 'a plain value where a note goes', (doc) => doc.getMap('notes').set('m', 'x')],
		['shape', 'bytes', (doc) => entryOf(doc, 'n').set('column', new Uint8Array(3))],
		['shape', 'a document in the document', (doc) => entryOf(doc, 'n').set('column', new Y.Doc())],
		['shape', 'a picture in a text', (doc) => board.noteText(doc, 'n')?.insertEmbed(0, { image: 'x' })],
		['shape', 'bold words', (doc) => board.noteText(doc, 'n')?.format(0, 2, { bold: true })],
		['shape', 'keys on a text', (doc) => board.noteText(doc, 'n')?.setAttribute('href', 'x')],
		['tooLong', 'a text beyond 2,000 characters', (doc) => board.noteText(doc, 'n')?.insert(2, 'x'.repeat(1996))],
		[
			'tooLong',
			'a new note beyond 2,000 characters',
			(doc) =>
				doc.getMap('notes').set(
					'm',
					new Y.Map([
						['text', new Y.Text('x'.repeat(2001))],
						['pos', 'a0'],
						['round', 1],
						['by', '']
					] as [string, unknown][])
				)
		],
		['tooMany', 'one note too many', (doc) => ['a', 'b', 'c', 'd', 'e'].forEach((id) => board.addNote(doc, note(id)))],
		['emptied', 'taking every word out of a neighbour’s note', (doc) => board.editNote(doc, 'n', '')],
		['emptied', 'leaving spaces and what nobody sees of it', (doc) => board.editNote(doc, 'n', ' \u200b\n')],
		['notYours', 'binning a neighbour’s note', (doc) => board.binNote(doc, 'n', at)],
		['notYours', 'saying for a neighbour what they are for', (doc) => board.moveNote(doc, 'n', { column: 'keep' })],
		['signature', 'writing what the server keeps', (doc) => entryOf(doc, 'n').set('firstText', 'Butid')],
		['signature', 'the same on a note of one’s own', (doc) => board.addNote(doc, note('m', { firstText: 'Eg' }))]
	])('%s: %s', (reason, _, change) => {
		const { server, mine } = aBoard();
		expect(ask(server, updateOf(mine, change))).toBe(reason);
	});

	test('L4: a board takes five hundred notes, and not one more', () => {
		const { server, mine } = aBoard();
		for (let at = 1; at < 500; at++) board.addNote(mine, note(`n${at}`));
		const full = validateUpdate(Y.encodeStateAsUpdate(mine), server, board.boardSchema(), me);
		if (!full.ok) throw new Error(full.reason);
		Y.applyUpdate(server, full.bytes as Uint8Array);
		const more = updateOf(mine, (doc) => board.addNote(doc, note('more')));
		expect(validateUpdate(more, server, board.boardSchema(), me)).toEqual({ ok: false, reason: 'tooMany' });
	});

	test('L4: notes in the bin take no place on the board, and those that lie on it do', () => {
		const { server, mine } = aBoard();
		for (let at = 1; at < 500; at++) board.addNote(mine, note(`n${at}`));
		for (let at = 1; at < 500; at++) board.binNote(mine, `n${at}`, '2027-03-10T08:00:00Z');
		Y.applyUpdate(server, Y.encodeStateAsUpdate(mine));
		const more = updateOf(mine, (doc) => board.addNote(doc, note('more')));
		expect(validateUpdate(more, server, board.boardSchema(), me).ok).toBe(true);
		Y.applyUpdate(server, more);
		const many = updateOf(mine, (doc) => Array.from({ length: 499 }, (_, at) => board.addNote(doc, note(`again${at}`))));
		expect(validateUpdate(many, server, board.boardSchema(), me)).toEqual({ ok: false, reason: 'tooMany' });
	});

	test('a text of exactly 2,000 characters passes, also when words are exchanged in it', () => {
		const { server, mine } = aBoard();
		const full = updateOf(mine, () => board.noteText(mine, 'n')?.insert(5, 'x'.repeat(1995)));
		expect(ask(server, full)).toBe('ok');
		Y.applyUpdate(server, full);
		expect(
			ask(
				server,
				updateOf(mine, () => board.editNote(mine, 'n', 'y'.repeat(2000)))
			)
		).toBe('ok');
	});

	test('foreign: structs under a client id of somebody else, be it only the next ten bytes', () => {
		const { server, theirs } = aBoard();
		const forger = copy(1, theirs);
		expect(
			ask(
				server,
				updateOf(forger, (doc) => board.editNote(doc, 'n', 'Butid!'))
			)
		).toBe('foreign');
		const hole = encoding.createEncoder();
		for (const number of [1, 1, 1, Y.getState(server.store, 1), 0, 500, 0]) encoding.writeVarUint(hole, number);
		expect(ask(server, encoding.toUint8Array(hole))).toBe('foreign');
	});

	test('gap: an update whose predecessor never came, or that deletes what nobody has written', () => {
		const { server, mine } = aBoard();
		board.addNote(mine, note('m'));
		expect(
			ask(
				server,
				updateOf(mine, (doc) => board.editNote(doc, 'm', 'Nyare'))
			)
		).toBe('gap');
		const other = copy(3, mine);
		expect(
			ask(
				server,
				updateOf(other, (doc) => board.editNote(doc, 'm', 'Nyast'))
			)
		).toBe('gap');
		const fresh = aBoard();
		const ghost = updateOf(copy(2, mine), (doc) => board.editNote(doc, 'm', ''));
		expect(ask(fresh.server, ghost)).toBe('gap');
	});

	test('gap: clocks that depend on each other in a circle', () => {
		const { server } = aBoard();
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, 2);
		for (const [client, other] of [
			[3, 2],
			[2, 3]
		] as const) {
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
