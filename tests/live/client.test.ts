import { connect, createServer } from 'node:net';
import { beforeEach, expect, test, vi } from 'vitest';
import { addNote, editNote, noteText } from '#lib/cafe/board/document.ts';
import { aPage } from '../support/boardPage.ts';
import { diskFull } from '../support/disk.ts';
import { afterwards, startServer, join, pause, principal, status, textsOnDisk, until } from '../support/live.ts';

// Before, not after: what a test leaves open is closed after it, and listens to the page until then.
beforeEach(() => {
	vi.unstubAllGlobals();
});

test('L15: a change is "saving" until the server has committed it, and only then "saved"', async () => {
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	page.add('Ein', 'a');
	expect(page.state.save).toEqual({ state: 'saving', waiting: 1 });
	await until(() => page.state.save.state === 'saved');
	expect(await textsOnDisk(server)).toEqual(['Ein']);
	expect(page.states.filter(({ save }) => save.state === 'unsaved')).toEqual([]);
});

test('L15: while the server cannot save it says so, counts what waits, and turns to "saved" when it can', async () => {
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	const mended = await diskFull(server);
	page.add('Ein', 'a');
	page.add('To', 'b');
	await until(() => page.state.save.state === 'unsaved');
	expect(page.state.save.waiting).toBe(2);
	await mended();
	await until(() => page.state.save.state === 'saved');
	expect(await textsOnDisk(server)).toHaveLength(2);
});

test('L15: a deletion is not "saved" before it is, though it moves no clock', async () => {
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	page.add('Mykje', 'a');
	await until(() => page.state.save.state === 'saved');
	const mended = await diskFull(server);
	editNote(page.doc, 'a', '');
	await pause(300);
	expect(page.state.save).toEqual({ state: 'saving', waiting: 1 });
	await mended();
	await until(() => page.state.save.state === 'saved');
	expect(await textsOnDisk(server)).toEqual(['']);
});

test('L15: what is written offline is "unsaved" with its count, and is saved when the server is back', async () => {
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	page.add('Med nett', 'a');
	await until(() => page.state.save.state === 'saved');
	const again = await server.again();
	await until(() => page.state.away, 'the page says that it has no contact', 5000);
	page.add('Utan nett', 'b');
	editNote(page.doc, 'a', 'Med og utan nett');
	expect(page.state.save).toEqual({ state: 'unsaved', waiting: 2 });
	// The one port is taken up again by what was started anew.
	const detour = createServer((socket) => void socket.pipe(connect(again.port, '127.0.0.1')).pipe(socket));
	detour.listen(server.port, '127.0.0.1');
	afterwards(() => detour.close());
	await until(() => page.state.save.state === 'saved');
	expect((await textsOnDisk(again)).sort()).toEqual(['Med og utan nett', 'Utan nett']);
});

test('L15: what the guard refuses is told and stays unsaved', async () => {
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	page.add('z'.repeat(2000), 'a');
	await until(() => page.state.save.state === 'saved');
	noteText(page.doc, 'a')?.insert(0, 'for langt');
	await until(() => page.state.refused?.reason === 'tooLong');
	await pause(100);
	expect(page.state.save.state).toBe('unsaved');
	expect(page.texts()).toEqual([`for langt${'z'.repeat(2000)}`]);
});

test('L15: a socket that is closed for good says with which code, and stays closed when the page wakes up', async () => {
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	server.live.closeFor('p-Ola');
	await until(() => page.state.closed === 4401);
	page.add('Etterpå', 'a');
	expect(page.state.save).toEqual({ state: 'unsaved', waiting: 1 });
	page.window.dispatchEvent(new Event('online'));
	page.document.dispatchEvent(new Event('visibilitychange'));
	await pause(500);
	expect(server.live.present(server.board)).toEqual([]);
});

test('L7: a page whose board was made anew while it was away is told so at the door', async () => {
	const server = await startServer();
	server.statuses.set(server.board, status());
	const page = aPage(server);
	await until(() => page.state.status !== null);
	page.window.dispatchEvent(new Event('offline'));
	await until(() => server.live.present(server.board).length === 0);
	await server.live.startNewEpoch(server.board, () => {});
	page.window.dispatchEvent(new Event('online'));
	await until(() => page.state.closed === 4410);
});

test('L16: the browser says it is offline: the page knows within three seconds, keeps what is typed, and sends it when it is back', async () => {
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	page.window.dispatchEvent(new Event('offline'));
	await until(() => page.state.away, 'the page says that it is away', 3000);
	page.add('Utan nett', 'a');
	expect(page.state.save).toEqual({ state: 'unsaved', waiting: 1 });
	page.window.dispatchEvent(new Event('online'));
	await until(() => page.state.save.state === 'saved');
	expect(page.state.away).toBe(false);
	expect(await textsOnDisk(server)).toEqual(['Utan nett']);
});

test('L16: a socket that looks open but has been silent is renewed when the page wakes up', async () => {
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	await pause(1100);
	const here = () => server.live.present(server.board).length;
	const renewed = vi.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + 60_000);
	page.document.dispatchEvent(new Event('visibilitychange'));
	renewed.mockRestore();
	let statuses = 0;
	page.connection.subscribe(() => statuses++);
	await until(() => here() === 1 && page.sent.filter((data) => data[0] === 0 && data[1] === 0).length === 2, 'it asks anew');
	page.add('Vaken', 'a');
	await until(() => page.state.save.state === 'saved');
});

test('L17: the page sees who is there: itself and each other person once', async () => {
	const server = await startServer();
	server.statuses.set(server.board, status());
	server.admissions.set('Kari', { principal: { ...principal('Kari'), role: 'host' }, mode: 'write' });
	const page = aPage(server);
	await join(server, { as: 'Kari' });
	await join(server, { as: 'Kari' });
	await join(server, { as: 'Ola' });
	await until(() => page.state.present.length === 2);
	await pause(200);
	expect(page.state.present.map(({ label, role, self }) => ({ label, role, self }))).toEqual([
		{ label: 'Ola', role: 'guest', self: true },
		{ label: 'Kari', role: 'host', self: false }
	]);
	server.live.setStatus(server.board, status({ anonymous: true }));
	await until(() => page.state.present.every(({ label, self }) => self || label === ''));
});

test('L5: a page does not repeat what it hears about others', async () => {
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	const kari = await join(server, { as: 'Kari' });
	for (let i = 0; i < 5; i++) {
		kari.provider.awareness.setLocalStateField('editing', `n${i}`);
		await pause(40);
	}
	expect(page.sent.filter((data) => data[0] === 1)).toHaveLength(1);
});

test('L19: the page counts from the server’s clock', async () => {
	const ahead = 5 * 60_000;
	const server = await startServer({ options: { now: () => new Date(Date.now() + ahead).toISOString() } });
	server.statuses.set(server.board, status({ phase: 'talk', endsAt: '2018-01-15T10:12:00.000Z' }));
	const page = aPage(server);
	await until(() => page.state.status !== null);
	expect(page.state.status).toMatchObject({ phase: 'talk', endsAt: '2018-01-15T10:12:00.000Z' });
	expect(Math.abs(page.state.offset! - ahead)).toBeLessThan(2000);
	server.live.setStatus(server.board, status({ phase: 'vote' }));
	await until(() => page.state.status?.phase === 'vote');
});

test('L3: a projector looks on, and is nobody', async () => {
	const server = await startServer({
		options: {
			authorize: async ({ searchParams }) => ({
				principal: principal('Sal'),
				mode: searchParams.get('view') === 'projector' ? 'read' : 'write'
			})
		}
	});
	const page = aPage(server, { projector: true });
	const ola = await join(server);
	await until(() => page.state.synced);
	addNote(ola.doc, { id: 'a', text: 'På veggen', round: 1, by: 'Sal' });
	await until(() => page.texts().join() === 'På veggen');
	expect(page.state).toMatchObject({ save: { state: 'saved', waiting: 0 }, refused: null, closed: null });
});
