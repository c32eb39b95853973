import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/sources.ts';
import { freePort, startServer, type RunningServer } from '../support/server.ts';
import { now } from '../support/world.ts';

let server: RunningServer;
let cookie: string;
beforeAll(async () => {
	server = await startServer({ SAMLING_DEMO: '1', SAMLING_NOW: now });
	const { headers } = await ask('/sign-in', {
		headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.origin, accept: 'text/html' },
		body: 'email=leiar@stord.example&password=samling-demo'
	});
	cookie = headers['set-cookie']!.map((one) => one.split(';')[0]).join('; ');
});
afterAll(() => server?.stop());

type Asked = { method?: string; headers?: Record<string, string>; body?: string; origin?: string };
type Heard = { status: number; headers: IncomingMessage['headers']; body: Buffer };

/** Over plain http, where nothing is unpacked on the way. */
function ask(path: string, { body, method = body === undefined ? 'GET' : 'POST', headers = {}, origin = server.origin }: Asked = {}) {
	return new Promise<Heard>((resolve, reject) => {
		const asking = request(origin + path, { method, headers }, (answer) => {
			const parts: Buffer[] = [];
			answer.on('data', (part: Buffer) => parts.push(part));
			answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(parts) }));
		});
		asking.on('error', reject);
		asking.end(body);
	});
}

const taking = (encodings: string, more: Record<string, string> = {}) => ({ headers: { 'accept-encoding': encodings, ...more } });
/** Without what stands in every page anew: which scripts may run in it, and the keys of its forms. */
const words = ({ body }: Heard) => body.toString().replace(/nonce="[^"]*"|(?<=name="once" value=)"[^"]*"/g, '');

describe('A page is sent packed', () => {
	test('as its reader can unpack it, and is the same page', async () => {
		const [plain, brotli, gzip] = await Promise.all([
			ask('/join'),
			ask('/join', taking('gzip, deflate, br')),
			ask('/join', taking('gzip'))
		]);
		expect([plain, brotli, gzip].map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'br', 'gzip']);
		expect(words({ ...brotli, body: brotliDecompressSync(brotli.body) })).toBe(words(plain));
		expect(words({ ...gzip, body: gunzipSync(gzip.body) })).toBe(words(plain));
		expect(brotli.body.length).toBeLessThan(plain.body.length / 2);
		expect(brotli.headers['content-length']).toBeUndefined();
	});

	test.each([
		['br;q=0, gzip', 'gzip'],
		['br;q=0.1, gzip;q=0.9', 'gzip'],
		['GZIP', 'gzip'],
		['*', 'br'],
		['*;q=0', undefined],
		['gzip;q=0, br;q=0', undefined],
		['deflate, zstd', undefined],
		['identity', undefined],
		['', undefined]
	])('%j is answered in %s', async (accepted, encoding) => {
		expect((await ask('/join', taking(accepted))).headers['content-encoding']).toBe(encoding);
	});

	test('and caches are told that there are several forms, each with a name of its own', async () => {
		const [plain, brotli, gzip] = await Promise.all([ask('/join'), ask('/join', taking('br')), ask('/join', taking('gzip'))]);
		for (const { headers } of [plain, brotli, gzip]) expect(headers.vary).toMatch(/accept-encoding/i);
		expect(brotli.headers.etag).toMatch(/-br"$/);
		expect(gzip.headers.etag).toMatch(/-gzip"$/);
		expect(plain.headers.etag).not.toMatch(/-(br|gzip)"$/);
	});

	test('so are refusals, what a page asks for, and files of text that are written on demand', async () => {
		const own = { cookie, 'sec-fetch-site': 'same-origin' };
		const refused = await ask('/join', {
			headers: {
				...own,
				'accept-encoding': 'br',
				'content-type': 'application/x-www-form-urlencoded',
				origin: server.origin,
				accept: 'text/html'
			},
			body: 'code=AAAA-AAAA'
		});
		const others = await Promise.all(['/people/__data.json', '/me/data', '/cycle/wheel.svg'].map((path) => ask(path, taking('br', own))));
		expect([refused, ...others].map(({ status, headers }) => [status, headers['content-encoding']])).toEqual([
			[400, 'br'],
			[200, 'br'],
			[200, 'br'],
			[200, 'br']
		]);
		expect(brotliDecompressSync(others[1]!.body).toString()).toContain('@stord.example');
	});

	test('but not what is small, packed already, or asked for by its head alone', async () => {
		const health = await ask('/healthz', taking('br'));
		const head = await ask('/join', { method: 'HEAD', ...taking('br') });
		const file = readdirSync(join(root, 'build/client/_app/immutable/nb/entry')).find((name) => name.endsWith('.js'))!;
		const script = await ask(`/_app/immutable/nb/entry/${file}`, taking('br'));
		const font = await ask('/fonts/schibsted-grotesk-latin.woff2', taking('br'));
		expect([health, head, font].map(({ headers }) => headers['content-encoding'])).toEqual([undefined, undefined, undefined]);
		expect(head.body.length).toBe(0);
		// Packed once, when it was built; packed again it would be no script any more.
		expect(script.headers['content-encoding']).toBe('br');
		expect(brotliDecompressSync(script.body).toString()).toContain('import');
	});
});

test('what is told as it happens arrives as it happens', async () => {
	const [, gathering] = /gatherings\/(\w{20})/.exec((await ask('/gatherings', { headers: { cookie } })).body.toString())!;
	const events = await new Promise<IncomingMessage>((resolve, reject) => {
		request(`${server.origin}/gatherings/${gathering}/cafe/now`, taking('br', { cookie }), resolve).on('error', reject).end();
	});
	const [first] = (await once(events, 'data')) as [Buffer];
	events.destroy();
	expect(events.headers).toMatchObject({ 'content-type': 'text/event-stream' });
	expect(events.headers['content-encoding']).toBeUndefined();
	expect(first.toString()).toMatch(/^(event|data|:)/);
});

describe('Nobody reads from the length of an answer what stands in it (BREACH)', () => {
	const secret = '/people?search=leiar';

	test('what another site makes a browser ask for is not packed', async () => {
		const sent = async (site: string) =>
			(await ask(secret, taking('gzip, br', { cookie, 'sec-fetch-site': site }))).headers['content-encoding'];
		expect(await sent('cross-site')).toBeUndefined();
		expect(await sent('same-site')).toBeUndefined();
		expect(await sent('none')).toBe('br');
		expect(await sent('same-origin')).toBe('br');
	});

	test('nor, on https, what a browser asks for that can not say who wants it, unless it comes from a page of ours', async () => {
		const port = String(await freePort());
		const secure = await startServer({ ORIGIN: 'https://samling.example', PORT: port });
		try {
			const sent = async (more: Record<string, string>) =>
				(await ask('/join', { ...taking('br', { host: 'samling.example', ...more }), origin: `http://127.0.0.1:${port}` })).headers[
					'content-encoding'
				];
			expect(await sent({})).toBeUndefined();
			expect(await sent({ referer: 'https://samling.example.evil.example/' })).toBeUndefined();
			expect(await sent({ referer: 'https://samling.example/' })).toBe('br');
			expect(await sent({ 'sec-fetch-site': 'none' })).toBe('br');
		} finally {
			await secure.stop();
		}
	});
});
