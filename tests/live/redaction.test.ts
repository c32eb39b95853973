import { expect, test } from 'vitest';
import { addCluster, addNote, binNote, editNote, newBoardDoc, readBoard } from '#lib/cafe/board/document.ts';
import { newId } from '#lib/ids.ts';
import { renewBoard } from '#lib/live/storage/boards.server.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';
import { diskFull } from '../support/disk.ts';
import { everythingIn } from '../support/dump.ts';
import { aBoard, join, startServer, until } from '../support/live.ts';
import { aMunicipality, now, type World } from '../support/world.ts';

/** A running café's board with two people at it, and what they wrote of Skrivar Skogen. */
async function atTheBoard() {
	const server = await startServer();
	const world = await aMunicipality(server.db);
	const { municipalityId } = world;
	for (const id of [server.board]) await server.db.updateTable('board').set({ municipalityId }).where('id', '=', id).execute();
	const [writer, other] = [await join(server, { as: 'Skrivar Skogen' }), await join(server, { as: 'Ola' })];
	return { server, world, writer, other };
}

const erase = async ({ person }: World, db: Parameters<typeof eraseAccount>[0], live: Parameters<typeof eraseAccount>[1], name: string) => {
	const [gone, administrator] = [await person(name, null, ['staff']), await person('Admin Austevoll', null, ['administrator'])];
	return eraseAccount(db, live, administrator, gone.id, now);
};

test('L7: who is erased while a board is open is on it no more: it is made anew, its clients get 4410 and keep what they have', async () => {
	const { server, world, writer, other } = await atTheBoard();
	const [signed, typed] = [writer.add('Mitt framlegg'), other.add('Spør skrivar  skogen, eller Skrivar Skogens leiar')];
	const deleted = other.add('Skrivar Skogen');
	const binned = other.add('Skogen, Skrivar');
	await until(() => other.texts().length === 4 && other.saved > 3);
	editNote(other.doc, deleted, 'Ingen');
	binNote(other.doc, binned, now);
	await until(() => other.saved > 5);
	const elsewhere = await aBoard(server.db);
	const stays = await join(server, { as: 'Kari', board: elsewhere });

	expect(await erase(world, server.db, server.live, 'Skrivar Skogen')).toMatchObject({ ok: true });
	await until(() => writer.closed === 4410 && other.closed === 4410);
	expect(writer.texts()).toContain('Mitt framlegg');
	expect(stays.closed).toBe(undefined);
	const next = await join(server, { as: 'Per' });
	const notes = new Map(readBoard(next.doc).notes.map((note) => [note.id, note]));
	expect(notes.get(signed)).toMatchObject({ text: 'Mitt framlegg', by: '' });
	expect(notes.get(typed)).toMatchObject({ text: 'Spør █████, eller █████ leiar', by: 'Ola' });
	expect(notes.get(binned)).toMatchObject({ text: '█████', binnedAt: now });
	expect(await everythingIn(server.db)).not.toMatch(/skrivar\s+skogen|skogen, skrivar/i);
	next.add('Vidare');
	await until(() => next.saved > 0);
	// A stock client that was away and names no epoch would bring everything again.
	const back = await join(server, { as: 'Ola', doc: other.doc, synced: false });
	await until(() => back.closed === 4410);
	expect((await server.live.read(server.board, readBoard))!.notes).toHaveLength(5);
});

test('a name that was typed letter by letter and deleted again cannot be put together from the log', async () => {
	const { server, world, other } = await atTheBoard();
	const note = other.add('');
	for (let letters = 1; letters <= 'Skrivar Skogen'.length; letters++) {
		const saved = other.saved;
		editNote(other.doc, note, 'Skrivar Skogen'.slice(0, letters));
		await until(() => other.saved > saved);
	}
	editNote(other.doc, note, '');
	editNote(other.doc, note, 'Ingen');
	await until(() => server.live.read(server.board, readBoard).then((read) => read!.notes[0]?.text === 'Ingen'));
	expect(await erase(world, server.db, server.live, 'Skrivar Skogen')).toEqual({ ok: true, left: {} });
	await until(() => other.closed === 4410);
	const rows = await server.db.selectFrom('boardUpdate').select('bytes').where('boardId', '=', server.board).execute();
	expect(rows).toHaveLength(1);
	expect(readBoard((await join(server, { as: 'Per' })).doc).notes.map(({ text }) => text)).toEqual(['Ingen']);
});

test('an erasure that finds no room on the disk changes nothing; the board goes on, and the next try erases', async () => {
	const { server, world, writer, other } = await atTheBoard();
	const note = writer.add('Sagt av Skrivar Skogen');
	await until(() => writer.saved > 1);
	const [gone, administrator] = [
		await world.person('Skrivar Skogen', null, ['staff']),
		await world.person('Admin Austevoll', null, ['administrator'])
	];
	const mend = await diskFull(server);
	await expect(eraseAccount(server.db, server.live, administrator, gone.id, now)).rejects.toThrow('disk full');
	expect(await server.db.selectFrom('person').select('name').where('id', '=', gone.id).executeTakeFirstOrThrow()).toEqual({
		name: 'Skrivar Skogen'
	});
	await mend();
	other.add('Vidare');
	await until(() => writer.texts().length === 2);
	expect(writer.closed).toBe(undefined);
	expect(await eraseAccount(server.db, server.live, administrator, gone.id, now)).toEqual({ ok: true, left: {} });
	await until(() => writer.closed === 4410);
	expect((await server.live.read(server.board, readBoard))!.notes.find(({ id }) => id === note)).toMatchObject({
		text: 'Sagt av █████',
		by: ''
	});
});

test('who may not erase freezes nobody, and a refusal leaves the board as it was', async () => {
	const { server, world, writer } = await atTheBoard();
	writer.add('Mitt framlegg');
	await until(() => writer.saved > 1);
	const gone = await world.person('Skrivar Skogen', null, ['staff']);
	expect(await eraseAccount(server.db, server.live, world.staff, gone.id, now)).toMatchObject({ ok: false, reason: 'notAllowed' });
	const administrator = await world.person('Skrivar Skogen', null, ['administrator']);
	expect(await eraseAccount(server.db, server.live, administrator, administrator.id, now)).toMatchObject({ reason: 'notAllowedSelf' });
	writer.add('Og eitt til');
	await until(() => writer.saved > 2);
	expect(writer.closed).toBe(undefined);
});

test('a closed board that nobody has open loses the name too, and one that is damaged keeps what can be read', async () => {
	const { server, world } = await atTheBoard();
	const { db, live } = server;
	const { municipalityId } = world;
	const doc = newBoardDoc();
	addCluster(doc, { id: newId(), title: 'Det Skrivar Skogen sa' });
	addNote(doc, { id: newId(), text: 'Noko', round: 1, by: 'Skrivar Skogen' });
	const [closed, damaged] = [await aBoard(db, { closedAt: now }), await aBoard(db)];
	await db.updateTable('board').set({ municipalityId }).where('id', 'in', [closed, damaged]).execute();
	for (const id of [closed, damaged]) await db.transaction().execute((trx) => renewBoard(trx, id, doc));
	const bytes = Buffer.from('Skrivar Skogen, som ikkje kan lesast');
	await db.insertInto('boardUpdate').values({ boardId: damaged, epoch: 1, seq: 2, bytes }).execute();

	expect(await erase(world, db, live, 'Skrivar Skogen')).toMatchObject({ ok: true });
	for (const id of [closed, damaged])
		expect(await live.read(id, readBoard)).toMatchObject({ notes: [{ text: 'Noko', by: '' }], clusters: [{ title: 'Det █████ sa' }] });
	expect(await everythingIn(db)).not.toContain('Skrivar Skogen');
});

test('a name that two have, or of one word, stays in texts and goes as a signature where the one who is erased was', async () => {
	const { server, world, other } = await atTheBoard();
	await world.person('Skrivar Skogen', null, ['staff']);
	const note = other.add('Spør Skrivar Skogen');
	await until(() => other.saved > 1);
	expect(await erase(world, server.db, server.live, 'Skrivar Skogen')).toEqual({ ok: true, left: { boards: 1 } });
	expect(other.closed).toBe(undefined);
	expect(other.texts()).toEqual(['Spør Skrivar Skogen']);
	expect(readBoard(other.doc).notes[0]).toMatchObject({ id: note, by: 'Ola' });
});
