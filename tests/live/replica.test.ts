import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import * as board from '#lib/cafe/board/document.ts';
import { DocumentReplica } from '#lib/live/replica/replica.ts';
import { validateUpdate } from '#lib/live/replica/validate.ts';
import type { Sender } from '#lib/live/replica/verdict.ts';
import type { AcceptedSchema } from '#lib/live/documentSchema.ts';
import { readRun } from '#lib/live/replica/updateCodec.ts';
import { aBoard, copy, note, shape, updateOf } from '../support/guard.ts';

const anybody: Sender = { mayUse: () => true, writesAs: ['Heime', ''], owns: () => true, moderates: false };

function aCopy(of?: Y.Doc, accepted: AcceptedSchema = shape): DocumentReplica {
	const made = new DocumentReplica(accepted);
	if (of) made.load([Y.encodeStateAsUpdate(of)]);
	return made;
}

/** What the copy says to an update, which it takes in when it likes it. */
function offer(to: DocumentReplica, bytes: Uint8Array, sender = anybody): string {
	const verdict = to.validate(bytes, sender);
	if (verdict.ok && verdict.bytes) to.apply(verdict.update, verdict.bytes);
	return verdict.ok ? 'ok' : verdict.reason;
}

/** A keystroke at `index` of the note 'n'. */
const key = (doc: Y.Doc, index: number, letter = 'x') => updateOf(doc, () => board.noteText(doc, 'n')?.insert(index, letter));

describe('L9: mere typing is judged without the document, and just as well', () => {
	test('whatever several people do to each other’s texts, the copy says to it what the guard would, and ends as they do', () => {
		const verb = fc.tuple(
			fc.nat(2),
			fc.constantFrom('go on', 'go on', 'go on', 'jump', 'reword', 'add', 'bin', 'hear', 'sleep'),
			fc.nat(9)
		);
		fc.assert(
			fc.property(fc.array(verb, { maxLength: 60 }), (verbs) => {
				const { server, theirs } = aBoard();
				const roomy = board.boardSchema();
				const kept = aCopy(server, roomy);
				const people = [copy(2, theirs), copy(3, theirs), copy(4, theirs)];
				const carets = [0, 0, 0];
				const sent: Uint8Array[] = [];
				for (const [who, what, where] of verbs) {
					const doc = people[who]!;
					const text = board.noteText(doc, 'n')!;
					carets[who] = Math.min(carets[who]!, text.length);
					if (what === 'sleep') kept.pack(Infinity);
					else if (what === 'hear') sent.forEach((bytes) => Y.applyUpdate(doc, bytes));
					else if (what === 'jump') carets[who] = where % (text.length + 1);
					else {
						const bytes = updateOf(doc, () => {
							if (what === 'go on') text.insert(carets[who]!++, String(where));
							if (what === 'reword') board.editNote(doc, 'n', `${where}${text.toString().slice(2)}${sent.length}`);
							if (what === 'add') board.addNote(doc, note(`w${sent.length}`));
							if (what === 'bin') board.binNote(doc, 'n', new Date(sent.length * 1000).toISOString());
						});
						expect(validateUpdate(bytes, server, roomy, anybody)).toMatchObject({ ok: true });
						expect(offer(kept, bytes)).toBe('ok');
						Y.applyUpdate(server, bytes);
						sent.push(bytes);
					}
				}
				expect(kept.stateVector).toEqual(Y.encodeStateVector(kept.doc));
				expect(board.readBoard(kept.doc)).toEqual(board.readBoard(server));
				const fresh = board.newBoardDoc();
				Y.applyUpdate(fresh, kept.updateSince(Uint8Array.of(0)));
				expect(board.readBoard(fresh)).toEqual(board.readBoard(server));
			}),
			{ numRuns: 300 }
		);
	});

	test('a text does not get too long by one character at a time, whoever types', () => {
		const narrow = board.boardSchema({ noteCharacters: 12 });
		const { server, theirs } = aBoard();
		const kept = aCopy(server, narrow);
		const [ola, kari] = [copy(2, theirs), copy(3, theirs)];
		const said = Array.from({ length: 6 }, (_, i) => [offer(kept, key(ola, i)), offer(kept, key(kari, i))]).flat();
		// 'Butid' is five; seven more is all there is room for.
		expect(said.filter((one) => one === 'ok')).toHaveLength(7);
		expect(said.slice(7)).toEqual(Array.from({ length: 5 }, () => expect.stringMatching(/tooLong|gap/)));
		expect(board.readBoard(kept.doc).notes[0]?.text).toHaveLength(12);
	});

	test('room that somebody makes is room for those who type', () => {
		const { server, theirs } = aBoard();
		const kept = aCopy(server, board.boardSchema({ noteCharacters: 7 }));
		const [ola, kari] = [copy(2, theirs), copy(3, theirs)];
		expect([offer(kept, key(ola, 0)), offer(kept, key(ola, 1))]).toEqual(['ok', 'ok']);
		expect(
			offer(
				kept,
				updateOf(kari, (doc) => board.noteText(doc, 'n')?.delete(0, 3))
			)
		).toBe('ok');
		expect([2, 3, 4].map((index) => offer(kept, key(ola, index)))).toEqual(['ok', 'ok', 'ok']);
		expect(offer(kept, key(ola, 5))).toBe('tooLong');
	});

	test('going on where somebody else stopped is their client id, and refused', () => {
		const { server, theirs } = aBoard();
		const kept = aCopy(server);
		const ola = copy(2, theirs);
		for (let i = 0; i < 3; i++) expect(offer(kept, key(ola, i))).toBe('ok');
		const next = key(ola, 3);
		expect(readRun(next)).toBeDefined();
		expect(offer(kept, next, { ...anybody, mayUse: (client) => client !== 2 })).toBe('foreign');
		expect(offer(kept, next)).toBe('ok');
		expect(offer(kept, next)).toBe('ok');
		expect(board.readBoard(kept.doc).notes[0]?.text).toBe('xxxxButid');
	});

	test('a keystroke with one missing before it is a gap', () => {
		const { server, theirs } = aBoard();
		const kept = aCopy(server);
		const ola = copy(2, theirs);
		const strokes = Array.from({ length: 5 }, (_, i) => key(ola, i));
		expect([0, 1, 3].map((i) => offer(kept, strokes[i]!))).toEqual(['ok', 'ok', 'gap']);
	});
});

describe('A copy that sleeps', () => {
	test('answers as one that is awake, and takes what comes', () => {
		const { server, theirs } = aBoard();
		const kept = aCopy(server);
		const ola = copy(2, theirs);
		for (let i = 0; i < 3; i++) offer(kept, key(ola, i));
		const awake = kept.updateSince(Uint8Array.of(0));
		kept.pack(Infinity);
		expect(kept.updateSince(Uint8Array.of(0))).toEqual(awake);
		expect(kept.clock(2)).toBe(3);
		expect(offer(kept, key(ola, 3))).toBe('ok');
		expect(board.readBoard(kept.doc).notes[0]?.text).toBe('xxxxButid');
	});

	test('is not put to sleep while somebody has just looked', () => {
		const kept = aCopy(aBoard().server);
		const { doc } = kept;
		kept.pack(performance.now() - 1000);
		expect(kept.doc).toBe(doc);
	});

	test('L12: rows that do not make a whole document are not taken', () => {
		const { mine } = aBoard();
		const first = updateOf(mine, (doc) => board.addNote(doc, note('m')));
		const second = updateOf(mine, (doc) => board.editNote(doc, 'm', 'Nyare'));
		expect(() => new DocumentReplica(shape).load([second])).toThrow('gap');
		expect(() => new DocumentReplica(shape).load([Y.encodeStateAsUpdate(aBoard().server), first, second])).not.toThrow();
	});
});

describe('L9: a bench lets anybody write what they like, but not everything', () => {
	const strange = () => {
		const doc = new Y.Doc();
		doc.clientID = 7;
		return doc;
	};

	test('any root, any type, any content passes, and makes the same document', () => {
		const doc = strange();
		const kept = aCopy(undefined, 'any');
		doc.on('update', (bytes: Uint8Array) => expect(offer(kept, bytes)).toBe('ok'));
		doc.getText('quill').insert(0, 'hei', { bold: true });
		doc.getText('quill').insertEmbed(1, { image: 'x' });
		doc.getArray('list').push([1, { two: 2 }, null, Uint8Array.of(3), new Y.Map([['k', new Y.Text('v')]])]);
		doc.getXmlFragment('xml').insert(0, [new Y.XmlElement('p'), new Y.XmlText('t')]);
		doc.getArray('docs').push([new Y.Doc()]);
		doc.getArray('list').delete(0, 4);
		doc.getText('quill').delete(0, 1);
		for (let i = 0; i < 5; i++) doc.getText('quill').insert(i, 'x');
		expect(Y.encodeStateAsUpdate(kept.doc)).toEqual(Y.encodeStateAsUpdate(doc));
	});

	test('somebody else’s client id, a gap and bytes that are none are refused all the same', () => {
		const doc = strange();
		const kept = aCopy(undefined, 'any');
		const first = updateOf(doc, () => doc.getArray('list').push([1]));
		const second = updateOf(doc, () => doc.getArray('list').push([2]));
		const third = updateOf(doc, () => doc.getArray('list').delete(0, 2));
		expect(offer(kept, second)).toBe('gap');
		expect(offer(kept, third)).toBe('gap');
		expect(offer(kept, first, { ...anybody, mayUse: () => false })).toBe('foreign');
		expect(offer(kept, first.slice(0, -2))).toBe('undecodable');
		expect(offer(kept, Uint8Array.of(...first, 9))).toBe('undecodable');
		expect([first, second, third].map((bytes) => offer(kept, bytes))).toEqual(['ok', 'ok', 'ok']);
		expect(kept.doc.getArray('list').length).toBe(0);
	});
});
