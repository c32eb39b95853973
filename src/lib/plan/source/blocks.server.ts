import { isZip, opened } from '#lib/documents/unpack.server.ts';
import { decoded, rowsOf } from '#lib/people/import/csv.ts';
import { refuse } from '#lib/result.ts';
import type { Block } from './block.ts';
import { maxFileBytes } from './model.ts';
import { blocksOfSheets, blocksOfText } from './pasted.ts';
import { blocksOfWord } from './word.ts';

/** So many paragraphs and rows, and so many letters, are read and shown in one piece. */
export const maxBlocks = 4_000;
const maxLetters = 1_500_000;

/**
 * What a file, or pasted text, is made of. Refuses `empty`, `tooLong` (with how many `blocks` it has), `tooLongFile`, and why it was not
 * read: `invalidFile` (damaged, unpacks to too much, or something else), `invalidPdf`, `invalidEncrypted`, `invalidOld` (.doc, .xls),
 * `invalidMacros`, `invalidText`, `invalidEncoding`.
 */
export async function blocksIn(sent: { file: File | undefined; text: string }) {
	if (!sent.file && sent.text.trim() === '') return refuse('empty');
	const read = sent.file ? await blocksOfFile(sent.file) : { ok: true as const, blocks: blocksOfText(sent.text) };
	if (!read.ok) return read;
	const { blocks } = read;
	if (blocks.every((block) => block.is === 'paragraph' && block.beside === 'picture')) return refuse('empty');
	if (blocks.length > maxBlocks || JSON.stringify(blocks).length > maxLetters) return refuse('tooLong', { blocks: blocks.length });
	return { ok: true as const, blocks };
}

async function blocksOfFile(file: File) {
	if (file.size > maxFileBytes) return refuse('tooLongFile');
	const bytes = new Uint8Array(await file.arrayBuffer());
	if (isZip(bytes)) {
		const read = await opened(bytes);
		if (!read.ok) return read;
		const { file: found } = read;
		return { ok: true as const, blocks: found.kind === 'word' ? blocksOfWord(found.parts) : blocksOfSheets(found.sheets) };
	}
	const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
	if (start.startsWith('%PDF')) return refuse('invalidPdf');
	// An older file of Office, or one with a password, is a compound file (MS-CFB 2.2); the password's has a part of this name.
	if (start.startsWith('\u00d0\u00cf\u0011\u00e0'))
		return Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le')) ? refuse('invalidEncrypted') : refuse('invalidOld');
	const text = decoded(bytes);
	if (!text.ok) return text.reason === 'invalidWorkbook' ? refuse('invalidFile') : text;
	return { ok: true as const, blocks: /\.csv$/i.test(file.name) ? blocksOfCsv(text.text) : blocksOfText(text.text) };
}

function blocksOfCsv(text: string): Block[] {
	return rowsOf(text).rows.map(({ line, cells }) => ({ is: 'row', place: { table: 1, row: line }, cells }));
}
