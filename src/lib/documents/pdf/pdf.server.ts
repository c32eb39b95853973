import type { Instant } from '#lib/dates.ts';
import { refuse, type Refused } from '#lib/result.ts';
import { laidOut, wordsOf, type Document } from '../document.ts';
import { contentOf } from './content.ts';
import { fontFolders, isDrawn } from './fonts.server.ts';
import { undrawnIn, withNote } from './signs.ts';
import { declaredBoth } from './standards.ts';
import { template } from './template.ts';
import { compilerThread } from './thread.server.ts';

export type Written = { ok: true; content: Buffer } | Refused<'missingCompiler', { why: string }>;

/** How often a document is tried again without the signs that the compiler could not put together. */
const tries = 20;

/**
 * Writes PDFs with Typst. `compiler` is its package, or a file that is one: where its binary can't be loaded each document is refused
 * `missingCompiler`, and all else goes on.
 */
export function pdfWriter(compiler?: string): (document: Document, createdAt: Instant) => Promise<Written> {
	const compile = compilerThread({ template, fonts: fontFolders, ...(compiler && { compiler }) });
	return async (document, createdAt) => {
		const whole = laidOut(document);
		let undrawn = undrawnIn(wordsOf(whole), isDrawn);
		for (let left = tries; ; left--) {
			const job = contentOf(withNote(whole, undrawn), undrawn);
			const done = await compile({ ...job, createdAt: Math.floor(Date.parse(createdAt) / 1000) });
			if ('pdf' in done) return { ok: true, content: declaredBoth(done.pdf) };
			if ('lacking' in done) return refuse('missingCompiler', { why: done.lacking });
			// Signs that each have a glyph, but no one font has them all: an accent on a letter of another script.
			const [, cluster] = /the text `\\?"(.+?)\\?"` could not be displayed/su.exec(done.failed) ?? [];
			const more = [...(cluster ?? '')].filter((sign) => !undrawn.includes(sign) && /\p{M}|[^\p{L}\p{M}]/u.test(sign));
			if (more.length === 0 || left === 0) throw new Error(`The document could not be written as PDF: ${done.failed}`);
			undrawn = [...undrawn, ...more].toSorted();
		}
	};
}

const writer = pdfWriter();

/**
 * `document` as a PDF that is both PDF/A-2a (for the archive) and PDF/UA-1 (for readers who hear it): headings, paragraphs, lists and
 * tables with header cells in its structure, with title, language and fonts in the file. The same document at the same instant
 * `createdAt` is the same bytes. Refuses `missingCompiler` where this machine can't run the compiler.
 */
export const pdf = (document: Document, createdAt: Instant): Promise<Written> => writer(document, createdAt);
