import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const peers = join(here, '..', 'peers');
const root = join(here, '..', '..', '..');
/** As the product runs: bundled, since Node keeps what it needs to strip types in memory, and with the settings of `npm start`. */
const bundle = join(root, 'node_modules', '.cache', 'samling-bench');
const { start }: { start: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;

/** A server that the bench measures. */
export interface Server {
	name: string;
	/** What it is, for the reader of the table. */
	what: string;
	speaks: 'y-websocket' | 'hocuspocus';
	/** Whether it answers those who join; the relay knows no document. */
	answers: boolean;
	/** Whether it says that it keeps what was written. */
	keeps: boolean;
	/** A script of Node, with Node's flags; or a program with what follows it. */
	script: string;
	flags: readonly string[];
	program?: (port: number) => string[];
	env: Record<string, string>;
}

const server = (name: string, what: string, script: string, more: Partial<Server> = {}): Server => ({
	name,
	what,
	speaks: 'y-websocket',
	answers: true,
	keeps: true,
	script,
	flags: [],
	env: {},
	...more
});

export const ours = server('samling', 'this server: guard on, every edit on disk before anybody sees it', join(bundle, 'serve.js'), {
	flags: [...start.matchAll(/ (--[\w-]+=\S+)/g)].map(([, flag]) => flag!),
	env: { SHAPE: 'board', MALLOC_ARENA_MAX: /MALLOC_ARENA_MAX=\$\{MALLOC_ARENA_MAX:-(\d+)\}/.exec(start)![1]! }
});
const yWebsocket = join(peers, 'node_modules', '@y', 'websocket-server', 'dist', 'server.cjs');
const hocuspocus = join(peers, 'hocuspocus.mjs');
export const others: Server[] = [
	server('relay', 'ws, passes on and does nothing else', join(peers, 'relay.mjs'), { answers: false, keeps: false }),
	server('y-websocket', '@y/websocket-server 0.1.1 in memory', yWebsocket, { keeps: false }),
	server('y-websocket-14', '@y/websocket-server 0.1.5 with Yjs 14 in memory', join(peers, 'y-websocket-14.mjs'), { keeps: false }),
	server('y-partyserver', 'y-partyserver 2.2.0 on workerd, in memory', join(peers, 'partyserver', 'worker.mjs'), {
		keeps: false,
		program: (port) => [
			join(peers, 'node_modules', '@cloudflare', 'workerd-linux-64', 'bin', 'workerd'),
			'serve',
			join(peers, 'partyserver', 'config.capnp'),
			'--socket-addr',
			`http=127.0.0.1:${port}`
		]
	}),
	server('y-leveldb', '@y/websocket-server 0.1.1 with y-leveldb', yWebsocket, { env: { YPERSISTENCE: 'DATA_DIR' } }),
	server('hocuspocus', '@hocuspocus/server 4.7.0 with SQLite, as it comes', hocuspocus, { speaks: 'hocuspocus' }),
	server('hocuspocus-20', 'the same with flushDelay 20', hocuspocus, { speaks: 'hocuspocus', env: { FLUSH_DELAY: '20' } })
];

/** Bundles our own server, as it runs in the product, and the one that workerd runs. */
export async function bundleServers(): Promise<void> {
	const to = (file: string) => ({ output: { entryFileNames: file } });
	const how = { configFile: false, logLevel: 'error', root } as const;
	await build({ ...how, build: { ssr: join(here, 'serve.ts'), outDir: bundle, rolldownOptions: to('serve.js') } });
	const ofWorkers = { ssr: join(peers, 'partyserver', 'worker.mjs'), outDir: bundle, emptyOutDir: false };
	const rolldownOptions = { ...to('partyserver.js'), external: ['cloudflare:workers'] };
	await build({ ...how, ssr: { noExternal: true, target: 'webworker' }, build: { ...ofWorkers, rolldownOptions } });
}

/** The peers are installed in a folder of their own, at first use: they are no part of the product. */
export function installPeers(): void {
	const read = (file: string) => JSON.parse(readFileSync(join(peers, file), 'utf8'));
	const wanted: Record<string, { version?: string; dependencies?: object }> = read('package-lock.json').packages;
	if (existsSync(join(peers, 'node_modules', '.package-lock.json'))) {
		const installed: typeof wanted = read('node_modules/.package-lock.json').packages;
		const asked = Object.keys(wanted['']?.dependencies ?? {}).map((name) => `node_modules/${name}`);
		const isSame = (path: string) => installed[path]?.version === wanted[path]?.version;
		if ([...asked, ...Object.keys(installed)].every(isSame)) return;
	}
	console.log('› Installing the servers to compare with');
	const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: peers,
		stdio: 'inherit'
	});
	if (status !== 0) throw new Error('The servers to compare with could not be installed.');
}

/** Whether server and load get a core each. */
export const hasTwoCores = availableParallelism() >= 2 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** The command on a core of its own where there are two: 0 for the server, 1 for the load. */
export function onCore(core: 0 | 1, [command = '', ...args]: string[]): [string, string[]] {
	return hasTwoCores ? ['taskset', ['-c', String(core), command, ...args]] : [command, args];
}

/** A server process, with what it costs. */
export class Running {
	readonly server: Server;
	readonly port: number;
	readonly folder = mkdtempSync(join(tmpdir(), 'samling-bench-'));
	#child: ChildProcess | undefined;
	#said = '';
	#env: Record<string, string>;

	constructor(server: Server, port: number, env: Record<string, string> = {}) {
		this.server = server;
		this.port = port;
		this.#env = env;
	}

	/** Starts it (again, on the same folder); ends when it takes connections. */
	async start(): Promise<void> {
		const env = Object.entries({ ...this.server.env, ...this.#env }).map(([name, value]) => [
			name,
			value === 'DATA_DIR' ? this.folder : value
		]);
		const { flags, script, program } = this.server;
		const [command, args] = onCore(0, program?.(this.port) ?? [process.execPath, ...flags, script]);
		const child = spawn(command, args, {
			env: { ...process.env, HOST: '127.0.0.1', PORT: String(this.port), DATA_DIR: this.folder, ...Object.fromEntries(env) },
			stdio: ['ignore', 'ignore', 'pipe']
		});
		child.stderr.on('data', (bytes: Buffer) => (this.#said = (this.#said + bytes.toString()).slice(-2000)));
		this.#child = child;
		for (let waited = 0; waited < 30_000; waited += 50) {
			if (child.exitCode !== null) break;
			if (await answersAt(this.port)) return;
			await sleep(50);
		}
		throw new Error(`${this.server.name} did not start: ${this.#said}`);
	}

	/** SIGTERM lets it save what it has; SIGKILL does not. */
	async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		const child = this.#child;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.kill(signal);
		const patience = setTimeout(() => child.kill('SIGKILL'), 20_000);
		await gone;
		clearTimeout(patience);
	}

	async end(): Promise<void> {
		await this.stop('SIGKILL');
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** What it wrote to stderr last. */
	get said(): string {
		return this.#said;
	}

	/** Milliseconds of processor time so far, of all its threads, user and system. */
	cpu(): number {
		const fields = this.#proc('stat')
			.replace(/^.*\) /, '')
			.split(' ');
		return (Number(fields[11]) + Number(fields[12])) * 10;
	}

	/** Resident memory in MB. */
	rss(): number {
		return Number(/^VmRSS:\s+(\d+)/m.exec(this.#proc('status'))?.[1]) / 1024;
	}

	/** How many sockets and files it holds. */
	handles(): number {
		return readdirSync(`/proc/${this.#child?.pid}/fd`).length;
	}

	#proc(file: string): string {
		return readFileSync(`/proc/${this.#child?.pid}/${file}`, 'utf8');
	}
}

function answersAt(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		const done = (answers: boolean) => {
			socket.destroy();
			resolve(answers);
		};
		socket.once('connect', () => done(true));
		socket.once('error', () => done(false));
	});
}
