import type PDFDocument from 'pdfkit';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bcp47 } from '#lib/i18n/language.ts';
import type { Document } from './document.ts';

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

/** One piece of text as one element of the structure. */
export function say(
	file: Pdf,
	parent: Structure,
	type: string,
	words: string,
	style: () => unknown,
	{ lang, x = file.page.margins.left, gap = 5 }: { lang?: Document['locale'] | undefined; x?: number; gap?: number } = {}
): void {
	parent.add(
		file.struct(type, lang ? { lang: bcp47(lang) } : {}, () => {
			style();
			file.text(words === '' ? ' ' : words, x, file.y, { paragraphGap: gap, lineGap: 2 });
		})
	);
}
