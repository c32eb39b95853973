import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { findHaproxy, startHaproxy } from '../support/haproxy.ts';
import { freePort, startServer, type RunningServer } from '../support/server.ts';
import { laidTables, type Tables } from '../support/tables.ts';

/** The table of the demo's world, behind a real proxy: 127.0.0.1 is trusted, and people come from other addresses of the loopback. */
const haproxy = findHaproxy();
const sockets = 2;
let server: RunningServer;
let room: Tables;
let boardId: string;
let dataDir: string;
let outside: number;
let behind: number;
let stopProxy: (() => Promise<void>) | undefined;
/** The answer to somebody who began to ask and went quiet, asked for before all else, since it comes after ten seconds. */
let unfinished: Promise<string>;

beforeAll(async () => {
	dataDir = mkdtempSync(join(tmpdir(), 'samling-'));
	const db = openSqlite(join(dataDir, 'samling.db'));
	await migrate(db);
	const people = Array.from({ length: 4 }, (_, at) => ({ name: `Deltakar ${at + 1}`, shownAs: 'none' as const }));
	room = await laidTables(db, { tables: 1, people });
	({ boardId } = await db.selectFrom('cafeTable').select('boardId').executeTakeFirstOrThrow());
	await db.destroy();
	[outside, behind] = await Promise.all([freePort(), freePort()]);
	server = await startServer({
		DATA_DIR: dataDir,
		PORT: String(behind),
		ORIGIN: `http://localhost:${outside}`,
		TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8',
		LIVE_CONNECTIONS_PER_ADDRESS: String(sockets)
	});
	unfinished = half(behind);
	if (haproxy) stopProxy = await startHaproxy(haproxy, { port: outside, behind });
});
afterAll(async () => {
	await stopProxy?.();
	await server?.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

/** Half an upgrade, and what comes back until the connection ends. */
async function half(port: number): Promise<string> {
	const socket = connect(port, '127.0.0.1');
	socket.write('GET /live/board HTTP/1.1\r\nHost: localhost\r\nUpgrade: webs');
	let heard = '';
	socket.on('data', (chunk: Buffer) => (heard += chunk));
	await once(socket, 'close');
	return heard;
}

type Sent = { from?: string; host?: string; forwarded?: string; port?: number; form?: Record<string, string> };

/** Asks as somebody at an address of their own. */
async function ask(path: string, { from = '127.0.0.1', host, forwarded, port = outside, form }: Sent = {}) {
	const asking = request({
		host: '127.0.0.1',
		port,
		path,
		localAddress: from,
		agent: false,
		method: form ? 'POST' : 'GET',
		headers: {
			host: host ?? `localhost:${outside}`,
			accept: 'text/html',
			origin: `http://localhost:${outside}`,
			...(forwarded ? { 'x-forwarded-for': forwarded } : {}),
			...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {})
		}
	});
	asking.end(form ? new URLSearchParams(form).toString() : undefined);
	const [answer] = (await once(asking, 'response')) as [IncomingMessage];
	answer.resume();
	await once(answer, 'end');
	return { status: answer.statusCode!, retryAfter: answer.headers['retry-after'] };
}

/** A guest's socket; the code that the server closed it with, or 'open' when it answered. */
async function joinTable(from: string, guest: number, port = outside): Promise<{ socket: WebSocket; how: number | 'open' }> {
	const origin = `http://localhost:${outside}`;
	const socket = new WebSocket(`ws://127.0.0.1:${port}/live/${boardId}`, {
		origin,
		localAddress: from,
		headers: { host: `localhost:${outside}`, cookie: `samling-table=${room.guests[guest]!.token}` }
	});
	const how = await Promise.race([
		once(socket, 'message').then(() => 'open' as const),
		once(socket, 'close').then(([code]) => code as number)
	]);
	return { socket, how };
}

const wrong = { form: { code: 'AAAA-AAAA' } };

describe.skipIf(!haproxy)('Behind a proxy that is trusted', () => {
	test('who tries wrong codes is stopped and told for how long, and nobody else is', async () => {
		const tries = [];
		for (let at = 0; at < 26; at++) tries.push(await ask('/join', { ...wrong, from: '127.0.0.2' }));
		expect(tries.slice(0, 25).map(({ status }) => status)).toEqual(Array.from({ length: 25 }, () => 400));
		expect(tries[25]).toEqual({ status: 429, retryAfter: '60' });
		expect((await ask('/join', { ...wrong, from: '127.0.0.3' })).status).toBe(400);
		// What one writes into the header oneself stands left of what the proxy writes.
		expect((await ask('/join', { ...wrong, from: '127.0.0.2', forwarded: '203.0.113.7' })).status).toBe(429);
	});

	test('sockets are counted by whom they come from', async () => {
		const all = [
			await joinTable('127.0.0.2', 0),
			await joinTable('127.0.0.2', 1),
			await joinTable('127.0.0.2', 2),
			await joinTable('127.0.0.3', 3)
		];
		expect(all.map(({ how }) => how)).toEqual(['open', 'open', 4429, 'open']);
		for (const { socket } of all) socket.close();
	});
});

describe('Without a proxy that is trusted', () => {
	test('the header is what anybody can write, and counts for nothing', async () => {
		for (let at = 0; at < 25; at++) await ask('/join', { ...wrong, from: '127.0.0.4', port: behind, forwarded: `203.0.113.${at}` });
		expect((await ask('/join', { ...wrong, from: '127.0.0.4', port: behind, forwarded: '203.0.113.99' })).status).toBe(429);
	});
});

describe('A host that is not ours', () => {
	test('is misdirected, for pages and sockets; those who watch may use any', async () => {
		const other = { host: 'evil.example', port: behind };
		expect((await ask('/', other)).status).toBe(421);
		// Ours with something before or after it is another.
		const host = `localhost:${outside}`;
		for (const like of [`evil@${host}`, `${host}/evil`, `${host}?evil`, `${host}#evil`, `\\${host}`])
			expect((await ask('/', { host: like, port: behind })).status, like).toBe(421);
		expect((await ask('/healthz', other)).status).toBe(200);
		expect((await ask('/readyz', other)).status).toBe(200);
		expect((await ask('/join', { port: behind })).status).toBe(200);
		const socket = new WebSocket(`ws://127.0.0.1:${behind}/live/${boardId}`, { origin: 'http://evil.example' });
		socket.on('error', () => undefined);
		const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
		expect(answer.statusCode).toBe(421);
	});
});

test('who begins to ask and goes quiet is answered with 408 and cut off', async () => {
	expect(await unfinished).toContain('408 Request Timeout');
});
