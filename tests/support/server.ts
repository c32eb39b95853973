import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Settings as the environment gives them; what is left out has a default that fits a test. */
export type Env = Record<string, string>;

export type RunningServer = {
	/** Where it answers, such as `http://localhost:41234`. */
	origin: string;
	dataDir: string;
	/** All it has said so far, on stdout and stderr. */
	said(): string;
	/** Sends SIGTERM and gives the exit code; its data folder goes, unless the test named it. */
	stop(): Promise<number | null>;
	/** Sends SIGKILL, as when the power goes; the data folder stays for the next start. */
	kill(): Promise<void>;
};

/** A port that nobody had a moment ago. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

function spawnServer(env: Env, args: readonly string[] = []): { child: ChildProcess; said: () => string } {
	const { PATH = '', HOME = '', SystemRoot = '' } = process.env;
	const child = spawn(process.execPath, ['src/server.ts', ...args], {
		cwd: root,
		env: { PATH, HOME, SystemRoot, NODE_ENV: 'test', ...env }
	});
	let said = '';
	child.stdout.on('data', (chunk: Buffer) => (said += chunk));
	child.stderr.on('data', (chunk: Buffer) => (said += chunk));
	return { child, said: () => said };
}

/**
 * Starts the built product as a process of its own, on a free port and, unless `DATA_DIR` is given, in a data folder of its own.
 * Needs `npm run build` before it. Rejects with what the server said when it ends instead of serving.
 */
export async function startServer(env: Env = {}, ...args: string[]): Promise<RunningServer> {
	const port = env.PORT ?? String(await freePort());
	const dataDir = env.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'samling-'));
	const origin = env.ORIGIN ?? `http://localhost:${port}`;
	const { child, said } = spawnServer({ HOST: '127.0.0.1', ...env, PORT: port, DATA_DIR: dataDir, ORIGIN: origin }, args);
	const ended = once(child, 'exit') as Promise<[number | null]>;
	const serving = new Promise<void>((resolve) => {
		child.stdout?.on('data', () => said().includes('Samling runs at') && resolve());
	});
	await Promise.race([
		serving,
		ended.then(([code]) => {
			throw new Error(`The server ended with ${code}: ${said()}`);
		})
	]);
	return {
		origin,
		dataDir,
		said,
		async stop() {
			child.kill('SIGTERM');
			const [code] = await ended;
			if (!env.DATA_DIR) rmSync(dataDir, { recursive: true, force: true });
			return code;
		},
		async kill() {
			child.kill('SIGKILL');
			await ended;
		}
	};
}

/**
 * Runs a command of whoever runs the machine (`src/account.ts reset …`) beside a server. Not by `spawnSync`: while this process stands
 * still the server ends connections that the next request would take.
 */
export async function operate(server: Pick<RunningServer, 'dataDir' | 'origin'>, words: string[], env: Env = {}) {
	const child = spawn(process.execPath, ['.ci/run.mjs', ...words], {
		cwd: root,
		env: { PATH: process.env.PATH, DATA_DIR: server.dataDir, ORIGIN: server.origin, ...env }
	});
	let [stdout, stderr] = ['', ''];
	child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
	child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
	const [status] = (await once(child, 'close')) as [number | null];
	return { status, stdout, stderr };
}

/** Starts the product with settings (and arguments) that it should refuse, and gives how it ended. */
export async function runServer(env: Env, ...args: string[]): Promise<{ code: number | null; said: string }> {
	const { child, said } = spawnServer(env, args);
	const [code] = (await once(child, 'close')) as [number | null];
	return { code, said: said() };
}
