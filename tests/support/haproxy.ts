import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const onPath = () =>
	[...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].map((folder) => join(folder, 'haproxy')).find((path) => existsSync(path));

/** The path of a haproxy: the machine's own, or Debian's where it can be installed; undefined where neither is to be had. */
export function findHaproxy(): string | undefined {
	const found = onPath();
	if (found || process.getuid?.() !== 0) return found;
	const apt = (...args: string[]) => spawnSync('apt-get', ['-qq', ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
	if (apt('install', '-y', '--no-install-recommends', 'haproxy').status !== 0) {
		apt('update');
		apt('install', '-y', '--no-install-recommends', 'haproxy');
	}
	return onPath();
}

/** A haproxy on `port` in front of what listens on `behind`, as README.md says; gives how to end it. */
export async function startHaproxy(path: string, { port, behind }: { port: number; behind: number }): Promise<() => Promise<void>> {
	const folder = mkdtempSync(join(tmpdir(), 'haproxy-'));
	const settings = join(folder, 'haproxy.cfg');
	writeFileSync(
		settings,
		[
			'defaults',
			'  mode http',
			'  option forwardfor',
			'  timeout connect 5s',
			'  timeout client 60s',
			'  timeout server 60s',
			'  timeout tunnel 1h',
			'frontend outside',
			`  bind 127.0.0.1:${port}`,
			'  default_backend samling',
			'backend samling',
			`  server one 127.0.0.1:${behind}`,
			''
		].join('\n')
	);
	const child = spawn(path, ['-db', '-f', settings], { stdio: ['ignore', 'pipe', 'pipe'] });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk));
	const ended = once(child, 'exit');
	while (!(await answers(port))) {
		if (child.exitCode !== null) throw new Error(`haproxy ended: ${said}`);
		await sleep(20);
	}
	return async () => {
		child.kill();
		await ended;
		rmSync(folder, { recursive: true });
	};
}

async function answers(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	const isOpen = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)]).catch(() => false);
	socket.destroy();
	return isOpen;
}
