import { textOf, type Words } from '#lib/i18n/named.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { Document } from '../document.ts';

/** What steers how others are drawn, or is a gap: it needs no glyph (Unicode 16, Default_Ignorable_Code_Point, and spaces). */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{White_Space}]/u;

/** As a sign is named in the Unicode standard: U+1F642. */
const nameOf = (sign: string) => `U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** The signs of the words, as they are drawn, that `isDrawn` says no font has, in order. */
export function undrawnIn(words: readonly Words[], isDrawn: (codePoint: number) => boolean): string[] {
	const signs = new Set(words.flatMap((one) => [...textOf(one)]));
	return [...signs].filter((sign) => !unseen.test(sign) && !isDrawn(sign.codePointAt(0)!)).toSorted();
}

/** `text` with each sign of `undrawn` as its name in brackets: nothing is dropped without a word. */
export function withNames(text: string, undrawn: readonly string[]): string {
	return undrawn.length === 0 ? text : [...text].map((sign) => (undrawn.includes(sign) ? `[${nameOf(sign)}]` : sign)).join('');
}

/** The document, with a sentence at its end about the signs that stand in it by their names. */
export function withNote(document: Document, undrawn: readonly string[]): Document {
	if (undrawn.length === 0) return document;
	const text = m.document_undrawn({ count: undrawn.length, signs: undrawn.map(nameOf).join(', ') }, { locale: document.locale });
	return { ...document, blocks: [...document.blocks, { text, quiet: true }] };
}
