import { inflateRawSync, inflateSync } from 'node:zlib';
import type { Block } from '#lib/documents/document.ts';
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

/**
 * What a reader of one of our PDFs reads, line by line, and once more without ends of lines. Each font says in a table (ToUnicode) which
 * characters its glyphs are.
 */
export function pdfText(pdf: Buffer): string {
	const text = pdf.toString('latin1');
	const objects = new Map([...text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id, body]) => [id!, body!]));
	const streamOf = (body: string) => {
		const [, packed] = /stream\n([\s\S]*)\nendstream/.exec(body) ?? [];
		if (packed === undefined) return '';
		const bytes = Buffer.from(packed, 'latin1');
		return (body.includes('/FlateDecode') ? inflateSync(bytes) : bytes).toString('latin1');
	};
	const glyphs = (font: string) => {
		const [, table] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font) ?? '') ?? [];
		return unicodeOf(table === undefined ? '' : streamOf(objects.get(table)!));
	};
	const fonts = new Map<string, string[]>();
	for (const [, name, font] of text.matchAll(/\/(F\d+) (\d+) 0 R/g)) if (!fonts.has(name!)) fonts.set(name!, glyphs(font!));
	const lines = [...objects.values()]
		.filter((body) => body.includes('stream\n') && !body.includes('/Subtype'))
		.flatMap((body) => {
			let font: string[] = [];
			return [...streamOf(body).matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)].flatMap(([, name, shown]) => {
				if (name !== undefined) font = fonts.get(name) ?? [];
				if (shown === undefined) return [];
				const hex = [...shown.matchAll(/<([0-9a-f]*)>/g)].map(([, part]) => part).join('');
				return [(hex.match(/.{4}/g) ?? []).map((glyph) => font[parseInt(glyph, 16)] ?? '').join('')];
			});
		});
	return `${lines.join('\n')}\n${lines.join('')}`;
}

/** The characters of glyphs 0, 1 …, of a table with one range or more. */
function unicodeOf(table: string): string[] {
	const all: string[] = [];
	for (const [, from, listed] of table.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi))
		[...listed!.matchAll(/<([0-9a-f]*)>/gi)].forEach(([, code], at) => {
			all[parseInt(from!, 16) + at] = Buffer.from(code!, 'hex').swap16().toString('utf16le');
		});
	return all;
}

/** What a document says, as JSON, each of its texts whole whatever languages are in it. */
export function said({ blocks }: { blocks: readonly Block[] }): string {
	const plain = blocks.map((block) => {
		if ('heading' in block) return { ...block, heading: textOf(block.heading) };
		if ('text' in block) return { ...block, text: textOf(block.text) };
		if ('list' in block) return { list: block.list.map(textOf) };
		if ('facts' in block) return { facts: block.facts.map(([what, fact]) => [what, textOf(fact)]) };
		if ('picture' in block) return block;
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
