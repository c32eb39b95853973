import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** What a document is compiled of: data for the template, pictures by the paths it names, and when it is said to be made. */
export type Job = { data: string; pictures: readonly { path: string; bytes: Uint8Array }[]; createdAt: number };

/** `lacking`: the compiler's binary can't be loaded on this machine. `failed`: what the compiler says is wrong with this document. */
export type Compiled = { pdf: Buffer } | { lacking: string } | { failed: string };

/** Longer than any document takes (1.5 s for 100 pages). */
const patienceMs = 60_000;
/** How long an idle thread is kept: making one takes longer than most documents. */
const idleMs = 30_000;

/**
 * Compiling is one long synchronous call, and the boards of a hall hang on the server's event loop: it is done in a thread. The compiler
 * sees no file but the pictures given to it: its workspace is a folder that is not there, and the template imports nothing.
 * Each document is written as PDF/UA-1 too and that is thrown away: the compiler refuses what breaks either.
 */
const inThread = `
const { parentPort, workerData } = require('node:worker_threads');
let compiler;
const said = (error) => (error?.message ?? String(error));
function compile({ data, pictures, createdAt }) {
	for (const { path, bytes } of pictures) compiler.mapShadow(workerData.workspace + path, Buffer.from(bytes));
	try {
		const compiled = compiler.compile({ mainFileContent: workerData.template, inputs: { document: data }, resetRead: true });
		if (!compiled.result) {
			const error = compiled.takeError();
			return { failed: JSON.stringify(error ? compiler.fetchDiagnostics(error) : 'no document') };
		}
		const as = (pdfStandard) => compiler.pdf(compiled.result, { pdfStandard, creationTimestamp: createdAt });
		as('ua-1');
		return { pdf: as('a-2a') };
	} catch (error) {
		return { failed: said(error) };
	} finally {
		compiler.resetShadow();
		compiler.evictCache(0);
	}
}
function load() {
	try {
		const { NodeCompiler } = require(workerData.compiler);
		compiler = NodeCompiler.create({ workspace: workerData.workspace, fontArgs: [{ fontPaths: workerData.fonts }] });
	} catch (error) {
		return { lacking: said(error) };
	}
}
parentPort.on('message', (job) => parentPort.postMessage(compiler ? compile(job) : (load() ?? compile(job))));
`;

type Settings = { template: string; fonts: readonly string[]; compiler?: string };

function newThread(settings: Settings): Worker {
	const require = createRequire(import.meta.url);
	// A folder that is not there.
	const workspace = process.platform === 'win32' ? 'C:\\samling-documents' : '/samling-documents';
	let compiler = settings.compiler ?? '@myriaddreamin/typst-ts-node-compiler';
	try {
		compiler = require.resolve(compiler);
	} catch {
		// The thread says so.
	}
	return new Worker(inThread, { eval: true, workerData: { ...settings, compiler, workspace } });
}

/** A compiler in a thread of its own, which does one document at a time. `compiler` names its package, or a file that is one. */
export function compilerThread(settings: {
	template: string;
	fonts: readonly string[];
	compiler?: string;
}): (job: Job) => Promise<Compiled> {
	let worker: Worker | undefined;
	let idle: NodeJS.Timeout | undefined;
	let last: Promise<unknown> = Promise.resolve();
	let answer: (compiled: Compiled) => void = () => undefined;

	const stop = () => {
		void worker?.terminate();
		worker = undefined;
	};
	const start = (): Worker => {
		const started = newThread(settings);
		const ended = (why: string) => {
			if (worker !== started) return;
			worker = undefined;
			answer({ failed: why });
		};
		started.on('message', (told: { pdf: Uint8Array } | Exclude<Compiled, { pdf: Buffer }>) =>
			answer('pdf' in told ? { pdf: Buffer.from(told.pdf.buffer, told.pdf.byteOffset, told.pdf.byteLength) } : told)
		);
		started.on('error', (error) => ended(String(error)));
		started.on('exit', (code) => ended(`the thread ended with ${code}`));
		return started;
	};
	const compile = async (job: Job): Promise<Compiled> => {
		clearTimeout(idle);
		const thread = (worker ??= start());
		thread.ref();
		const compiled = await new Promise<Compiled>((resolve) => {
			const patience = setTimeout(() => {
				stop();
				answer({ failed: `not done after ${patienceMs} ms` });
			}, patienceMs);
			answer = (told) => {
				clearTimeout(patience);
				resolve(told);
			};
			thread.postMessage(job);
		});
		// An idle thread keeps no process alive.
		worker?.unref();
		idle = setTimeout(stop, idleMs).unref();
		return compiled;
	};
	return (job) => {
		const next = last.then(() => compile(job));
		last = next;
		return next;
	};
}
