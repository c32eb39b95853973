import { Worker } from 'node:worker_threads';

/** Longer than any document of ours takes; a file that somebody sent may be made to take for ever. */
const patienceMs = 10_000;

/** The files come from anybody: they are read in a thread that is ended when it takes too long, or too much memory. */
const inThread = `
const { parentPort, workerData } = require('node:worker_threads');
const { inflateRawSync } = require('node:zlib');
const most = 20_000_000;
const signs = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
function wordText(zip) {
	const end = zip.lastIndexOf(Buffer.from('PK\\u0005\\u0006', 'latin1'));
	let at = zip.readUInt32LE(end + 16);
	for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
		const [method, packed, name, extra, comment, local] = [10, 20, 28, 30, 32, 42].map((offset) =>
			offset === 20 || offset === 42 ? zip.readUInt32LE(at + offset) : zip.readUInt16LE(at + offset)
		);
		if (zip.toString('utf8', at + 46, at + 46 + name) === 'word/document.xml') {
			const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
			const data = zip.subarray(start, start + packed);
			const xml = (method === 8 ? inflateRawSync(data, { maxOutputLength: most }) : data).toString('utf8');
			return xml
				.split('</w:p>')
				.map((part) => [...part.matchAll(/<w:t(?: [^<>]*)?>([^<]*)<|<w:(?:tab|br)[ />]/g)].map(([, text]) => text ?? ' ').join(''))
				.join('\\n')
				.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => signs[name]);
		}
		at += 46 + name + extra + comment;
	}
	return null;
}
async function read(bytes, ending) {
	if (ending === 'docx') return wordText(Buffer.from(bytes));
	const { extractText } = await import(workerData.unpdf);
	return (await extractText(bytes, { mergePages: true })).text;
}
read(workerData.bytes, workerData.ending).then((text) => parentPort.postMessage(text), () => parentPort.postMessage(null));
`;

/** The words of a PDF or Word file, in the order they are read; null when it can't be read as one, or not in reasonable time. */
export function wordsIn(bytes: Buffer, ending: 'pdf' | 'docx'): Promise<string | null> {
	const worker = new Worker(inThread, {
		eval: true,
		workerData: { bytes: new Uint8Array(bytes), ending, unpdf: import.meta.resolve('unpdf') },
		resourceLimits: { maxOldGenerationSizeMb: 256 },
		stdout: true,
		stderr: true
	});
	return new Promise((resolve) => {
		const end = (text: string | null) => {
			clearTimeout(patience);
			resolve(text);
			void worker.terminate();
		};
		const patience = setTimeout(() => end(null), patienceMs);
		worker
			.once('message', end)
			.once('error', () => end(null))
			.once('exit', () => end(null));
	});
}
