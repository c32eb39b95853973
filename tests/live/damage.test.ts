import { expect, test } from 'vitest';
import { editNote, readBoard } from '#lib/cafe/board/document.ts';
import { join, startServer, status, textsOnDisk, until, type TestServer } from '../support/live.ts';

/*
 * L26: what breaks, breaks alone. A board of which only a part can be read is shown as far as it goes, and nobody loses it by writing.
 */

/** A board with three notes, each a row of its log; restarted after `breakIt`, with how many rows it has. */
async function damaged(breakIt: (server: TestServer) => Promise<unknown>): Promise<TestServer> {
	const first = await startServer();
	first.statuses.set(first.board, status());
	const ola = await join(first, { as: 'Ola' });
	const ids: string[] = [];
	for (const text of ['Ein', 'To', 'Tre']) {
		ids.push(ola.add(text));
		await until(() => ola.saved === 1 + ids.length);
	}
	// One client wrote all of it: each row hangs on the one before.
	editNote(ola.doc, ids[0]!, 'Ein, endra');
	await until(() => ola.saved === 5);
	ola.leave();
	await breakIt(first);
	const server = await first.again();
	server.statuses.set(server.board, status());
	return server;
}

const bytesOf = async ({ db, board }: TestServer) =>
	(await db.selectFrom('boardUpdate').select('bytes').where('boardId', '=', board).orderBy('epoch').orderBy('seq').execute()).map(
		({ bytes }) => Buffer.from(bytes)
	);

const setRow = (seq: number, bytes: Uint8Array) => (server: TestServer) =>
	server.db.updateTable('boardUpdate').set({ bytes }).where('boardId', '=', server.board).where('seq', '=', seq).execute();
const breakages: [string, (server: TestServer) => Promise<unknown>, string[]][] = [
	['a row that is no update', setRow(2, Uint8Array.of(9, 9, 9)), ['Ein']],
	['a row of no bytes', setRow(4, new Uint8Array()), ['Ein', 'To', 'Tre']],
	['a row that was cut', (server) => cutRow(server, 4), ['Ein', 'To', 'Tre']],
	[
		'a missing row',
		(server) => server.db.deleteFrom('boardUpdate').where('boardId', '=', server.board).where('seq', '=', 2).execute(),
		['Ein']
	]
];

async function cutRow(server: TestServer, seq: number) {
	const row = (await bytesOf(server))[seq - 1]!;
	await setRow(seq, row.subarray(0, row.length - 4))(server);
}

for (const [what, breakIt, left] of breakages) {
	test(`L26: ${what} leaves a board that is read as far as it goes, says so with an id, and takes no writing`, async () => {
		const server = await damaged(breakIt);
		const before = await bytesOf(server);
		const kari = await join(server, { as: 'Kari' });
		expect(kari.texts()).toEqual(left);
		await until(() => kari.statuses.length > 0);
		const [fault] = server.log;
		expect(fault).toMatchObject({ level: 'error', event: 'a board is damaged: what could be read of it is shown', boardId: server.board });
		expect(kari.statuses.at(-1)).toMatchObject({ state: 'frozen', damage: fault!.id });
		expect(server.live.stats([server.board]).get(server.board)).toMatchObject({ isDamaged: true });
		kari.add('Går ikkje');
		await until(() => kari.refusals.includes('frozen'));
		expect(await server.live.write(server.board, () => undefined)).toBe(false);
		kari.leave();
		// It is unloaded as it was: a compaction would throw away what could not be read.
		await until(() => server.live.totals().boards === 0);
		expect(await bytesOf(server)).toEqual(before);
	});
}

test('L26: somebody decides to write on with what could be read, and the rows that could not be are kept', async () => {
	const server = await damaged(setRow(2, Uint8Array.of(9, 9, 9)));
	const before = await bytesOf(server);
	const kari = await join(server, { as: 'Kari' });
	expect(await server.live.mend(server.board)).toMatchObject({ rows: 4, unreadable: 1 });
	await until(() => kari.closed === 4410);
	const again = await join(server, { as: 'Kari', params: { epoch: '1' } });
	expect(again.texts()).toEqual(['Ein']);
	again.add('Skriven etterpå');
	await until(() => again.saved === 2);
	expect(await textsOnDisk(server)).toEqual(['Ein', 'Skriven etterpå']);
	expect((await bytesOf(server)).slice(0, 4)).toEqual(before);
	expect(server.live.stats([server.board]).get(server.board)).toMatchObject({ isDamaged: false });
	expect(await server.live.mend(server.board)).toBeUndefined();
});

test('L26: a damaged board is frozen as far as it goes, and says what is missing; a whole one says nothing', async () => {
	const server = await damaged(setRow(4, Uint8Array.of(0)));
	const frozen = await server.live.freeze(server.board);
	expect(frozen!.damage).toMatchObject({ rows: 4, unreadable: 1 });
	expect(readBoard(frozen!.doc).notes.map(({ text }) => text)).toEqual(['Ein', 'To', 'Tre']);
	// Thawing does not make it whole.
	frozen!.unfreeze();
	expect(await server.live.write(server.board, () => undefined)).toBe(false);
	await server.live.mend(server.board);
	const whole = await server.live.freeze(server.board);
	expect(whole!.damage).toBeUndefined();
	whole!.keep();
});
