import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { CompositionBuffer, type Replacement } from '#lib/live/client/compositionBuffer.ts';
import { caretAfter, replacementOf } from '#lib/live/client/textBinding.ts';

const replace = (text: string, { index, removed, inserted }: Replacement) => text.slice(0, index) + inserted + text.slice(index + removed);
const words = fc.string({ unit: fc.constantFrom('a', 'b', 'æ', 'å', ' ', '\n', '🏠', '👩‍👧', 'ש', 'ل'), maxLength: 12 });

describe('what was typed becomes the smallest change', () => {
	test('any change of a text is told exactly', () => {
		fc.assert(
			fc.property(words, words, fc.nat(20), (before, after, caret) => {
				expect(replace(before, replacementOf(before, after, Math.min(caret, after.length)))).toBe(after);
			})
		);
	});

	test('a letter typed beside its like is placed where the caret is, so that neighbours keep their letters', () => {
		expect(replacementOf('aaa', 'aaaa', 2)).toEqual({ index: 1, removed: 0, inserted: 'a' });
		expect(replacementOf('aaa', 'aaaa', 4)).toEqual({ index: 3, removed: 0, inserted: 'a' });
	});

	test('one emoji exchanged for another with the same first half is never parted', () => {
		const doc = new Y.Doc();
		const text = doc.getText('t');
		text.insert(0, 'Hei 😀!');
		const { index, removed, inserted } = replacementOf('Hei 😀!', 'Hei 😁!', 6);
		text.delete(index, removed);
		text.insert(index, inserted);
		expect(text.toString()).toBe('Hei 😁!');
		expect(inserted).toBe('😁');
	});
});

describe('the caret', () => {
	test('stays by its letters when others write before it, and where it is when they write after', () => {
		expect(caretAfter([{ insert: 'Nei, ' }], 3)).toBe(8);
		expect(caretAfter([{ retain: 5 }, { insert: '!' }], 3)).toBe(3);
		expect(caretAfter([{ retain: 1 }, { delete: 4 }], 3)).toBe(1);
		expect(caretAfter([{ retain: 3 }, { insert: 'x' }], 3)).toBe(3);
	});
});

describe('while an input method is composing', () => {
	/** A field that may not be touched and a document that others write in. */
	function composing(start: string) {
		const doc = new Y.Doc();
		const text = doc.getText('t');
		text.insert(0, start);
		const parting = new CompositionBuffer(start.length);
		let field = start;
		text.observe((event, transaction) => {
			if (transaction.origin !== 'ours') parting.theirs(event.delta);
		});
		return {
			text,
			theirs(edit: Replacement) {
				doc.transact(() => {
					text.delete(edit.index, edit.removed);
					text.insert(edit.index, edit.inserted);
				}, 'theirs');
			},
			ours(edit: Replacement) {
				field = replace(field, edit);
				doc.transact(() => {
					for (const { index, removed, inserted } of parting.ours(edit)) {
						if (removed) text.delete(index, removed);
						if (inserted) text.insert(index, inserted);
					}
				}, 'ours');
			},
			get field() {
				return field;
			},
			place: (index: number) => parting.documentIndex(index)
		};
	}

	test('what I type lands in the word I am in, though somebody wrote before it that I have not seen', () => {
		const both = composing('Kven ringjer du');
		both.theirs({ index: 0, removed: 0, inserted: 'Ola: ' });
		both.ours({ index: 15, removed: 0, inserted: '?' });
		both.theirs({ index: 5, removed: 4, inserted: 'Kva' });
		both.ours({ index: 5, removed: 7, inserted: 'skriv' });
		expect(both.field).toBe('Kven skriv du?');
		expect(both.text.toString()).toBe('Ola: Kva skriv du?');
		expect(both.place(10)).toBe('Ola: Kva skriv'.length);
	});

	test('however the edits interleave, nothing of mine goes amiss and nothing of theirs that I did not see is taken away', () => {
		const edit = fc.record({ mine: fc.boolean(), at: fc.nat(100), removed: fc.nat(4), length: fc.nat(3) });
		fc.assert(
			fc.property(fc.nat(8), fc.array(edit, { maxLength: 25 }), (length, edits) => {
				// Every character is unique and says whose it is: letters of the start, of mine, of theirs.
				let mine = 0x4e00;
				let other = 0xac00;
				const both = composing(String.fromCharCode(...Array.from({ length }, (_, i) => 0x61 + i)));
				const gone = new Set<string>();
				for (const { mine: isMine, at, removed, length: more } of edits) {
					const target = isMine ? both.field : both.text.toString();
					const index = target.length ? at % (target.length + 1) : 0;
					const take = Math.min(removed, target.length - index);
					for (const letter of target.slice(index, index + take)) gone.add(letter);
					const inserted = String.fromCharCode(...Array.from({ length: more }, () => (isMine ? mine++ : other++)));
					if (isMine) both.ours({ index, removed: take, inserted });
					else both.theirs({ index, removed: take, inserted });
				}
				const document = both.text.toString();
				// In the document: all that nobody took away, each once.
				const left = [...Array.from({ length }, (_, i) => 0x61 + i), ...range(0x4e00, mine), ...range(0xac00, other)]
					.map((code) => String.fromCharCode(code))
					.filter((letter) => !gone.has(letter));
				expect([...document].sort()).toEqual(left.sort());
				// What both have stands in the same order, and each place in the field is that place in the document.
				const shared = [...both.field].filter((letter) => document.includes(letter));
				expect([...document].filter((letter) => both.field.includes(letter))).toEqual(shared);
				for (const letter of shared) expect(document.slice(0, both.place(both.field.indexOf(letter) + 1)).endsWith(letter)).toBe(true);
			}),
			{ numRuns: 2000 }
		);
	});
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
