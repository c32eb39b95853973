import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import * as board from '#lib/cafe/board/document.ts';
import { validateUpdate } from '#lib/live/replica/validate.ts';
import { joinUpdates, readUpdate } from '#lib/live/replica/updateCodec.ts';
import { at, shape, aBoard, copy, updateOf, me, note } from '../support/guard.ts';

const anybody = { mayUse: () => true, writesAs: ['Heime'], owns: () => true, moderates: false };

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
				const verdict = validateUpdate(honest, server, shape, me);
				if (verdict.ok && verdict.bytes) Y.applyUpdate(server, verdict.bytes);
				expect(server.store.pendingStructs).toBeNull();
				expect(server.store.pendingDs).toBeNull();
				expect(board.readBoard(server).notes.find(({ id }) => id === 'n')).toMatchObject({ by: 'Nav', round: 1 });
				expect(Y.getState(server.store, 1)).toBe(Y.getState(aBoard().server.store, 1));
			}),
			{ numRuns: Number(process.env.BENT_UPDATES ?? 1000) }
		);
	});

	test('thousands of deletions of the same thing are one', () => {
		const { server } = aBoard();
		const { client, clock } = (board.noteText(server, 'n') as Y.Text)._start?.id as Y.ID;
		const encoder = encoding.createEncoder();
		for (const number of [0, 1, client, 10_000]) encoding.writeVarUint(encoder, number);
		for (let i = 0; i < 10_000; i++) for (const number of [clock, 4]) encoding.writeVarUint(encoder, number);
		const verdict = validateUpdate(encoding.toUint8Array(encoder), server, shape, me);
		expect(verdict).toMatchObject({ ok: true, update: { deletes: [{ client, clock, end: clock + 4 }] } });
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
					if (what === 5) board.restoreNote(doc, id);
					if (what === 6) for (const bytes of sent) Y.applyUpdate(doc, bytes, 'heard');
				}
				const one = copy(98, server);
				for (const bytes of sent) {
					expect(validateUpdate(bytes, one, board.boardSchema(), anybody)).toMatchObject({ ok: true });
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
