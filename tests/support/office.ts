import { inflateRawSync, inflateSync } from 'node:zlib';
import { extractText, getDocumentProxy } from 'unpdf';
import type { Block, Document } from '#lib/documents/document.ts';
import { pdf } from '#lib/documents/pdf/pdf.server.ts';
import { textOf } from '#lib/i18n/named.ts';

/** The files of a zip by name, read from its central directory (docx is one as well). */
export function unzipped(zip: Buffer): Map<string, Buffer> {
	const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
	const files = new Map<string, Buffer>();
	let at = zip.readUInt32LE(end + 16);
	for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
		const [method, packed, nameLength, extra, comment, local] = [
			zip.readUInt16LE(at + 10),
			zip.readUInt32LE(at + 20),
			zip.readUInt16LE(at + 28),
			zip.readUInt16LE(at + 30),
			zip.readUInt16LE(at + 32),
			zip.readUInt32LE(at + 42)
		];
		const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
		const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
		const data = zip.subarray(start, start + packed);
		files.set(name, method === 8 ? inflateRawSync(data) : Buffer.from(data));
		at += 46 + nameLength + extra + comment;
	}
	return files;
}

/** A PDF's objects and unpacked streams as one text, enough to see how it is built. */
export function pdfSource(pdf: Buffer): string {
	const parts: string[] = [];
	const text = pdf.toString('latin1');
	for (const match of text.matchAll(/stream\n/g)) {
		const end = text.indexOf('\nendstream', match.index);
		try {
			parts.push(inflateSync(pdf.subarray(match.index + 7, end)).toString('latin1'));
		} catch {
			// Not packed: what it says about itself, for instance.
			parts.push(text.slice(match.index + 7, end));
		}
	}
	return text.replace(/stream\n[\s\S]*?endstream/g, '') + parts.join('\n');
}

/** The document as a PDF. */
export async function pdfOf(document: Document, createdAt: string): Promise<Buffer> {
	const written = await pdf(document, createdAt);
	if (!written.ok) throw new Error(written.why);
	return written.content;
}

/** What a reader of a PDF reads, line by line, as PDF.js takes it out. */
export async function pdfText(pdf: Buffer): Promise<string> {
	return (await pdfPages(pdf)).join('\n');
}

/** The same, page by page. */
export async function pdfPages(pdf: Buffer): Promise<string[]> {
	return (await extractText(new Uint8Array(pdf), { mergePages: false })).text;
}

type Part = { role?: string; lang?: string; alt?: string; children?: Part[] };

/** The parts of a PDF's structure, in the order they are read: role, language and the words for who cannot see it. */
export async function pdfParts(pdf: Buffer): Promise<Part[]> {
	const file = await getDocumentProxy(new Uint8Array(pdf));
	const flat = (part: Part): Part[] => [part, ...(part.children ?? []).flatMap(flat)];
	const parts: Part[] = [];
	for (let page = 1; page <= file.numPages; page++) {
		const tree = (await (await file.getPage(page)).getStructTree()) as Part | null;
		if (tree) parts.push(...flat(tree));
	}
	return parts.filter(({ role }) => role !== undefined);
}

/** What a document says, as JSON, each of its texts whole whatever languages are in it. */
export function said({ blocks }: { blocks: readonly Block[] }): string {
	const plain = blocks.map((block) => {
		if ('heading' in block) return { ...block, heading: textOf(block.heading) };
		if ('text' in block) return { ...block, text: textOf(block.text) };
		if ('list' in block) return { list: block.list.map(textOf) };
		if ('facts' in block) return { facts: block.facts.map(([what, fact]) => [what, textOf(fact)]) };
		if ('picture' in block || 'chart' in block) return block;
		if ('thread' in block)
			return { quote: textOf(block.thread.quote), steps: block.thread.steps.map(([what, words]) => [what, textOf(words)]) };
		const { caption, rows, ...table } = block.table;
		return { table: { ...table, caption: textOf(caption), rows: rows.map((row) => row.map(textOf)) } };
	});
	return JSON.stringify(plain);
}

/** What a reader of a docx reads: its paragraphs, with style, in order. */
export function paragraphs(docx: Buffer): { style: string | null; text: string }[] {
	const xml = unzipped(docx).get('word/document.xml')!.toString('utf8');
	return [...xml.matchAll(/<w:p>([\s\S]*?)<\/w:p>|<w:p\/>/g)].map(([whole]) => ({
		style: /<w:pStyle w:val="([^"]*)"/.exec(whole)?.[1] ?? null,
		text: [...whole.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)]
			.map(([, text]) =>
				text!.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
			)
			.join('')
	}));
}
