import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join as joinPath } from 'node:path';
import { expect, test } from 'vitest';
import { closeBoard, createBoard, reopenBoard } from '#lib/live/storage/boards.server.ts';
import { aDatabase, aFolder, afterwards, at, openSocket, pause, until } from '../support/live.ts';

/** The production entry, as `npm start` runs it. */
function start(env: Record<string, string>): { child: ChildProcess; out: string[]; err: string[] } {
	const child = spawn(process.execPath, ['src/server.ts'], {
		env: { PATH: process.env.PATH, NODE_ENV: 'development', DATA_DIR: aFolder(), ...env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	afterwards(() => child.kill('SIGKILL'));
	const out: string[] = [];
	const err: string[] = [];
	child.stdout.on('data', (data: Buffer) => void out.push(data.toString()));
	child.stderr.on('data', (data: Buffer) => void err.push(data.toString()));
	return { child, out, err };
}

async function aFreePort(): Promise<number> {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const { port } = probe.address() as AddressInfo;
	probe.close();
	await once(probe, 'close');
	return port;
}

const runs = async (server: { out: string[] }) => until(() => server.out.join('').includes('Samling runs at'), 'the server runs', 20_000);

test('a wrong setting is one clear sentence and exit 1', async () => {
	const { child, err } = start({ PORT: 'mange' });
	const [code] = (await once(child, 'exit')) as [number];
	expect(code).toBe(1);
	expect(err.join('')).toBe('The setting PORT must be a whole number.\n');
});

test('a port that is taken is one clear sentence and exit 1', async () => {
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	afterwards(() => other.close());
	const { port } = other.address() as AddressInfo;
	const { child, err } = start({ PORT: String(port) });
	const [code] = (await once(child, 'exit')) as [number];
	expect(code).toBe(1);
	expect(err.join('')).toContain(`Port ${port} is taken: set PORT to another one.`);
});

test('pages and boards live on one port; SIGTERM finishes the request that is under way and exits 0 within ten seconds', async () => {
	const port = await aFreePort();
	const server = start({ PORT: String(port) });
	await runs(server);
	const page = await fetch(`http://127.0.0.1:${port}/sign-in`);
	expect(page.status).toBeLessThan(400);
	// Nobody is signed in: the board answers, and says so.
	const origin = `http://127.0.0.1:${port}`;
	const unknown = await openSocket({ port, board: 'nosuchboard' }, undefined, { origin });
	await until(() => unknown.code === 4404);
	const elsewhere = await fetch(`http://127.0.0.1:${port}/live/x`);
	expect(elsewhere.status).toBe(404);
	// A form whose last byte comes after the signal.
	const form = 'email=nobody%40stord.example&password=wrong';
	const slow = httpRequest({
		port,
		host: '127.0.0.1',
		method: 'POST',
		path: '/sign-in',
		headers: { origin, 'content-type': 'application/x-www-form-urlencoded', 'content-length': form.length }
	});
	slow.write(form.slice(0, 10));
	const answered = once(slow, 'response');
	await pause(200);
	const exit = once(server.child, 'exit');
	const signalled = performance.now();
	server.child.kill('SIGTERM');
	setTimeout(() => slow.end(form.slice(10)), 300);
	const [response] = await answered;
	expect(response.statusCode).toBeLessThan(500);
	const [code] = (await exit) as [number];
	expect(code).toBe(0);
	expect(performance.now() - signalled).toBeLessThan(10_000);
}, 60_000);

test('a board is made, closed and opened again by its owner’s command', async () => {
	const db = await aDatabase(joinPath(aFolder(), 'samling.db'));
	afterwards(() => db.destroy());
	const id = await createBoard(db, 'stord', 'table', at);
	const board = () => db.selectFrom('board').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
	expect(await board()).toEqual({ id, municipalityId: 'stord', kind: 'table', epoch: 0, createdAt: at, closedAt: null });
	await closeBoard(db, 'karmoy', id, at);
	expect((await board()).closedAt).toBeNull();
	await closeBoard(db, 'stord', id, at);
	await closeBoard(db, 'stord', id, '2099-01-01T00:00:00.000Z');
	expect((await board()).closedAt).toBe(at);
	await reopenBoard(db, 'stord', id);
	expect((await board()).closedAt).toBeNull();
});
