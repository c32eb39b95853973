import { WriteActivity } from '#lib/live/server/meters.ts';
import { expect, test } from 'vitest';
import { editNote, readBoard } from '#lib/cafe/board/document.ts';
import { diskFull } from '../support/disk.ts';
import { aBoard, startServer, join, pause, principal, status, textsOnDisk, until } from '../support/live.ts';

test('L19: whoever joins is told the status, with the server’s time at that moment; an announcement reaches all who are there', async () => {
	let now = '2018-01-15T10:00:00.000Z';
	const server = await startServer({ options: { now: () => now } });
	server.statuses.set(server.board, status({ phase: 'write', endsAt: '2018-01-15T10:12:00.000Z' }));
	const ola = await join(server, { as: 'Ola' });
	await until(() => ola.statuses.length === 1);
	expect(ola.statuses[0]).toMatchObject({
		phase: 'write',
		round: 1,
		endsAt: '2018-01-15T10:12:00.000Z',
		serverTime: now,
		epoch: 0,
		state: 'open'
	});
	const kari = await join(server, { as: 'Kari' });
	const elsewhere = await join(server, { as: 'Per', board: await aBoard(server.db) });
	now = '2018-01-15T10:12:00.000Z';
	server.live.setStatus(server.board, status({ phase: 'changeover', message: 'Byt bord' }));
	for (const seat of [ola, kari]) await until(() => seat.statuses.at(-1)?.message === 'Byt bord');
	expect(kari.statuses.at(-1)).toMatchObject({ phase: 'changeover', serverTime: now });
	now = '2018-01-15T10:13:00.000Z';
	const late = await join(server, { as: 'Siri' });
	await until(() => late.statuses.length === 1);
	expect(late.statuses[0]).toMatchObject({ phase: 'changeover', serverTime: now });
	expect(elsewhere.statuses).toEqual([]);
});

test('L19: the status is read once for all who come to a board at the same moment', async () => {
	let asked = 0;
	const read = Promise.withResolvers<ReturnType<typeof status>>();
	const server = await startServer({ options: { status: () => (asked++, read.promise) } });
	const seats = await Promise.all(Array.from({ length: 12 }, (_, at) => join(server, { as: `Deltakar${at}` })));
	read.resolve(status({ phase: 'write' }));
	for (const seat of seats) await until(() => seat.statuses.length === 1);
	expect(asked).toBe(1);
});

test('L19: a status set while the first one is being read is not overwritten by it', async () => {
	const asked = Promise.withResolvers<ReturnType<typeof status>>();
	const server = await startServer({ options: { status: () => asked.promise } });
	const ola = await join(server, { as: 'Ola' });
	server.live.setStatus(server.board, status({ phase: 'vote' }));
	asked.resolve(status({ phase: 'talk' }));
	await until(() => ola.statuses.length === 2);
	expect(ola.statuses.map(({ phase }) => phase)).toEqual(['vote', 'vote']);
});

test('L19: a status that cannot be read keeps nobody from writing', async () => {
	const server = await startServer({
		options: {
			status: async () => {
				throw new Error('no such table');
			}
		}
	});
	const ola = await join(server, { as: 'Ola' });
	ola.add('Likevel');
	await until(() => ola.saved === 2);
	expect(server.log).toMatchObject([{ event: 'the status of a board could not be read' }]);
});

test('a frozen board holds all that was sent before, takes nothing more, and takes writing again when thawed', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const id = ola.add('Før');
	await until(() => ola.saved === 2);
	editNote(ola.doc, id, 'Rett før');
	await until(() => ola.saved === 3);
	const frozen = await server.live.freeze(server.board);
	if (!frozen) throw new Error('There is such a board');
	expect(readBoard(frozen.doc).notes.map((note) => note.text)).toEqual(await textsOnDisk(server));
	const kari = await join(server, { as: 'Kari' });
	kari.add('For seint');
	await until(() => kari.refusals.join() === 'frozen');
	kari.add('Framleis for seint');
	await until(() => kari.refusals.length === 2);
	expect(await server.live.write(server.board, () => {})).toBe(false);
	expect(ola.texts()).toEqual(['Rett før']);
	expect(readBoard(frozen.doc).notes).toHaveLength(1);
	frozen.unfreeze();
	ola.add('Opna att');
	await until(() => ola.saved === 4);
	expect(kari.closed).toBeUndefined();
});

test('a freeze while edits stream in ends with exactly what is acknowledged', async () => {
	const server = await startServer();
	const seats = await Promise.all(['Ola', 'Kari', 'Per'].map((as) => join(server, { as })));
	const writing = setInterval(() => seats.forEach((seat) => seat.refusals.length === 0 && seat.add(`Lapp ${Math.random()}`)), 4);
	await pause(150);
	const frozen = await server.live.freeze(server.board);
	if (!frozen) throw new Error('There is such a board');
	const content = readBoard(frozen.doc);
	await until(() => seats.every((seat) => seat.refusals.length > 0));
	clearInterval(writing);
	const acknowledged = () => seats.reduce((sum, seat) => sum + seat.saved - seat.refusals.length - 1, 0);
	await until(() => acknowledged() >= content.notes.length);
	await pause(50);
	expect(readBoard(frozen.doc)).toEqual(content);
	expect((await textsOnDisk(server)).sort()).toEqual(content.notes.map((note) => note.text).sort());
	expect(content.notes).toHaveLength(acknowledged());
});

test('a board that cannot be saved is not frozen either, and says so', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const mended = await diskFull(server);
	ola.add('Ikkje lagra');
	await until(() => !server.live.ready());
	await expect(server.live.freeze(server.board)).rejects.toThrow('disk full');
	await mended();
	ola.add('Lagra');
	await until(() => ola.saved === 3);
	const frozen = await server.live.freeze(server.board);
	expect(frozen && readBoard(frozen.doc).notes).toHaveLength(2);
	frozen?.keep();
});

test('a board that is closed in SQL is frozen whenever it is loaded', async () => {
	const server = await startServer();
	const board = await aBoard(server.db, { closedAt: '2018-01-15T12:00:00.000Z' });
	const ola = await join(server, { as: 'Ola', board });
	ola.add('Etter stengjetid');
	await until(() => ola.refusals.join() === 'frozen');
	server.live.unfreeze(board);
	const kari = await join(server, { as: 'Kari', board });
	kari.add('Opna att');
	await until(() => kari.saved === 2);
});

test('there is no freezing a board that does not exist', async () => {
	const server = await startServer();
	expect(await server.live.freeze('nosuchboard')).toBeUndefined();
	expect(await server.live.startNewEpoch('nosuchboard', () => {})).toBe(false);
});

test('signing out closes every socket of that person at once, and of nobody else', async () => {
	const server = await startServer();
	const phone = await join(server, { as: 'Ola' });
	const laptop = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	expect(server.live.closeFor('p-Ola')).toBe(2);
	for (const seat of [phone, laptop]) await until(() => seat.closed === 4401);
	await pause(50);
	expect(kari.closed).toBeUndefined();
	expect(server.live.present(server.board).map(({ label }) => label)).toEqual(['Kari']);
});

test('when the phase changes, rights and labels are asked for anew', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	const per = await join(server, { as: 'Per' });
	server.admissions.set('Ola', { principal: { ...principal('Ola'), writesAs: ['Nav'] }, mode: 'write' });
	server.admissions.set('Kari', { close: 4403 });
	server.admissions.set('Per', { principal: principal('Per'), mode: 'read' });
	await server.live.reauthorize(server.board);
	await until(() => kari.closed === 4403);
	ola.add('Under eige namn');
	await until(() => ola.refusals.join() === 'signature');
	per.add('Lesar no');
	await until(() => per.closed === 4403);
});

test('L21: a note can carry no other writer’s label than those its writer may use', async () => {
	const server = await startServer();
	server.admissions.set('Ola', { principal: { ...principal('Ola'), writesAs: ['Nav Stord'] }, mode: 'write' });
	const ola = await join(server, { as: 'Ola' });
	ola.add('Som Ola');
	await until(() => ola.refusals.join() === 'signature');
	expect(await textsOnDisk(server)).toEqual([]);
});

test('no two states of a board have the same number, also when it is loaded anew and written on as often', () => {
	const versions = [new WriteActivity(), new WriteActivity()].map((room) => {
		const before = room.version;
		room.note(1, true);
		room.note(2, false);
		return [before, room.version];
	});
	expect(new Set(versions.flat()).size).toBe(4);
});
