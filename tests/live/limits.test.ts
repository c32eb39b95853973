import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { editNote, newBoardDoc, noteText, readBoard } from '#lib/cafe/board/document.ts';
import { syncStep2, syncUpdate } from '#lib/live/protocol.ts';
import { afterwards, startServer, join, openSocket, pause, principal, textsOnDisk, until, type TestServer } from '../support/live.ts';

/** What the server has, byte for byte. */
const bytesOf = (server: TestServer) => server.live.read(server.board, (doc) => Y.encodeStateAsUpdate(doc));

test('L9: a refused update leaves the document as it was, fires no event, reaches nobody, and the sender is told and resynced', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	const id = ola.add('Blir');
	await until(() => kari.texts().length === 1);
	const before = await bytesOf(server);
	let events = 0;
	await server.live.read(server.board, (doc) => doc.on('update', () => events++));
	let heard = 0;
	ola.doc.on('update', (_, by) => void (by === ola.provider && heard++));
	let resyncs = 0;
	const original = kari.provider.messageHandlers[0];
	kari.provider.messageHandlers[0] = (...message) => {
		resyncs++;
		original?.(...message);
	};
	kari.doc.getMap('notes').delete(id);
	await until(() => kari.refusals.join() === 'removed' && resyncs > 0);
	expect(await bytesOf(server)).toEqual(before);
	expect(events).toBe(0);
	expect(heard).toBe(0);
	// A fresh page of hers is fine again.
	const again = await join(server, { as: 'Kari' });
	expect(again.texts()).toEqual(['Blir']);
	again.add('Ny');
	await until(() => again.saved === 2);
});

test('L9: five refused updates close the socket with 4400', async () => {
	const server = await startServer();
	const bare = await openSocket(server);
	for (let i = 0; i < 5; i++) bare.socket.send(syncUpdate(Uint8Array.of(1, 2, 3)));
	await until(() => bare.code === 4400);
	expect(bare.messages.filter((message) => message[0] === 2)).toHaveLength(5);
});

test('L9: forged bytes under a neighbour’s client id do not make the neighbour’s later edits vanish', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	ola.add('Ein');
	await until(() => kari.texts().length === 1);
	const { clientID } = ola.doc;
	const clock = Y.getState(ola.doc.store, clientID);
	const bare = await openSocket(server, `/live/${server.board}?as=Per`);
	const number = (value: number) => {
		const bytes = [];
		for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
		return [...bytes, value];
	};
	bare.socket.send(syncUpdate(Uint8Array.of(1, 1, ...number(clientID), ...number(clock), 0, ...number(100), 0)));
	await until(() => bare.messages.some((message) => message[0] === 2));
	ola.add('To');
	await until(() => kari.texts().length === 2);
});

test('L4: a message beyond the frame limit is refused, one far beyond it is cut off', async () => {
	const server = await startServer({ limits: { frameBytes: 2048 } });
	const ola = await join(server, { as: 'Ola' });
	ola.add('x'.repeat(1500));
	await until(() => ola.saved === 2);
	const text = noteText(ola.doc, readBoard(ola.doc).notes[0]?.id ?? '');
	text?.insert(0, 'y'.repeat(500));
	await until(() => ola.saved === 3);
	const bare = await openSocket(server);
	bare.socket.send(new Uint8Array(2200));
	await until(() => bare.messages.some((message) => message[0] === 2) || bare.code === 1009);
	const far = await openSocket(server);
	far.socket.send(new Uint8Array(100_000));
	await until(() => far.code === 1009);
});

test('L4: whoever comes back after long writing offline may send it in one large message, once', async () => {
	const server = await startServer({ limits: { frameBytes: 4096 } });
	const ola = await join(server, { as: 'Ola' });
	for (let i = 0; i < 8; i++) ola.add(`${i}`.repeat(1000));
	await until(() => ola.saved === 9);
	ola.provider.disconnect();
	for (let i = 0; i < 5; i++) ola.add(`${i}`.repeat(1200));
	ola.provider.connect();
	await until(async () => (await textsOnDisk(server)).length === 13);
	expect(ola.refusals).toEqual([]);
});

test('L4: more messages than a person can write close the socket with 4429, and with it nobody else’s', async () => {
	const server = await startServer({ limits: { messagesPerSecond: 10, burst: 20 } });
	const kari = await join(server, { as: 'Kari' });
	const bare = await openSocket(server);
	for (let i = 0; i < 40; i++) bare.socket.send(syncStep2(Uint8Array.of(0, 0)));
	await until(() => bare.code === 4429);
	kari.add('Uforstyrra');
	await until(() => kari.saved === 2);
});

test('L4: more bytes a minute than a person can write close the socket with 4429', async () => {
	const server = await startServer({ limits: { bytesPerMinute: 10_000 } });
	const ola = await join(server, { as: 'Ola' });
	const id = ola.add('');
	for (let i = 0; i < 12; i++) editNote(ola.doc, id, String(i % 10).repeat(1900));
	await until(() => ola.closed === 4429);
});

test('L4: a board and an address take only so many', async () => {
	const server = await startServer({ limits: { connectionsPerBoard: 2, connectionsPerAddress: 3 } });
	await join(server, { as: 'Ola' });
	await join(server, { as: 'Kari' });
	const third = await openSocket(server);
	await until(() => third.code === 4429);
	expect(third.reason).toBe('too many at this board');
	const second = await startServer({ limits: { connectionsPerAddress: 2 } });
	await join(second, { as: 'Ola' });
	const kari = await join(second, { as: 'Kari' });
	const another = await openSocket(second);
	await until(() => another.code === 4429);
	kari.leave();
	await until(() => second.live.present(second.board).length === 1);
	await join(second, { as: 'Per' });
});

test('L4: a fifth connection of one participant is theirs to close, and takes nobody else’s place', async () => {
	const server = await startServer({ limits: { connectionsPerParticipant: 4 } });
	for (let at = 0; at < 4; at++) await join(server, { as: 'Ola' });
	const fifth = await openSocket(server, `/live/${server.board}?as=Ola`);
	await until(() => fifth.code === 4430);
	const kari = await join(server, { as: 'Kari' });
	kari.add('Eg er her');
	await until(async () => (await textsOnDisk(server)).length === 1);
});

test('L4: a full document takes no more, and says so', async () => {
	const server = await startServer({ limits: { documentBytes: 6000 } });
	const ola = await join(server, { as: 'Ola' });
	for (let i = 0; i < 5; i++) ola.add(`${i}`.repeat(1500));
	await until(() => ola.refusals.includes('full'));
	expect((await textsOnDisk(server)).length).toBe(3);
	expect(ola.closed).toBeUndefined();
});

test('L4: what was deleted does not fill the document', async () => {
	const server = await startServer({ limits: { documentBytes: 8000, bytesPerMinute: 1e6, messagesPerSecond: 1000 } });
	const ola = await join(server, { as: 'Ola' });
	const id = ola.add('');
	for (let i = 0; i < 20; i++) {
		editNote(ola.doc, id, String(i % 10).repeat(1900));
		await until(() => ola.saved === i + 3 || ola.refusals.length > 0);
	}
	expect(ola.refusals).toEqual([]);
});

test('L10: a reader that stops reading is cut, and the others do not notice', async () => {
	const server = await startServer({
		limits: { backlogBytes: 64 * 1024, backlogMs: 500, bytesPerMinute: 1e9, messagesPerSecond: 1e6, burst: 1e6 }
	});
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	const bare = await openSocket(server, `/live/${server.board}?as=Sein`);
	bare.socket.send(Uint8Array.of(0, 0, 1, 0));
	await until(() => bare.messages.some((message) => message[0] === 0 && message[1] === 1));
	bare.socket.pause();
	// Linux takes up to 33 MB off the server's hands before it lets it feel that nobody reads.
	const ids = Array.from({ length: 25 }, () => ola.add(''));
	for (let i = 0; server.live.present(server.board).length === 3; i++) {
		// It is alive, and only does not read.
		bare.socket.pong();
		ola.doc.transact(() => ids.forEach((id) => editNote(ola.doc, id, String(i % 10).repeat(1900))));
		await until(() => kari.texts()[0]?.[0] === String(i % 10), 'Kari sees it all the same', 3000);
		if (i > 3000) expect.fail('The reader was never cut');
	}
	expect(server.live.present(server.board).map(({ label }) => label)).toEqual(['Ola', 'Kari']);
}, 60_000);

test('L10: a reader that falls behind and catches up has everything', async () => {
	const server = await startServer({
		limits: { backlogBytes: 32 * 1024, backlogMs: 60_000, bytesPerMinute: 1e9, messagesPerSecond: 1e6, burst: 1e6 }
	});
	const ola = await join(server, { as: 'Ola' });
	const slow = await join(server, { as: 'Sein' });
	const socket = slow.provider.ws as unknown as { pause(): void; resume(): void };
	socket.pause();
	const id = ola.add('');
	for (let i = 0; i < 1500; i++) {
		editNote(ola.doc, id, String(i % 10).repeat(1900));
		if (i % 50 === 0) await pause(1);
	}
	ola.add('Til slutt');
	await until(() => ola.saved === 1503);
	socket.resume();
	await until(() => slow.texts().length === 2 && slow.texts()[0] === '9'.repeat(1900));
	expect(slow.provider.wsconnected).toBe(true);
});

test('L9: a page that was refused once can be read out and begun anew', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	ola.add('z'.repeat(2000));
	await until(() => ola.saved === 2);
	noteText(ola.doc, readBoard(ola.doc).notes[0]?.id ?? '')?.insert(0, 'for langt');
	await until(() => ola.refusals.join() === 'tooLong');
	ola.add('Heng på');
	await until(() => ola.refusals.includes('gap'));
	expect(ola.texts()).toContain('Heng på');
	const fresh = newBoardDoc();
	afterwards(() => fresh.destroy());
	ola.leave();
	const again = await join(server, { as: 'Ola', doc: fresh });
	expect(again.texts()).toEqual(['z'.repeat(2000)]);
});

test('L9: a gap is refused and then mended, since the server asks for all that it lacks', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const id = ola.add('Ein');
	await until(() => ola.saved === 2);
	const socket = ola.provider.ws;
	if (!socket) throw new Error('The socket is open');
	const send = socket.send.bind(socket);
	socket.send = () => {};
	editNote(ola.doc, id, 'Ein, tapt');
	socket.send = send;
	editNote(ola.doc, id, 'Ein, tapt, funnen');
	await until(() => ola.refusals.join() === 'gap');
	await until(async () => (await textsOnDisk(server)).join() === 'Ein, tapt, funnen');
});

test('L4: strangers with the table’s code take no place at a board or an address from who is listed', async () => {
	const server = await startServer({ limits: { connectionsPerBoard: 2, connectionsPerAddress: 3 } });
	for (const as of ['Anna', 'Bjørn', 'Cato']) server.admissions.set(as, { principal: { ...principal(as), isListed: true }, mode: 'write' });
	const strangers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((as) => openSocket(server, `/live/${server.board}?as=${as}`)));
	await until(() => strangers.filter(({ code }) => code === 4429).length === 3);
	const anna = await join(server, { as: 'Anna' });
	const bjørn = await join(server, { as: 'Bjørn' });
	anna.add('Vi får plass');
	await until(() => bjørn.texts().length === 1);
	const cato = await openSocket(server, `/live/${server.board}?as=Cato`);
	await until(() => cato.code === 4429, 'the listed have a limit too');
});

/** An update of `count` client ids that nobody has, each with a hole of one clock and nothing else. */
function holes(count: number): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, count);
	for (let at = 0; at < count; at++) for (const number of [1, 1_000_000 + at, 0, 0, 1]) encoding.writeVarUint(encoder, number);
	encoding.writeVarUint(encoder, 0);
	return encoding.toUint8Array(encoder);
}

test('L4, L12: one frame with thousands of client ids is too much for a participant, and keeps nothing from being saved', async () => {
	const server = await startServer({ limits: { notesPerHour: 60 } });
	const ola = await join(server, { as: 'Ola' });
	const flood = await openSocket(server, `/live/${server.board}?as=Kari`);
	flood.socket.send(syncUpdate(holes(9000)));
	await until(() => flood.messages.some(([kind]) => kind === 2), 'it is refused');
	ola.add('Blir lagra');
	await until(() => ola.saved === 2);
	expect(await server.db.selectFrom('boardClient').select('clientId').execute()).toHaveLength(1);
	// Whoever runs the table may; and what a statement takes no more of than 32,766 values is written all the same.
	server.admissions.set('Verten', { principal: { ...principal('Verten'), moderates: true }, mode: 'write' });
	const host = await openSocket(server, `/live/${server.board}?as=Verten`);
	host.socket.send(syncUpdate(holes(9000)));
	await until(() => host.messages.some(([kind]) => kind === 100), 'it is saved');
	ola.add('Blir òg lagra');
	await until(() => ola.saved === 3);
	expect((await textsOnDisk(server)).sort()).toEqual(['Blir lagra', 'Blir òg lagra']);
});

test('L4: a message in hundreds of pieces that never ends closes its own socket only', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const pieces = await openSocket(server, `/live/${server.board}?as=Kari`);
	for (let at = 0; at < 300; at++) pieces.socket.send(Uint8Array.of(0), { fin: false });
	await until(() => pieces.code !== undefined);
	ola.add('Ein lapp');
	await until(() => ola.saved === 2);
});
