import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

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

const settings = fileURLToPath(new URL('../../.deploy/haproxy.cfg', import.meta.url));

/** A haproxy on `port` in front of what listens on `behind`, with the settings that `.deploy` has; gives how to end it. */
export async function startHaproxy(path: string, { port, behind }: { port: number; behind: number }): Promise<() => Promise<void>> {
	const env = { ...process.env, SAMLING_FRONT: `127.0.0.1:${port}`, SAMLING_BEHIND: `127.0.0.1:${behind}` };
	const child = spawn(path, ['-db', '-f', settings], { env, stdio: ['ignore', 'pipe', 'pipe'] });
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
	};
}

async function answers(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	const isOpen = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)]).catch(() => false);
	socket.destroy();
	return isOpen;
}
