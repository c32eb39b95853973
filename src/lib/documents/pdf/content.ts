import { bcp47, type Locale } from '#lib/i18n/language.ts';
import { sliced, split, textOf, type Name, type Words } from '#lib/i18n/named.ts';
import { shares, visible, visibleWords, type Block, type Chart, type Document, type Picture } from '../document.ts';
import { withNames } from './signs.ts';

type Language = { lang: string; region: string };
/** What `template` calls a run: null is a new line. */
export type Run = string | null | (Partial<Language> & ({ text: string; hyphenate?: true; small?: true } | { parts: string[] }));

const language = (locale: Locale): Language => {
	const [lang, region] = bcp47(locale).split('-') as [string, string];
	return { lang, region };
};

/** Between the margins of an A4 page, in points. */
const width = 464;
/** In letters: a longer word may be hyphenated in a table's cell, and broken anywhere. */
const long = { inCell: 19, anywhere: 45 };

/**
 * `document` as the data that `template` reads, with each sign of `undrawn` by its name; its pictures lie apart, by the path they are
 * named by there.
 */
export function contentOf(
	document: Document,
	undrawn: readonly string[] = []
): { data: string; pictures: { path: string; bytes: Uint8Array }[] } {
	const pictures: { path: string; bytes: Uint8Array }[] = [];
	const kept = (picture: Picture): string => {
		const path = `/picture-${pictures.length}.${picture.type}`;
		pictures.push({ path, bytes: picture.bytes });
		return path;
	};
	const runs: ToRuns = (words, inCell = false) => visibleWords(words).flatMap((piece) => runsOf(piece, undrawn, inCell));
	const plain = (text: string) => withNames(visible(text), undrawn);
	const data = JSON.stringify({
		title: visible(textOf(document.title)),
		author: plain(document.author),
		foot: plain(document.foot),
		heading: runs(document.title),
		...language(document.locale),
		...(document.onePage && { onePage: true }),
		blocks: document.blocks.map((block) => ({ ...about(block), ...written(block, runs, kept, plain) }))
	});
	return { data, pictures };
}

type ToRuns = (words: Words, inCell?: boolean) => Run[];

function about(block: Block): Partial<Language> & { quiet?: true } {
	const { lang, quiet } = 'picture' in block ? { ...block.picture, quiet: undefined } : 'heading' in block || 'text' in block ? block : {};
	return { ...(lang && language(lang)), ...(quiet && { quiet }) };
}

function written(block: Block, runs: ToRuns, kept: (picture: Picture) => string, plain: (text: string) => string): object {
	if ('heading' in block) return { kind: 'heading', level: block.level, words: runs(block.heading) };
	if ('text' in block) return { kind: 'text', paragraphs: split(visibleWords(block.text), /\n{2,}/g).map((part) => runs(part)) };
	if ('list' in block) return { kind: 'list', items: block.list.map((item) => itemOf(item, runs)) };
	if ('facts' in block) {
		const widest = Math.max(...block.facts.map(([what]) => what.length));
		return { kind: 'facts', widest, facts: block.facts.map(([what, fact]) => [runs(what), runs(fact)]) };
	}
	if ('picture' in block) return pictureOf(block.picture, runs, kept);
	if ('thread' in block) {
		const { quote, steps } = block.thread;
		return { kind: 'thread', quote: runs(quote), steps: steps.map(([what, words]) => [runs(what), runs(words)]) };
	}
	if ('chart' in block) return chartOf(block.chart, plain);
	const { caption, head, rows, quiet } = block.table;
	return {
		kind: 'table',
		...(quiet && { quiet }),
		caption: runs(caption),
		head: head.map((name) => runs(name, true)),
		shares: shares(head, rows),
		// A row of ordinary size is never cut in two.
		rows: rows.map((row) => ({ breakable: row.map(textOf).join('').length > 1500, cells: row.map((cell) => runs(cell, true)) }))
	};
}

function itemOf(item: Words, runs: ToRuns): object {
	const words = visibleWords(item);
	const at = textOf(words).indexOf('\n');
	return at < 0 ? { first: runs(words), rest: [] } : { first: runs(sliced(words, 0, at)), rest: runs(sliced(words, at + 1)) };
}

/** As wide as the column and no higher than half a page. */
function pictureOf(picture: Picture, runs: ToRuns, kept: (picture: Picture) => string): object {
	const scale = Math.min(width / picture.width, 340 / picture.height, 0.75);
	return {
		kind: 'picture',
		path: kept(picture),
		alt: visible(picture.alt),
		width: picture.width * scale,
		height: picture.height * scale,
		caption: runs(picture.caption)
	};
}

/** Drawn as wide as on a page of the screen; what its labels say stands in its `alt` as well. */
function chartOf({ width: wide, height, alt, lines, dots, labels }: Chart, plain: (text: string) => string): object {
	const drawn = labels.map((label) => ({ ...label, text: plain(label.text) }));
	return { kind: 'chart', width: wide, height, alt: visible(alt), lines, dots, labels: drawn };
}

/** A piece as runs. */
function runsOf(piece: Name, undrawn: readonly string[], inCell: boolean): Run[] {
	const lines = withNames(piece.text, undrawn).split(/\n|\u2028|\u2029/);
	return lines.flatMap((line, at) => [...(at > 0 ? [null] : []), ...lineOf(line, piece, inCell)]);
}

function lineOf(line: string, { lang }: Name, inCell: boolean): Run[] {
	const own = lang && language(lang);
	// Words that are longer than their column would else be drawn over the next. Every second part is such a word.
	const parts = line.split(new RegExp(`(\\S{${inCell ? long.inCell : long.anywhere},})`, 'u'));
	return parts.flatMap((text, at): Run[] => {
		if (text === '') return [];
		// A checksum stays whole, so that it can be copied.
		if (/^[0-9a-f]{64}$/.test(text)) return [{ text, small: true, ...own }];
		if (at % 2 === 1 && text.length >= long.anywhere) return [{ parts: inEights(text), ...own }];
		if (at % 2 === 1) return [{ text, hyphenate: true, ...own }];
		return [own ? { text, ...own } : text];
	});
}

/** A long word by eight signs as readers see them: between those it may be broken. */
function inEights(word: string): string[] {
	const signs = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)].map(({ segment }) => segment);
	return Array.from({ length: Math.ceil(signs.length / 8) }, (_, at) => signs.slice(at * 8, at * 8 + 8).join(''));
}
