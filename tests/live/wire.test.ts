import * as decoding from 'lib0/decoding';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { editNote, newBoardDoc } from '#lib/cafe/board/document.ts';
import type { Admission } from '#lib/live/contract.ts';
import { afterwards, startServer, join, openSocket, origin, pause, principal, refusedWith, until } from '../support/live.ts';

test('L1: what one writes on a board the others read, and the writer is told when it is saved', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	const id = ola.add('Fleire små bustader');
	await until(() => kari.texts().includes('Fleire små bustader'));
	// The answer to the server's step 1 counts as the first.
	await until(() => ola.saved === 2);
	editNote(kari.doc, id, 'Mange små bustader');
	await until(() => ola.texts().includes('Mange små bustader'));
	expect(ola.refusals).toEqual([]);
});

test('L1: message 100 carries the clocks that are committed, as a state vector', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola', synced: false });
	let vector = new Map<number, number>();
	ola.provider.messageHandlers[100] = (_, decoder) => (vector = Y.decodeStateVector(decoding.readVarUint8Array(decoder)));
	ola.add('Ein lapp');
	await until(() => vector.get(ola.doc.clientID) === Y.getState(ola.doc.store, ola.doc.clientID));
});

test('L1: an unknown board is closed with 4404 and leaves nothing behind', async () => {
	const server = await startServer();
	const seat = await join(server, { board: 'nosuchboard', synced: false });
	seat.add('Til ingen');
	await until(() => seat.closed === 4404);
	expect(await server.live.read('nosuchboard', () => 'a document')).toBeUndefined();
	for (const table of ['board', 'boardUpdate', 'boardClient'] as const) {
		const rows = await server.db
			.selectFrom(table)
			.select((eb) => eb.fn.countAll<number>().as('count'))
			.executeTakeFirstOrThrow();
		expect(Number(rows.count)).toBe(table === 'board' ? 1 : 0);
	}
});

test('L1: other paths are not the live server’s', async () => {
	const server = await startServer();
	for (const path of ['/', '/live', '/live/', '/live/a/b', '/live/..%2fx', '/other/board'])
		expect(await refusedWith(server, path, { origin })).toBe(404);
});

test('L1: auth and unknown messages from a client are refused, and five of them are enough (4400)', async () => {
	const server = await startServer();
	const bare = await openSocket(server);
	bare.socket.send(Uint8Array.of(2, 0, 0));
	await until(() => bare.messages.some((message) => message[0] === 2));
	for (let i = 0; i < 4; i++) bare.socket.send(Uint8Array.of(77));
	await until(() => bare.code === 4400);
});

test('L1: whoever asks who is there is told', async () => {
	const server = await startServer();
	await join(server, { as: 'Ola' });
	const bare = await openSocket(server, `/live/${server.board}?as=Kari`);
	const told = () => bare.messages.filter((message) => message[0] === 1).length;
	await until(() => told() > 0);
	await pause(300);
	const before = told();
	bare.socket.send(Uint8Array.of(3));
	await until(() => told() === before + 1);
});

test('L2: an origin that is not ours, or none, never gets a socket', async () => {
	const server = await startServer();
	const path = `/live/${server.board}`;
	expect(await refusedWith(server, path, { origin: 'https://evil.example' })).toBe(403);
	expect(await refusedWith(server, path, { origin: `${origin}.evil.example` })).toBe(403);
	expect(await refusedWith(server, path, {})).toBe(403);
	expect(await refusedWith(server, path, { origin })).toBeUndefined();
});

test('L2: in development the page’s own host is the origin', async () => {
	const server = await startServer({ options: { origins: 'own host' } });
	const path = `/live/${server.board}`;
	expect(await refusedWith(server, path, { origin: `http://127.0.0.1:${server.port}` })).toBeUndefined();
	expect(await refusedWith(server, path, { origin: 'http://127.0.0.1:1' })).toBe(403);
});

test.each([4401, 4403, 4404, 4409, 4410, 4426, 4429, 4430] as const)(
	'L2: an admission that says %i closes the socket with it, and the stock provider does not come back',
	async (code) => {
		let asked = 0;
		const server = await startServer({
			options: {
				authorize: async () => {
					asked++;
					return { close: code };
				}
			}
		});
		const seat = await join(server, { synced: false });
		await until(() => seat.closed === code);
		await pause(700);
		expect(asked).toBe(1);
		expect(seat.provider.shouldConnect).toBe(false);
	}
);

test('L2: admission hears cookie, address, board and parameters, and nothing is read from the visitor before it has answered (GHSA-xwhh-v746-pj9m)', async () => {
	const heard: unknown[] = [];
	const open = Promise.withResolvers<unknown>();
	const server = await startServer({
		options: {
			authorize: async ({ boardId, cookie, address, searchParams }) => {
				heard.push({ boardId, cookie, address, as: searchParams.get('as') });
				await open.promise;
				return { principal: principal('Ola'), mode: 'write' };
			}
		}
	});
	const visit = openSocket(server, `/live/${server.board}?as=Ola`, { origin, headers: { cookie: 'samling=abc' } });
	await until(() => heard.length === 1);
	expect(heard).toEqual([{ boardId: server.board, cookie: 'samling=abc', address: '127.0.0.1', as: 'Ola' }]);
	expect(server.live.present(server.board)).toEqual([]);
	open.resolve(true);
	await visit;
	await until(() => server.live.present(server.board).length === 1);
});

test('L2: a handshake that does not end is cut', async () => {
	const server = await startServer({ limits: { handshakeMs: 100 }, options: { authorize: () => new Promise(() => {}) } });
	await expect(openSocket(server)).rejects.toThrow();
});

test('L2: whoever signs out while at the door does not come in', async () => {
	const server = await startServer();
	const admission = Promise.withResolvers<Admission>();
	server.admissions.set('Ola', admission.promise);
	const seat = await join(server, { as: 'Ola', synced: false });
	await pause(50);
	server.live.closeFor('p-Ola', 4401);
	admission.resolve({ principal: principal('Ola'), mode: 'write' });
	await until(() => seat.closed === 4401);
	server.admissions.delete('Ola');
	const again = await join(server, { as: 'Ola' });
	expect(again.closed).toBeUndefined();
});

test('L2: an admission that fails says "try again later" with an id that is in the log, and the provider does', async () => {
	let isBroken = true;
	const server = await startServer({
		options: {
			authorize: async () => {
				if (isBroken) throw new Error('no database');
				return { principal: principal('Ola'), mode: 'write' };
			}
		}
	});
	const bare = await openSocket(server);
	await until(() => bare.code === 1013);
	expect(server.log).toHaveLength(1);
	expect(bare.reason).toBe(`error ${server.log[0]?.id}`);
	const seat = await join(server, { synced: false });
	await pause(100);
	isBroken = false;
	await until(() => seat.provider.synced);
});

test('L2: an old page is asked to reload', async () => {
	const server = await startServer();
	const seat = await join(server, { params: { v: '0' }, synced: false });
	await until(() => seat.closed === 4426);
});

test('L2: the server starts anew with 1012, and everybody comes back by themselves', async () => {
	const server = await startServer();
	const bare = await openSocket(server);
	const done = server.live.shutdown();
	await until(() => bare.code === 1012);
	await done;
	expect(await refusedWith(server, `/live/${server.board}`, { origin })).toBe(503);
});

test('L3: what a reader writes is dropped, the reader is closed with 4403, and nobody else sees anything', async () => {
	const server = await startServer();
	server.admissions.set('Projektor', { principal: { ...principal('Projektor'), writesAs: [] }, mode: 'read' });
	const ola = await join(server, { as: 'Ola' });
	ola.add('Synleg');
	const projector = await join(server, { as: 'Projektor' });
	await until(() => projector.texts().includes('Synleg'));
	ola.add('Også synleg');
	await until(() => projector.texts().length === 2);
	let heard = 0;
	ola.doc.on('update', (_, by) => void (by === ola.provider && heard++));
	projector.add('Kladd');
	await until(() => projector.closed === 4403);
	await pause(100);
	expect(heard).toBe(0);
	expect(await server.live.read(server.board, (doc) => doc.getMap('notes').size)).toBe(2);
});

test('L3: a reader may come back with a document of its own, as long as it has written nothing', async () => {
	const server = await startServer();
	server.admissions.set('Projektor', { principal: principal('Projektor'), mode: 'read' });
	const ola = await join(server, { as: 'Ola' });
	const projector = await join(server, { as: 'Projektor' });
	ola.add('Fyrst');
	await until(() => projector.texts().length === 1);
	projector.provider.disconnect();
	ola.add('Så');
	projector.provider.connect();
	await until(() => projector.texts().length === 2);
	await pause(100);
	expect(projector.closed).toBeUndefined();
});

test('L8: a page that loads anew is a client of its own, and what it wrote before stays its own', async () => {
	const server = await startServer();
	const before = await join(server, { as: 'Ola' });
	before.add('Før');
	await until(() => before.saved === 2);
	const forged = newBoardDoc();
	afterwards(() => forged.destroy());
	Y.applyUpdate(forged, Y.encodeStateAsUpdate(before.doc));
	forged.clientID = before.doc.clientID;
	before.leave();
	const again = await server.again();
	const kari = await join(again, { as: 'Kari', doc: forged });
	kari.add('Under Olas klient');
	await until(() => kari.refusals.includes('foreign'));
	const ola = await join(again, { as: 'Ola' });
	expect(ola.texts()).toEqual(['Før']);
	ola.add('Etter');
	await until(() => ola.saved === 2);
});

test('L8: nobody can write under the client id of one who is there and has not written yet', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	await until(() => ola.provider.awareness.getStates().size === 1);
	const forged = newBoardDoc();
	forged.clientID = ola.doc.clientID;
	const kari = await join(server, { as: 'Kari', doc: forged });
	kari.add('Under Olas klient');
	await until(() => kari.refusals.includes('foreign'));
	ola.add('Mitt eige');
	await until(() => ola.saved === 2);
	expect(ola.texts()).toEqual(['Mitt eige']);
});
