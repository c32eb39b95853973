import { error } from '@sveltejs/kit';
import { fileName } from '#lib/documents/document.ts';
import { fileTypes } from '#lib/documents/pdf/file.server.ts';
import type { Written } from '#lib/documents/pdf/pdf.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

/** A file to be kept, named after `title`; where this machine can't write it, a page with the sentence that says so. */
export function fileAnswer(written: Written, title: string, ending: keyof typeof fileTypes): Response {
	if (!written.ok) error(409, m.document_no_pdf());
	const name = fileName(title, ending);
	return new Response(new Uint8Array(written.content), {
		headers: { 'content-type': fileTypes[ending], 'content-disposition': `attachment; filename="${name}"` }
	});
}
