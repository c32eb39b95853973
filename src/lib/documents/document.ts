import type { Locale } from '#lib/i18n/language.ts';
import { pieces, textOf, type Name, type Words } from '#lib/i18n/named.ts';

/**
 * A piece of a document, top to bottom; `quiet` is said in grey, what counts least. Words in another language than the document's say
 * so: piece by piece, or by `lang` of the whole.
 */
export type Block =
	| { heading: Words; level: 1 | 2 | 3; lang?: Locale | undefined; quiet?: true }
	| { text: Words; lang?: Locale | undefined; quiet?: true }
	/** An item's first line is what it says, those after it are said in grey. */
	| { list: readonly Words[] }
	/** What → the fact. */
	| { facts: readonly (readonly [string, Words])[] }
	/** `head` names the columns, and is repeated on every page; all rows have as many cells. */
	| { table: { caption: Words; head: readonly string[]; rows: readonly (readonly Words[])[]; quiet?: true } }
	| { picture: Picture };

/** `alt` is what it shows, for who cannot see it; `width` and `height` are in pixels, as it is to be looked at. */
export type Picture = {
	type: 'jpg' | 'png';
	bytes: Uint8Array;
	width: number;
	height: number;
	alt: string;
	caption: string;
	lang?: Locale;
};

/** What is written as docx, PDF or neither: title, language and who it comes from are part of the file, not only of its first page. */
export type Document = {
	title: Words;
	locale: Locale;
	/** The municipality. */
	author: string;
	/** What stands at the foot of every page, such as the case number. */
	foot: string;
	blocks: readonly Block[];
};

/** What XML 1.0 cannot hold, and what turns the direction of writing (Unicode TR 36): people have pasted it somewhere. */
const unseen =
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** `text` without unseen characters; line breaks stay. */
export function visible(text: string): string {
	return text.replace(/\r\n?/g, '\n').replace(unseen, '');
}

/** As `visible`, of each piece. */
export function visibleWords(words: Words): Name[] {
	return pieces(words).map((piece) => ({ ...piece, text: visible(piece.text) }));
}

/** How the columns of a table share its width, summing to one: by their longest line, and never so narrow that a word must be broken. */
export function shares(head: readonly string[], rows: readonly (readonly Words[])[]): number[] {
	const longest = (parts: readonly string[]) => parts.reduce((most, part) => Math.max(most, part.length), 0);
	const weights = head.map((name, at) => {
		const cells = rows.map((row) => textOf(row[at] ?? '').slice(0, 2000));
		const lines = longest(cells.flatMap((cell) => cell.split('\n')));
		const words = longest([name, ...cells].flatMap((cell) => cell.split(/\s+/)));
		return Math.max(9, Math.min(24, words + 3), Math.min(36, Math.max(lines, name.length)));
	});
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	return weights.map((weight) => weight / total);
}

/** A name for the file that any disk and header can hold: letters of ASCII, digits and hyphens. */
export function fileName(title: string, ending: string): string {
	const plain = title
		.toLowerCase()
		.replace(/[æä]/g, 'a')
		.replace(/[øö]/g, 'o')
		.replace(/å/g, 'a')
		.normalize('NFD')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '')
		.slice(0, 80);
	return `${plain || 'samling'}.${ending}`;
}
