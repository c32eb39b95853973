import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { refuse } from '#lib/result.ts';

/** More than any list or plan unpacks to: a small file that becomes gigabytes is none (zip bomb). */
const maxBytes = 64 * 1024 * 1024;
const maxFiles = 1000;
const patienceMs = 30_000;

/** Whether the bytes are a zip file, as .xlsx and .docx are (ECMA-376 part 2). */
export const isZip = (bytes: Uint8Array): boolean => [0x50, 0x4b, 0x03, 0x04].every((byte, index) => bytes[index] === byte);

/** An element of WordprocessingML with what is in it; what other namespaces hold stands in the nearest element of it. */
export type Xml = { name: string; attributes: Record<string, string>; inside: (Xml | string)[] };

/**
 * Runs in a thread of its own, with little memory: whatever the file is, the server answers others meanwhile. Each part is unpacked to
 * what is left of `maxBytes` before a reader sees it, since a zip file may lie of how large its parts are (APPNOTE.TXT 4.3).
 */
const inThread = `
const { parentPort, workerData } = require('node:worker_threads');
const { inflateRawSync } = require('node:zlib');
const bytes = Buffer.from(workerData.bytes);
function measured() {
	const parts = new Map();
	const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
	if (end < 0) throw new Error('no zip');
	let [left, count, at] = [workerData.maxBytes, bytes.readUInt16LE(end + 10), bytes.readUInt32LE(end + 16)];
	if (count > workerData.maxFiles) throw new Error('too many');
	for (; count > 0; count--) {
		if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('no zip');
		const [method, packed, named, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)];
		const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
		const part = bytes.subarray(start, start + packed);
		if (method !== 0 && method !== 8) throw new Error('no zip');
		const name = bytes.toString('utf8', at + 46, at + 46 + named);
		const content = method === 0 ? part : inflateRawSync(part, { maxOutputLength: Math.max(1, left) });
		left -= content.length;
		if (left <= 0) throw new Error('too large');
		if (/^word\\/(document|styles|numbering|footnotes|endnotes)\\.xml$/.test(name)) parts.set(name.slice(5, -4), content.toString('utf8'));
		else if (/vbaProject\\.bin$/i.test(name)) parts.set('macros', '');
		at += 46 + named + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
	}
	return parts;
}
const text = (cell) => cell === null || cell === undefined ? '' : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
async function treeOf(xml) {
	if (/<!DOCTYPE/i.test(xml)) throw new Error('no document has a document type');
	const { Parser } = await import(workerData.xml);
	const root = { name: '', attributes: {}, inside: [] };
	const open = [root];
	let [depth, skipped, count] = [0, 0, 0];
	let wrong = null;
	const parser = new Parser();
	parser.ns({
		'http://schemas.openxmlformats.org/wordprocessingml/2006/main': 'w',
		'http://purl.oclc.org/ooxml/wordprocessingml/main': 'w',
		'http://schemas.openxmlformats.org/markup-compatibility/2006': 'mc'
	});
	parser.on('openTag', (name, attributes) => {
		if (++depth > 400 || ++count > 3_000_000) wrong ??= new Error('too deep or too much');
		if (wrong || skipped || name === 'mc:Fallback') skipped++;
		else if (name.startsWith('w:')) {
			const element = { name: name.slice(2), attributes: {}, inside: [] };
			for (const [key, value] of Object.entries(attributes())) if (key.startsWith('w:')) element.attributes[key.slice(2)] = value;
			open.at(-1).inside.push(element);
			open.push(element);
		}
	});
	parser.on('closeTag', (name) => {
		depth--;
		if (skipped) skipped--;
		else if (name.startsWith('w:')) open.pop();
	});
	parser.on('text', (value, decoded) => { if (!skipped && (open.at(-1).name === 't' || open.at(-1).name === 'delText')) open.at(-1).inside.push(decoded(value)); });
	parser.on('cdata', (value) => { if (!skipped && open.at(-1).name === 't') open.at(-1).inside.push(value); });
	parser.on('error', (error) => { wrong ??= error; });
	parser.parse(xml);
	if (wrong || open.length !== 1) throw wrong ?? new Error('not closed');
	return root;
}
async function read() {
	const parts = measured();
	if (workerData.wanted === 'any' && parts.has('macros')) return { kind: 'macros' };
	if (workerData.wanted === 'any' && parts.has('document')) {
		const trees = {};
		for (const [name, xml] of parts) trees[name] = await treeOf(xml);
		return { kind: 'word', parts: trees };
	}
	const sheets = await require(workerData.reader).default(bytes);
	return { kind: 'sheets', sheets: sheets.map(({ sheet, data }) => ({ name: String(sheet), rows: data.map((row) => row.map(text)) })) };
}
read().then((found) => parentPort.postMessage(found)).catch(() => parentPort.postMessage(null));
`;

type Sheet = { name: string; rows: string[][] };
/** What a zip file was found to hold; `parts` of a Word document by their names (`document`, `styles` …). */
type Unpacked = { kind: 'word'; parts: Partial<Record<string, Xml>> } | { kind: 'sheets'; sheets: Sheet[] } | { kind: 'macros' };

async function unpacked(bytes: Uint8Array, wanted: 'sheets' | 'any'): Promise<Unpacked | null> {
	const here = createRequire(import.meta.url);
	const worker = new Worker(inThread, {
		eval: true,
		workerData: { bytes, wanted, reader: here.resolve('read-excel-file/node'), xml: import.meta.resolve('saxen'), maxBytes, maxFiles },
		resourceLimits: { maxOldGenerationSizeMb: 512 }
	});
	const timer = setTimeout(() => void worker.terminate(), patienceMs);
	try {
		return await new Promise<Unpacked | null>((resolve) => {
			worker.once('message', resolve);
			worker.once('error', () => resolve(null));
			worker.once('exit', () => resolve(null));
		});
	} finally {
		clearTimeout(timer);
		await worker.terminate();
	}
}

/** The sheets of an Excel workbook, row by row, as text. Refuses `invalidWorkbook` when it is none, is damaged or unpacks to too much. */
export async function sheetsOf(bytes: Uint8Array) {
	const found = await unpacked(bytes, 'sheets');
	return found?.kind === 'sheets' ? { ok: true as const, sheets: found.sheets.map(({ rows }) => rows) } : refuse('invalidWorkbook');
}

/**
 * A Word document as elements, or a workbook as text. Refuses `invalidFile` when it is neither, is damaged or unpacks to too much, and
 * `invalidMacros` when it carries programs.
 */
export async function opened(bytes: Uint8Array) {
	const found = await unpacked(bytes, 'any');
	if (!found) return refuse('invalidFile');
	return found.kind === 'macros' ? refuse('invalidMacros') : { ok: true as const, file: found };
}
