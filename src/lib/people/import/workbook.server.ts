import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { refuse } from '#lib/result.ts';

/** More than any list of people unpacks to: a small file that becomes gigabytes is no list (zip bomb). */
const maxBytes = 64 * 1024 * 1024;
const maxFiles = 1000;
const patienceMs = 30_000;

/** Whether the bytes are a zip file, as an .xlsx is (ECMA-376 part 2). */
export const isZip = (bytes: Uint8Array): boolean => [0x50, 0x4b, 0x03, 0x04].every((byte, index) => bytes[index] === byte);

/**
 * Runs in a thread of its own, with little memory: whatever the file is, the server answers others meanwhile. Each part is unpacked to
 * what is left of `maxBytes` before the reader sees it, since a zip file may lie of how large its parts are (APPNOTE.TXT 4.3).
 */
const inThread = `
const { parentPort, workerData } = require('node:worker_threads');
const { inflateRawSync } = require('node:zlib');
const bytes = Buffer.from(workerData.bytes);
function measure() {
	const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
	if (end < 0) throw new Error('no zip');
	let [left, count, at] = [workerData.maxBytes, bytes.readUInt16LE(end + 10), bytes.readUInt32LE(end + 16)];
	if (count > workerData.maxFiles) throw new Error('too many');
	for (; count > 0; count--) {
		if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('no zip');
		const [method, packed, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
		const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
		const part = bytes.subarray(start, start + packed);
		if (method !== 0 && method !== 8) throw new Error('no zip');
		left -= method === 0 ? packed : inflateRawSync(part, { maxOutputLength: Math.max(1, left) }).length;
		if (left <= 0) throw new Error('too large');
		at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
	}
}
const text = (cell) => cell === null || cell === undefined ? '' : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
(async () => {
	measure();
	const sheets = await require(workerData.reader).default(bytes);
	parentPort.postMessage(sheets.map(({ data }) => data.map((row) => row.map(text))));
})().catch(() => parentPort.postMessage(null));
`;

/** The sheets of an Excel workbook, row by row, as text. Refuses `invalidWorkbook` when it is none, is damaged or unpacks to too much. */
export async function sheetsOf(bytes: Uint8Array) {
	const reader = createRequire(import.meta.url).resolve('read-excel-file/node');
	const worker = new Worker(inThread, {
		eval: true,
		workerData: { bytes, reader, maxBytes, maxFiles },
		resourceLimits: { maxOldGenerationSizeMb: 512 }
	});
	const timer = setTimeout(() => void worker.terminate(), patienceMs);
	try {
		const sheets = await new Promise<string[][][] | null>((resolve) => {
			worker.once('message', resolve);
			worker.once('error', () => resolve(null));
			worker.once('exit', () => resolve(null));
		});
		return sheets ? { ok: true as const, sheets } : refuse('invalidWorkbook');
	} finally {
		clearTimeout(timer);
		await worker.terminate();
	}
}
