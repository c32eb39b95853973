import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join as joinPath } from 'node:path';
import { expect, test } from 'vitest';
import { readBoard } from '#lib/cafe/board/document.ts';
import { aBoard, aDatabase, aFolder, afterwards, join, onDisk, pause, until, type Seat } from '../support/live.ts';

/** A server process on `file`; resolves when it listens. */
async function start(file: string, port = 0): Promise<{ child: ChildProcess; port: number }> {
	const child = spawn(process.execPath, ['tests/live/server.process.ts', file, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
	afterwards(() => child.kill('SIGKILL'));
	const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
	return { child, port: Number(line.toString()) };
}

test('L11: kill -9 while four people write loses nothing that was acknowledged or that anyone else saw', async () => {
	const file = joinPath(aFolder(), 'samling.db');
	const db = await aDatabase(file);
	afterwards(() => db.destroy());
	const board = await aBoard(db);
	let server = await start(file);
	const names = ['Ola', 'Kari', 'Per', 'Siri'];
	const seats: Seat[] = [];
	for (const as of names) seats.push(await join({ port: server.port, board }, { as }));
	const promised = new Set<string>();
	for (let kill = 0; kill < 3; kill++) {
		const writing = setInterval(() => seats.forEach((seat, i) => seat.add(`${names[i]} ${kill} ${Math.random()}`)), 30);
		await pause(300 + 40 * kill);
		server.child.kill('SIGKILL');
		await once(server.child, 'exit');
		clearInterval(writing);
		// What anybody has on the screen that somebody else wrote is a promise.
		seats.forEach((seat, i) => seat.texts().forEach((text) => !text.startsWith(names[i] as string) && promised.add(text)));
		const kept = new Set(readBoard(await onDisk({ db, board })).notes.map((note) => note.text));
		for (const text of promised) expect(kept).toContain(text);
		server = await start(file, server.port);
		await until(() => seats.every((seat) => seat.provider.synced), 'everybody is back');
	}
	expect(promised.size).toBeGreaterThan(20);
	// Nor is anything lost that only its writer had: it was not acknowledged, so it is sent again.
	const all = new Set(seats.flatMap((seat) => seat.texts()));
	await until(async () => readBoard(await onDisk({ db, board })).notes.length === all.size);
	await until(() => seats.every((seat) => seat.texts().length === all.size));
	expect(seats.flatMap((seat) => seat.refusals)).toEqual([]);
}, 180_000);
