import type PDFDocument from 'pdfkit';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bcp47 } from '#lib/i18n/language.ts';
import { textOf, type Name, type Words } from '#lib/i18n/named.ts';
import { visibleWords, type Document } from './document.ts';

export const ink = '#1c242b';
export const quiet = '#595148';

/** Roboto (Apache 2.0), as pdfmake brings it: PDF/A wants its fonts in the file. */
const roboto = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts', 'Roboto');
/**
 * Named by their files: pdfkit opens and reads a font anew each time an alias of the default font is asked for (seconds in a long plan).
 */
export const text = join(roboto, 'Roboto-Regular.ttf');
export const strong = join(roboto, 'Roboto-Medium.ttf');

export type Pdf = InstanceType<typeof PDFDocument>;
export type Structure = ReturnType<Pdf['struct']>;

/** One text as one element of the structure, with what is in another language as elements within it. */
export function say(
	file: Pdf,
	parent: Structure,
	type: string,
	words: Words,
	style: () => unknown,
	{ lang, x = file.page.margins.left, gap = 5 }: { lang?: Document['locale'] | undefined; x?: number; gap?: number } = {}
): void {
	const element = file.struct(type, lang ? { lang: bcp47(lang) } : {});
	parent.add(element);
	writePieces(
		file,
		(part) => void element.add(part),
		words,
		({ text: piece, first, continued }) => {
			style();
			const gaps = { paragraphGap: gap, lineGap: 2, continued };
			if (first) file.text(piece, x, file.y, gaps);
			else file.text(piece, gaps);
		}
	);
	element.end();
}

/** Draws the pieces of one text into an element of the structure by `add`: what is in another language is a `Span` that says so. */
export function writePieces(
	file: Pdf,
	add: (part: Structure | (() => void)) => void,
	words: Words,
	draw: (piece: { text: string; first: boolean; continued: boolean }) => void
): void {
	const shown = textOf(words) === '' ? [{ text: ' ' }] : visibleWords(words);
	shown.forEach(({ text, lang }: Name, at) => {
		const part = () => draw({ text, first: at === 0, continued: at < shown.length - 1 });
		add(lang ? file.struct('Span', { lang: bcp47(lang) }, part) : part);
	});
}
