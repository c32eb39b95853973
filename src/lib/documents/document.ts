import type { Locale } from '#lib/i18n/language.ts';
import { joined, pieces, split, textOf, type Name, type Words } from '#lib/i18n/named.ts';

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
	| { picture: Picture }
	| { thread: Followed }
	| { chart: Chart };

/** Words of somebody, and station by station what came of them. */
export type Followed = { quote: Words; steps: readonly (readonly [string, Words])[] };

/**
 * A drawing of numbers, in the units of its width and height; `alt` says it in words, and `head` and `rows` as a table, where it can't be
 * drawn. A label stands on its `y`.
 */
export type Chart = {
	width: number;
	height: number;
	alt: string;
	lines: readonly { kind: 'axis' | 'period' | 'readings' | 'target'; points: readonly (readonly [number, number])[] }[];
	dots: readonly (readonly [number, number])[];
	labels: readonly { x: number; y: number; text: string; align: 'start' | 'center' | 'end'; strong?: true }[];
	head: readonly string[];
	rows: readonly (readonly Words[])[];
};

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
	/** Set on one A4 page, smaller where it must be. */
	onePage?: true;
};

type Table = Extract<Block, { table: unknown }>['table'];

/** What XML 1.0 cannot hold, and what turns the direction of writing (Unicode TR 36): people have pasted it somewhere. */
const unseen =
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** `text` without unseen characters, a letter and its accent as one sign (NFC), as fonts have them; line breaks stay. */
export function visible(text: string): string {
	return text.replace(/\r\n?/g, '\n').replace(unseen, '').normalize('NFC');
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

/** A longer cell is no cell of a table: it would be a narrow column over many lines. */
const cellLetters = 400;

/**
 * The document as it is set, in every format: levels of headings never skip one (ISO 14289-1, 7.4.2), a caption does not say its heading
 * again, and a table with a long cell is written as text, row by row under a heading of its own.
 */
export function laidOut(document: Document): Document {
	let above = 0;
	let before = '';
	const blocks = document.blocks.flatMap((block): Block[] => {
		const last = before;
		before = 'heading' in block ? textOf(block.heading) : '';
		if ('heading' in block) return [{ ...block, level: (above = Math.min(block.level, above + 1)) as 1 | 2 | 3 }];
		if (!('table' in block)) return [block];
		const table = { ...block.table, ...(textOf(block.table.caption) === last && { caption: '' }) };
		const isLong = table.rows.some((row) => row.some((cell) => textOf(cell).length > cellLetters));
		return isLong ? asText(table, Math.min(above + 1, 3) as 1 | 2 | 3) : [{ table }];
	});
	return { ...document, blocks };
}

function asText({ caption, head, rows, quiet }: Table, level: 1 | 2 | 3): Block[] {
	const grey = quiet && { quiet };
	const isLong = (cell: Words) => textOf(cell).length > cellLetters;
	const entry = (row: readonly Words[], at: number): Block[] => {
		const [first = '', ...rest] = row;
		const title = isLong(first) ? (head[0] ?? '') : joined(split(first, /\n/g), ' – ');
		const told = rest.map((cell, nth) => ({ name: head[nth + 1] ?? '', cell })).filter(({ cell }) => textOf(cell).trim() !== '');
		const blocks: Block[] = isLong(first) ? [{ text: first, ...grey }] : [];
		let facts: [string, Words][] = [];
		for (const { name, cell } of told) {
			if (!isLong(cell)) {
				facts.push([name, cell]);
				continue;
			}
			if (facts.length > 0) blocks.push({ facts });
			facts = [];
			blocks.push({ text: `${name}:`, quiet: true }, { text: cell, ...grey });
		}
		if (facts.length > 0) blocks.push({ facts });
		return [{ heading: joined([`${at + 1}.`, title], ' '), level, ...grey }, ...blocks];
	};
	return [...(textOf(caption) === '' ? [] : [{ text: caption, ...grey }]), ...rows.flatMap(entry)];
}

/** All that is drawn of a document. */
export function wordsOf({ title, author, foot, blocks }: Document): Words[] {
	return [
		title,
		author,
		foot,
		...blocks.flatMap((block): readonly Words[] => {
			if ('heading' in block) return [block.heading];
			if ('text' in block) return [block.text];
			if ('list' in block) return block.list;
			if ('facts' in block) return block.facts.flat();
			if ('picture' in block) return [block.picture.caption];
			if ('thread' in block) return [block.thread.quote, ...block.thread.steps.flat()];
			if ('chart' in block)
				return [block.chart.alt, ...block.chart.labels.map(({ text }) => text), ...block.chart.head, ...block.chart.rows.flat()];
			return [block.table.caption, ...block.table.head, ...block.table.rows.flat()];
		})
	].map(visibleWords);
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
