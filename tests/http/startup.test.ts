import SqliteConnection from 'better-sqlite3';
import { sql } from 'kysely';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { root } from '../support/sources.ts';
import { runServer, startServer, type Env, type RunningServer } from '../support/server.ts';

const running: RunningServer[] = [];
const folders: string[] = [];
afterEach(async () => {
	await Promise.all(running.splice(0).map((server) => server.stop()));
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function start(env: Env = {}): Promise<RunningServer> {
	const server = await startServer(env);
	running.push(server);
	return server;
}

function folder(): string {
	const path = mkdtempSync(join(tmpdir(), 'samling-'));
	folders.push(path);
	return path;
}

const get = async (server: RunningServer, path: string) => {
	const answer = await fetch(server.origin + path);
	return { status: answer.status, text: await answer.text() };
};

describe('Starting', () => {
	test.each<[Env, string]>([
		[{ PORT: 'http' }, 'The setting PORT must be a whole number.'],
		[{ NODE_ENV: 'production' }, 'The setting ORIGIN must say where people reach Samling, such as https://samling.example.no.'],
		[
			{ NODE_ENV: 'production', ORIGIN: 'https://samling.example.no', SAMLING_NOW: '2018-01-15T08:00:00Z' },
			'The setting SAMLING_NOW moves the clock and is for demo and tests only; remove it in production.'
		]
	])('with %j says one sentence and exits with 1', async (env, sentence) => {
		expect(await runServer({ DATA_DIR: folder(), ...env })).toEqual({ code: 1, said: `${sentence}\n` });
	});

	test('on a port that is taken says so in one sentence and exits with 1', async () => {
		const { origin } = await start();
		const port = new URL(origin).port;
		const { code, said } = await runServer({ DATA_DIR: folder(), PORT: port });
		expect(code).toBe(1);
		expect(said).toContain(`Port ${port} is taken: set PORT to another one.`);
	});

	test('with a data folder that can not be made says so and exits with 1', async () => {
		const file = join(folder(), 'a-file');
		writeFileSync(file, '');
		const { code, said } = await runServer({ DATA_DIR: file });
		expect(code).toBe(1);
		expect(said).toContain('Samling could not start');
		expect(said.trim().split('\n')).toHaveLength(1);
	});

	test('on the data of another version says what to do and exits with 1', async () => {
		const DATA_DIR = folder();
		const db = openSqlite(join(DATA_DIR, 'samling.db'));
		await migrate(db);
		await sql`insert into kysely_migration (name, timestamp) values ('0096-plan-frame', '2026-01-01')`.execute(db);
		await db.destroy();
		const { code, said } = await runServer({ DATA_DIR });
		expect(code).toBe(1);
		expect(said).toContain('npm run demo -- --reset');
		expect(said.trim().split('\n')).toHaveLength(1);
	});

	test('where another Samling runs says so and exits with 1', async () => {
		const { dataDir } = await start();
		const { code, said } = await runServer({ DATA_DIR: dataDir });
		expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining(`Another Samling is running on ${dataDir}: stop it first`) });
	});

	test('empty shows where and with what token to set it up', async () => {
		const server = await start();
		const [, token] = /\/setup with the token (\S+)/.exec(server.said()) ?? [];
		expect(token).toMatch(/^[\w-]{22}$/);
		expect((await get(server, '/setup')).status).toBe(200);
	});
});

test.each(['server', 'backup', 'restore', 'purge', 'doctor'])('%s says in one sentence that this Node is too old', (entry) => {
	const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.17.9' } })`;
	const { status, stderr } = spawnSync(process.execPath, ['--import', `data:text/javascript,${old}`, '.ci/run.mjs', `src/${entry}.ts`], {
		encoding: 'utf8',
		cwd: root
	});
	expect([status, stderr]).toEqual([1, 'Samling needs Node 22.18 or newer, best 24; this is Node 22.17.9.\n']);
	const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
	expect(Object.values(scripts).filter((script) => script.includes(`src/${entry}.ts`))).toEqual([expect.stringContaining('.ci/run.mjs')]);
});

describe('Starting in production', () => {
	const production = () => {
		const [data, elsewhere] = [folder(), folder()];
		const env = {
			NODE_ENV: 'production',
			ORIGIN: 'https://samling.example.no',
			DATA_DIR: join(data, 'data'),
			INSTALLATION_FILE: join(elsewhere, 'of', 'samling')
		};
		return { env, database: join(env.DATA_DIR, 'samling.db') };
	};

	test('a new installation is begun only when it is asked for, and only once', async () => {
		const { env } = production();
		expect(await runServer(env)).toEqual({ code: 1, said: expect.stringContaining('start once with `npm start -- --new`') });
		const first = await startServer(env, '--new');
		expect(first.said()).toContain('/setup with the token');
		await first.stop();
		expect(await runServer(env, '--new')).toEqual({ code: 1, said: expect.stringContaining('already holds one. Start without it.') });
		running.push(await startServer(env));
	});

	test('a data folder that is not mounted, a file of no bytes or the data of another town is no new installation', async () => {
		const { env, database } = production();
		await (await startServer(env, '--new')).stop();
		const missing = { code: 1, said: expect.stringContaining(`says that Samling was set up here. Is the disk mounted?`) };
		expect(await runServer({ ...env, DATA_DIR: folder() })).toEqual(missing);
		const whole = readFileSync(database);
		writeFileSync(database, '');
		expect(await runServer(env)).toEqual(missing);
		expect(readFileSync(database)).toHaveLength(0);
		writeFileSync(database, whole);
		const other = production();
		await (await startServer(other.env, '--new')).stop();
		expect(await runServer({ ...env, DATA_DIR: other.env.DATA_DIR })).toEqual({
			code: 1,
			said: expect.stringContaining('belongs to another installation')
		});
		running.push(await startServer(env));
	});

	test('its files are nobody else’s to read', async () => {
		const { env } = production();
		await (await startServer(env, '--new')).stop();
		const modes = [env.DATA_DIR, ...readdirSync(env.DATA_DIR).map((name) => join(env.DATA_DIR, name))].map(
			(path) => statSync(path).mode & 0o777
		);
		expect(new Set(modes)).toEqual(new Set([0o700, 0o600]));
	});
});

describe('Watching', () => {
	test('a server that runs is alive and ready', async () => {
		const server = await start();
		expect(await get(server, '/healthz')).toEqual({ status: 200, text: 'alive\n' });
		expect(await get(server, '/readyz')).toEqual({ status: 200, text: 'ready\n' });
	});

	test('a server whose database is locked is alive and not ready, and ready again by itself', async () => {
		const server = await start({ SAMLING_DEMO: '1', SAMLING_NOW: '2018-01-15T08:00:00Z' });
		const other = new SqliteConnection(join(server.dataDir, 'samling.db'));
		other.exec('begin immediate');
		expect(await get(server, '/readyz')).toEqual({ status: 503, text: 'not ready: another process has locked the database\n' });
		expect((await get(server, '/healthz')).status).toBe(200);
		const signIn = await fetch(`${server.origin}/sign-in`, {
			method: 'POST',
			headers: { origin: server.origin, accept: 'text/html', 'accept-language': 'nn' },
			body: new URLSearchParams({ email: 'leiar@stord.example', password: 'samling-demo' })
		});
		expect([signIn.status, signIn.headers.get('retry-after')]).toEqual([503, '5']);
		expect(await signIn.text()).toContain('Samling får ikkje lagra noko akkurat no.');
		expect(server.said()).toContain('"database":"locked"');
		other.exec('rollback');
		other.close();
		expect((await get(server, '/readyz')).status).toBe(200);
	});
});

describe('Measuring', () => {
	test('is for who has the token: boards, mails and the process, and nobody’s name', async () => {
		const server = await start({ METRICS_TOKEN: 'a-token-of-some-length' });
		const read = async (authorization?: string) =>
			fetch(`${server.origin}/metrics`, { headers: authorization === undefined ? {} : { authorization } });
		expect([(await read()).status, (await read('Bearer another-token-of-length')).status]).toEqual([404, 404]);
		const answer = await read('Bearer a-token-of-some-length');
		expect(answer.headers.get('content-type')).toContain('text/plain');
		const text = await answer.text();
		for (const line of ['samling_live_boards 0', 'samling_live_healthy 1', '# TYPE samling_mails gauge']) expect(text).toContain(line);
		expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
	});

	test('is not there without a token of its own', async () => {
		const server = await start();
		expect((await fetch(`${server.origin}/metrics`, { headers: { authorization: 'Bearer ' } })).status).toBe(404);
	});
});

describe('Stopping', () => {
	test('SIGTERM ends it with 0 and without a word of trouble', async () => {
		const server = await startServer();
		await get(server, '/healthz');
		const before = server.said();
		const asked = performance.now();
		expect(await server.stop()).toBe(0);
		expect(performance.now() - asked).toBeLessThan(10_000);
		expect(server.said()).toBe(before);
	});

	test('SIGTERM ends it within ten seconds though a client holds a connection and says nothing', async () => {
		const server = await startServer();
		const { port } = new URL(server.origin);
		const client = connect(Number(port), '127.0.0.1');
		client.on('error', () => undefined);
		await once(client, 'connect');
		client.write('POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n');
		await vi.waitFor(async () => expect((await get(server, '/healthz')).status).toBe(200));
		const asked = performance.now();
		expect(await server.stop()).toBe(0);
		expect(performance.now() - asked).toBeLessThan(10_000);
		client.destroy();
	});

	test('what was there before a kill is there after the next start', async () => {
		const DATA_DIR = folder();
		mkdirSync(DATA_DIR, { recursive: true });
		const first = await startServer({ DATA_DIR, SAMLING_DEMO: '1', SAMLING_NOW: '2018-01-15T08:00:00Z' });
		await first.kill();
		const second = await start({ DATA_DIR, SAMLING_DEMO: '1', SAMLING_NOW: '2018-01-15T08:00:00Z' });
		expect((await get(second, '/readyz')).status).toBe(200);
		expect((await get(second, '/setup')).status).toBe(404);
	});
});
