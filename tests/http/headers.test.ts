import { createConnection } from 'node:net';
import { request } from 'node:http';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import SqliteConnection from 'better-sqlite3';
import { root } from '../support/sources.ts';
import { freePort, startServer, type RunningServer } from '../support/server.ts';
import { now } from '../support/world.ts';

let server: RunningServer;
beforeAll(async () => {
	server = await startServer({ SAMLING_DEMO: '1', SAMLING_NOW: now });
});
afterAll(() => server?.stop());

type Heard = { status: number; headers: Record<string, string | string[] | undefined> };

/** Over plain http, so that what browsers forbid to send can be sent. */
function ask(
	path: string,
	{ method = 'GET', headers = {}, body = '' }: { method?: string; headers?: Record<string, string>; body?: string } = {},
	origin = server.origin
) {
	return new Promise<Heard>((resolve, reject) => {
		const asking = request(origin + path, { method, headers }, (answer) => {
			answer.resume();
			resolve({ status: answer.statusCode!, headers: answer.headers });
		});
		asking.on('error', reject);
		asking.end(body);
	});
}

/** What comes back for bytes that are no proper request. */
function askRaw(bytes: string) {
	return new Promise<Heard>((resolve, reject) => {
		const { hostname, port } = new URL(server.origin);
		const socket = createConnection(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname, () => socket.write(bytes));
		let said = '';
		socket.on('data', (data) => (said += data));
		socket.on('error', reject);
		socket.on('close', () => {
			const [first = '', ...lines] = said.split('\r\n\r\n')[0]!.split('\r\n');
			const headers = Object.fromEntries(
				lines.map((line) => [line.split(':')[0]!.toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])
			);
			resolve({ status: Number(first.split(' ')[1]), headers });
		});
	});
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const immutable = () =>
	`/_app/immutable/${readdirSync(join(root, 'build/client/_app/immutable'), { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('.js'))}`;
const own = () => ({ origin: server.origin, accept: 'text/html' });

/** Each kind of answer there is, and who gives it. */
const answers: [kind: string, status: number, () => Promise<Heard>][] = [
	['a page', 200, () => ask('/')],
	['a redirect', 303, () => ask('/tasks')],
	['a page that there is not', 404, () => ask('/nowhere', { headers: { accept: 'text/html' } })],
	['a file that there is not', 404, () => ask('/_app/immutable/nothing.js')],
	['a file that is kept for ever', 200, () => ask(immutable())],
	['a font', 200, () => ask('/fonts/schibsted-grotesk-latin.woff2')],
	['a file among pages', 200, () => ask('/robots.txt')],
	[
		'a form from another site, which the framework refuses',
		403,
		() => ask('/join', { method: 'POST', headers: { ...form, origin: 'https://evil.example' }, body: 'code=x' })
	],
	[
		'a form from another site, which we refuse',
		403,
		() => ask('/join', { method: 'POST', headers: { ...own(), ...form, 'sec-fetch-site': 'cross-site' }, body: 'code=x' })
	],
	['a method that a page does not take', 405, () => ask('/healthz', { method: 'DELETE', headers: own() })],
	[
		'a form that is too large',
		413,
		() => ask('/join', { method: 'POST', headers: { ...own(), ...form }, body: `code=${'a'.repeat(700_000)}` })
	],
	['a form that is wrong', 400, () => ask('/join', { method: 'POST', headers: { ...own(), ...form }, body: 'code=AAAA-AAAA' })],
	['the name of another host', 421, () => ask('/', { headers: { host: 'elsewhere.example' } })],
	[
		'a socket of another host',
		421,
		() => askRaw('GET /live/x HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
	],
	['what is no request', 400, () => askRaw('HELLO\r\n\r\n')],
	['headers that are too long', 431, () => askRaw(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`)],
	['that it is alive', 200, () => ask('/healthz')],
	['that it is ready', 200, () => ask('/readyz')],
	['that nobody may measure', 404, () => ask('/metrics')]
];

const policyOf = ({ headers }: Heard) => String(headers['content-security-policy']);

function expectSecure({ status, headers }: Heard) {
	expect(headers).toMatchObject({
		'x-content-type-options': 'nosniff',
		'referrer-policy': 'same-origin',
		'permissions-policy': 'camera=(), microphone=(), geolocation=()'
	});
	expect(String(headers['content-security-policy'])).toMatch(/default-src '(self|none)';.*frame-ancestors 'none'/);
	if (status >= 300) expect(headers['cache-control']).toMatch(/no-store|max-age=0/);
}

test('the page of an adopted plan is kept by all for five minutes, apart by language, and sets no cookie; with a cookie it is kept by nobody', async () => {
	const connection = new SqliteConnection(join(server.dataDir, 'samling.db'), { readonly: true });
	const { id } = connection.prepare('select id from plan').get() as { id: string };
	connection.close();
	const open = await ask(`/published/${id}`, { headers: { accept: 'text/html' } });
	expect(open).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=300' } });
	expect(String(open.headers.vary)).toMatch(/accept-language, cookie/);
	expect(open.headers['set-cookie']).toBeUndefined();
	const own = await ask(`/published/${id}`, { headers: { accept: 'text/html', cookie: 'language=nb' } });
	expect(own.headers['cache-control']).toBe('private, no-store');
	expect((await ask('/published/elsewhere', { headers: { accept: 'text/html' } })).status).toBe(404);
});

describe('Every answer says the same to browsers', () => {
	test.each(answers)('%s (%i)', async (_, status, asked) => {
		const heard = await asked();
		expect(heard.status).toBe(status);
		expectSecure(heard);
	});

	test('a page and what it asks the server, when nothing can be saved (503)', async () => {
		const other = new SqliteConnection(join(server.dataDir, 'samling.db'));
		other.exec('begin immediate');
		try {
			const ready = await ask('/readyz');
			const page = await ask('/sign-in', {
				method: 'POST',
				headers: { ...own(), ...form },
				body: 'email=leiar@stord.example&password=samling-demo'
			});
			expect([ready.status, page.status]).toEqual([503, 503]);
			for (const heard of [ready, page]) expectSecure(heard);
		} finally {
			other.exec('rollback');
			other.close();
		}
	});

	test('files are kept: those whose name is their content for ever, others as long as a browser likes', async () => {
		expect((await ask(immutable())).headers['cache-control']).toContain('immutable');
		expect((await ask('/fonts/schibsted-grotesk-latin.woff2')).headers['cache-control'] ?? '').not.toContain('no-store');
	});
});

describe('The policy of a page', () => {
	test('names our own host for sockets, and lets in no style that is not a file of ours', async () => {
		const policy = policyOf(await ask('/'));
		expect(/connect-src ([^;]*)/.exec(policy)![1]).toBe(`'self' ${server.origin.replace('http', 'ws')}`);
		expect(/style-src ([^;]*)/.exec(policy)![1]).not.toContain('unsafe-inline');
		expect(policy).toContain("style-src-attr 'unsafe-inline'");
		expect(/script-src ([^;]*)/.exec(policy)![1]).not.toContain('unsafe');
	});
});

test('on https every answer asks browsers to stay there, and sockets are of the secure host', async () => {
	const port = String(await freePort());
	const secure = await startServer({ ORIGIN: 'https://samling.example', PORT: port });
	try {
		for (const path of ['/join', '/nowhere', '/robots.txt', '/healthz']) {
			const { headers } = await ask(path, { headers: { host: 'samling.example' } }, `http://127.0.0.1:${port}`);
			expect(headers['strict-transport-security']).toBe('max-age=31536000');
			if (path === '/join') expect(String(headers['content-security-policy'])).toContain("connect-src 'self' wss://samling.example;");
		}
	} finally {
		await secure.stop();
	}
});
