import type { Instant } from '#lib/dates.ts';
import type { Document } from '../document.ts';
import { docx } from '../docx.server.ts';
import { pdf, type Written } from './pdf.server.ts';

/** What a document can be had as, and the media type of each; `zip` is several of them packed. */
export const endings = ['docx', 'pdf'] as const;
export const fileTypes = {
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	pdf: 'application/pdf',
	json: 'application/json',
	zip: 'application/zip'
} as const;

/** A document as a file, said to be made at `createdAt`. Refuses as `pdf`. */
export async function fileOf(document: Document, ending: (typeof endings)[number], createdAt: Instant): Promise<Written> {
	return ending === 'docx' ? { ok: true, content: await docx(document) } : pdf(document, createdAt);
}
