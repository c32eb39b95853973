import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './sources.ts';
import { freePort } from './server.ts';

/** A PostgreSQL of a test: `superuser` opens its first database. */
export type Server = {
	url: string;
	/** `kill -9` of the whole server, as when the power goes. */
	kill(): Promise<void>;
	start(): Promise<void>;
	/** Ends it and removes what it had. */
	stop(): Promise<void>;
};

const isRoot = process.getuid?.() === 0;

/** Where `initdb` and `postgres` lie: in PATH, where Debian puts them, or unpacked beside the tests; undefined: nowhere. */
function binaries(): string | undefined {
	const debian = '/usr/lib/postgresql';
	const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
	const linked = (process.env.PATH ?? '')
		.split(delimiter)
		.map((folder) => join(folder, 'postgres'))
		.filter((path) => existsSync(path));
	return [...linked.map((path) => dirname(realpathSync(path))), ...versions.map((version) => join(debian, version, 'bin'))].find((folder) =>
		existsSync(join(folder, 'initdb'))
	);
}

/** The machine's own, else Debian's package: installed by root, unpacked by others; undefined where none of it can be had. */
export function findPostgres(): string | undefined {
	return binaries() ?? (isRoot ? installed() : unpacked());
}

function installed(): string | undefined {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const apt = (...args: string[]) => spawnSync('apt-get', ['-qq', ...args], { env });
	if (apt('install', '-y', '--no-install-recommends', 'postgresql').status !== 0) {
		apt('update');
		apt('install', '-y', '--no-install-recommends', 'postgresql');
	}
	return binaries();
}

/** Debian's packages unpacked in node_modules: PostgreSQL finds its files from where its program lies. */
function unpacked(): string | undefined {
	const folder = join(root, 'node_modules/.cache/samling/postgresql');
	const bin = () => {
		const versions = join(folder, 'usr/lib/postgresql');
		const version = existsSync(versions) ? readdirSync(versions)[0] : undefined;
		return version && join(versions, version, 'bin');
	};
	if (!bin()) {
		mkdirSync(folder, { recursive: true });
		const shown = spawnSync('apt-cache', ['depends', '--recurse', '--no-recommends', '--no-suggests', '-i', 'postgresql'], {
			encoding: 'utf8'
		});
		const names = (shown.stdout ?? '')
			.split('\n')
			.filter((line) => /^(postgresql-\d+|libpq5|libllvm\S*|libicu\S*|libxslt\S*|libxml2)$/.test(line));
		for (const name of names) spawnSync('apt-get', ['-qq', 'download', name], { cwd: folder });
		for (const file of readdirSync(folder)) if (file.endsWith('.deb')) spawnSync('dpkg', ['-x', file, '.'], { cwd: folder });
	}
	const found = bin();
	if (!found || !existsSync(join(found, 'initdb'))) return undefined;
	const libraries = join(folder, 'usr/lib');
	const nested = readdirSync(libraries, { withFileTypes: true }).filter((entry) => entry.isDirectory() && /-linux-/.test(entry.name));
	process.env.LD_LIBRARY_PATH = [...nested.map(({ name }) => join(libraries, name)), process.env.LD_LIBRARY_PATH ?? ''].join(delimiter);
	return found;
}

/** Somebody who is not root: PostgreSQL runs as nobody else. */
function whom(): { uid?: number; gid?: number } {
	if (!isRoot) return {};
	const id = (what: string, name: string) => Number(execFileSync('id', [what, name], { encoding: 'utf8' }));
	const name = spawnSync('id', ['postgres']).status === 0 ? 'postgres' : 'nobody';
	return { uid: id('-u', name), gid: id('-g', name) };
}

/**
 * Starts a server of its own on a free port of this machine, with databases that sort by bytes. Its disk is not waited for unless it
 * `isDurable`: only a machine that loses its power would show.
 */
export async function startServer(bin: string, { isDurable = false } = {}): Promise<Server> {
	const who = whom();
	const folder = mkdtempSync(join(tmpdir(), 'samling-postgres-'));
	const data = join(folder, 'data');
	chmodSync(folder, 0o755);
	if (who.uid !== undefined) chownSync(folder, who.uid, who.gid!);
	const made = spawnSync(
		join(bin, 'initdb'),
		['-D', data, '-U', 'postgres', '-A', 'trust', '--locale=C', '-E', 'UTF8', '--no-sync', '--no-instructions'],
		{ ...who, cwd: folder, encoding: 'utf8' }
	);
	if (made.status !== 0) throw new Error(`initdb: ${made.stderr}${made.error ?? ''}`);
	const port = await freePort();
	const settings = {
		port,
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		max_connections: 200,
		max_pred_locks_per_transaction: 1024,
		...(!isDurable && { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
		autovacuum: 'off',
		jit: 'off'
	};
	const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	let child: ChildProcess;
	let said = '';
	const server: Server = {
		url: `postgres://postgres@127.0.0.1:${port}/postgres`,
		async start() {
			child = spawn(join(bin, 'postgres'), ['-D', data, ...args], { ...who, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
			said = '';
			child.stderr!.on('data', (chunk: Buffer) => (said += chunk));
			while (!said.includes('ready to accept connections')) {
				if (child.exitCode !== null) throw new Error(`postgres ended: ${said}`);
				await sleep(10);
			}
		},
		async kill() {
			const pid = child.pid!;
			const children = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
				.stdout.split('\n')
				.filter(Boolean);
			const ended = once(child, 'exit');
			child.kill('SIGKILL');
			await ended;
			for (const one of children) {
				try {
					process.kill(Number(one), 'SIGKILL');
				} catch {
					// It went with the others.
				}
			}
			while (await answers(port)) await sleep(10);
		},
		async stop() {
			if (child.exitCode === null && child.signalCode === null) {
				const ended = once(child, 'exit');
				child.kill('SIGQUIT');
				await ended;
			}
			rmSync(folder, { recursive: true, force: true });
		}
	};
	await server.start();
	// A run that is broken off leaves no server behind.
	process.once('exit', () => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		child.kill('SIGQUIT');
		rmSync(folder, { recursive: true, force: true });
	});
	return server;
}

async function answers(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	const isOpen = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)]).catch(() => false);
	socket.destroy();
	return isOpen;
}
