import { expect, test } from 'vitest';
import { editNote, readBoard } from '#lib/cafe/board/document.ts';
import { diskFull } from '../support/disk.ts';
import { aBoard, aHouse, join, pause, principal, stage, textsOnDisk, until } from '../support/live.ts';

test('L19: whoever joins is told the stage, with the server’s time at that moment; an announcement reaches all who are there', async () => {
	let now = '2018-01-15T10:00:00.000Z';
	const house = await aHouse({ options: { now: () => now } });
	house.stages.set(house.board, stage({ phase: 'write', endsAt: '2018-01-15T10:12:00.000Z' }));
	const ola = await join(house, { as: 'Ola' });
	await until(() => ola.stages.length === 1);
	expect(ola.stages[0]).toMatchObject({
		phase: 'write',
		round: 1,
		endsAt: '2018-01-15T10:12:00.000Z',
		serverTime: now,
		epoch: 0,
		state: 'open'
	});
	const kari = await join(house, { as: 'Kari' });
	const elsewhere = await join(house, { as: 'Per', board: await aBoard(house.db) });
	now = '2018-01-15T10:12:00.000Z';
	house.live.setStatus(house.board, stage({ phase: 'changeover', message: 'Byt bord' }));
	for (const seat of [ola, kari]) await until(() => seat.stages.at(-1)?.message === 'Byt bord');
	expect(kari.stages.at(-1)).toMatchObject({ phase: 'changeover', serverTime: now });
	now = '2018-01-15T10:13:00.000Z';
	const late = await join(house, { as: 'Siri' });
	await until(() => late.stages.length === 1);
	expect(late.stages[0]).toMatchObject({ phase: 'changeover', serverTime: now });
	expect(elsewhere.stages).toEqual([]);
});

test('L19: a stage announced while the first one is being read is not overwritten by it', async () => {
	const asked = Promise.withResolvers<ReturnType<typeof stage>>();
	const house = await aHouse({ options: { status: () => asked.promise } });
	const ola = await join(house, { as: 'Ola' });
	house.live.setStatus(house.board, stage({ phase: 'vote' }));
	asked.resolve(stage({ phase: 'talk' }));
	await until(() => ola.stages.length === 2);
	expect(ola.stages.map(({ phase }) => phase)).toEqual(['vote', 'vote']);
});

test('L19: a stage that cannot be read keeps nobody from writing', async () => {
	const house = await aHouse({
		options: {
			status: async () => {
				throw new Error('no such table');
			}
		}
	});
	const ola = await join(house, { as: 'Ola' });
	ola.add('Likevel');
	await until(() => ola.saved === 2);
	expect(house.log).toMatchObject([{ event: 'the status of a board could not be read' }]);
});

test('a frozen board holds all that was sent before, takes nothing more, and takes writing again when thawed', async () => {
	const house = await aHouse();
	const ola = await join(house, { as: 'Ola' });
	const id = ola.add('Før');
	await until(() => ola.saved === 2);
	editNote(ola.doc, id, 'Rett før');
	await until(() => ola.saved === 3);
	const frozen = await house.live.freeze(house.board);
	if (!frozen) throw new Error('There is such a board');
	expect(readBoard(frozen.doc).notes.map((note) => note.text)).toEqual(await textsOnDisk(house));
	const kari = await join(house, { as: 'Kari' });
	kari.add('For seint');
	await until(() => kari.refusals.join() === 'frozen');
	kari.add('Framleis for seint');
	await until(() => kari.refusals.length === 2);
	expect(await house.live.write(house.board, () => {})).toBe(false);
	expect(ola.texts()).toEqual(['Rett før']);
	expect(readBoard(frozen.doc).notes).toHaveLength(1);
	frozen.unfreeze();
	ola.add('Opna att');
	await until(() => ola.saved === 4);
	expect(kari.closed).toBeUndefined();
});

test('a freeze while edits stream in ends with exactly what is acknowledged', async () => {
	const house = await aHouse();
	const seats = await Promise.all(['Ola', 'Kari', 'Per'].map((as) => join(house, { as })));
	const writing = setInterval(() => seats.forEach((seat) => seat.refusals.length === 0 && seat.add(`Lapp ${Math.random()}`)), 4);
	await pause(150);
	const frozen = await house.live.freeze(house.board);
	if (!frozen) throw new Error('There is such a board');
	const content = readBoard(frozen.doc);
	await until(() => seats.every((seat) => seat.refusals.length > 0));
	clearInterval(writing);
	await pause(50);
	expect(readBoard(frozen.doc)).toEqual(content);
	expect((await textsOnDisk(house)).sort()).toEqual(content.notes.map((note) => note.text).sort());
	const acknowledged = seats.reduce((sum, seat) => sum + seat.saved - seat.refusals.length - 1, 0);
	expect(content.notes).toHaveLength(acknowledged);
});

test('a board that cannot be saved is not frozen either, and says so', async () => {
	const house = await aHouse();
	const ola = await join(house, { as: 'Ola' });
	const mended = await diskFull(house);
	ola.add('Ikkje lagra');
	await until(() => !house.live.ready());
	await expect(house.live.freeze(house.board)).rejects.toThrow('disk full');
	await mended();
	ola.add('Lagra');
	await until(() => ola.saved === 3);
	const frozen = await house.live.freeze(house.board);
	expect(frozen && readBoard(frozen.doc).notes).toHaveLength(2);
	frozen?.keep();
});

test('a board that is closed in SQL is frozen whenever it is loaded', async () => {
	const house = await aHouse();
	const board = await aBoard(house.db, { closedAt: '2018-01-15T12:00:00.000Z' });
	const ola = await join(house, { as: 'Ola', board });
	ola.add('Etter stengjetid');
	await until(() => ola.refusals.join() === 'frozen');
	house.live.unfreeze(board);
	const kari = await join(house, { as: 'Kari', board });
	kari.add('Opna att');
	await until(() => kari.saved === 2);
});

test('there is no freezing a board that does not exist', async () => {
	const house = await aHouse();
	expect(await house.live.freeze('nosuchboard')).toBeUndefined();
	expect(await house.live.startNewEpoch('nosuchboard', () => {})).toBe(false);
});

test('signing out closes every socket of that person at once, and of nobody else', async () => {
	const house = await aHouse();
	const phone = await join(house, { as: 'Ola' });
	const laptop = await join(house, { as: 'Ola' });
	const kari = await join(house, { as: 'Kari' });
	expect(house.live.closeFor('p-Ola')).toBe(2);
	for (const seat of [phone, laptop]) await until(() => seat.closed === 4401);
	await pause(50);
	expect(kari.closed).toBeUndefined();
	expect(house.live.present(house.board).map(({ label }) => label)).toEqual(['Kari']);
});

test('when the phase changes, rights and labels are asked for anew', async () => {
	const house = await aHouse();
	const ola = await join(house, { as: 'Ola' });
	const kari = await join(house, { as: 'Kari' });
	const per = await join(house, { as: 'Per' });
	house.admissions.set('Ola', { principal: { ...principal('Ola'), writesAs: ['Nav'] }, mode: 'write' });
	house.admissions.set('Kari', { close: 4403 });
	house.admissions.set('Per', { principal: principal('Per'), mode: 'read' });
	await house.live.reauthorize(house.board);
	await until(() => kari.closed === 4403);
	ola.add('Under eige namn');
	await until(() => ola.refusals.join() === 'signature');
	per.add('Lesar no');
	await until(() => per.closed === 4403);
});

test('L21: a note can carry no other writer’s label than those its writer may use', async () => {
	const house = await aHouse();
	house.admissions.set('Ola', { principal: { ...principal('Ola'), writesAs: ['Nav Stord'] }, mode: 'write' });
	const ola = await join(house, { as: 'Ola' });
	ola.add('Som Ola');
	await until(() => ola.refusals.join() === 'signature');
	expect(await textsOnDisk(house)).toEqual([]);
});
