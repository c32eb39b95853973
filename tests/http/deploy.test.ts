import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../support/server.ts';

/* What `.deploy` says is what runs: the unit is started as it stands, and image and proxy name what is there. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string) => readFileSync(join(root, '.deploy', name), 'utf8');
const { start }: { start: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
const unit = Object.groupBy(
	[...read('samling.service').matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => ({ key: key!, value: value! })),
	({ key }) => key
);
const ofUnit = (key: string) => unit[key]?.map(({ value }) => value).join(' ') ?? '';
const image = read('Containerfile');

test('the unit starts it as npm start does, and it is ready, and ends at SIGTERM within the time the unit gives', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'samling-unit-'));
	const port = String(await freePort());
	const given = Object.fromEntries(
		ofUnit('Environment')
			.split(' ')
			.map((setting) => setting.split('=') as [string, string])
	);
	expect(given).toMatchObject({ DATA_DIR: '/var/lib/samling', INSTALLATION_FILE: '/etc/samling/installation' });
	const here = { DATA_DIR: join(folder, 'data'), INSTALLATION_FILE: join(folder, 'installation') };
	const ofFile = { ORIGIN: 'https://samling.example', MAIL_FROM: 'samling@kommune.example', PORT: port };
	const [, ...args] = ofUnit('ExecStart').split(' ');
	const child = spawn(process.execPath, [...args, '--new'], {
		cwd: root,
		env: { PATH: process.env.PATH!, ...given, ...here, ...ofFile }
	});
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk));
	const isReady = async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok;
	try {
		while (!(await isReady())) {
			if (child.exitCode !== null) throw new Error(said);
			await sleep(50);
		}
		const ended = once(child, 'exit');
		child.kill('SIGTERM');
		const [code] = await Promise.race([ended, sleep(Number(ofUnit('TimeoutStopSec')) * 1000).then(() => ['too late'])]);
		expect(code).toBe(0);
	} finally {
		child.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	}
});

test('unit and image run what npm start runs, with its settings', () => {
	const [, allocator, command] = /(MALLOC_ARENA_MAX)=\S+ exec (.+)$/.exec(start)!;
	expect(ofUnit('ExecStart')).toBe(`/usr/bin/${command}`);
	expect(JSON.parse(/^ENTRYPOINT (.+)$/m.exec(image)![1]!).join(' ')).toBe(command);
	for (const text of [image, read('samling.service')]) expect(text).toContain(`${allocator}=2`);
});

test('systemd finds nothing to say about the unit', ({ skip }) => {
	if (spawnSync('systemd-analyze', ['--version']).status !== 0) skip('no systemd here');
	const { stderr, stdout } = spawnSync('systemd-analyze', ['verify', join(root, '.deploy/samling.service')], { encoding: 'utf8' });
	// The user and Node itself are the machine's.
	expect(`${stdout}${stderr}`.split('\n').filter((line) => line && !/not executable|samling\.service: .*user/i.test(line))).toEqual([]);
});

test('the image copies what is there, and compose knows its file, volumes and proxy', () => {
	const copied = [...image.matchAll(/^COPY (?:--from=build )?(.+) \S+$/gm)].flatMap(([, names]) => names!.split(' '));
	const made = ['.', '/samling/node_modules', '/samling/build'];
	expect(copied.length).toBeGreaterThan(5);
	expect(copied.filter((name) => !made.includes(name) && !existsSync(join(root, name.replace('/samling/', ''))))).toEqual([]);
	const { services, volumes } = parse(read('compose.yaml'));
	expect(services.samling.build.dockerfile).toBe('.deploy/Containerfile');
	expect(services.samling.volumes.map((volume: string) => volume.split(':')[1])).toEqual(JSON.parse(/^VOLUME (.+)$/m.exec(image)![1]!));
	expect(Object.keys(volumes)).toEqual(['data', 'installation']);
	const asked = [...read('haproxy.cfg').matchAll(/"\$\{(\w+)\}"/g)].map(([, name]) => name);
	expect(asked).toEqual(expect.arrayContaining(Object.keys(services.proxy.environment)));
});
