import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { beforeEach, expect, test, vi } from 'vitest';
import { addCluster, editNote, moveNote, newBoardDoc, readBoard } from '#lib/cafe/board/document.ts';
import { aPage } from '../support/boardPage.ts';
import { afterwards, startServer, join, pause, status, textsOnDisk, until } from '../support/live.ts';

/** The page's clock, which can be put forward: hours offline without waiting for them. */
function aClock() {
	let ahead = 0;
	vi.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + ahead);
	return { pass: (ms: number) => void (ahead += ms) };
}

beforeEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
});

test.each([
	['60 seconds', 60_000],
	['10 minutes', 10 * 60_000],
	['8 hours', 8 * 3_600_000]
])('L16: %s offline, and both sides end with everything that either wrote', async (_, away) => {
	const clock = aClock();
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	page.add('Før', 'a');
	await until(() => page.state.save.state === 'saved');
	page.window.dispatchEvent(new Event('offline'));
	await until(() => page.state.away);
	const kari = await join(server, { as: 'Kari' });
	kari.add('Frå dei andre', 'b');
	editNote(kari.doc, 'a', 'Før, sa Kari');
	clock.pass(away / 2);
	page.add('Utan nett', 'c');
	editNote(page.doc, 'a', 'Lenge før');
	addCluster(page.doc, { id: 'k', title: 'Alt' });
	moveNote(page.doc, 'a', { clusterId: 'k' });
	expect(page.state.save.state).toBe('unsaved');
	// Everybody else has gone home meanwhile: the board is no longer in memory, and comes from the disk.
	await until(() => kari.saved >= 2);
	kari.leave();
	await until(() => server.live.present(server.board).length === 0);
	clock.pass(away / 2);
	page.window.dispatchEvent(new Event('online'));
	await until(() => page.state.save.state === 'saved' && !page.state.away, 'it is saved', 15_000);
	const here = readBoard(page.doc);
	expect(here.notes.map(({ text }) => text).sort()).toEqual(['Frå dei andre', 'Lenge før, sa Kari', 'Utan nett']);
	expect(here.notes.find(({ id }) => id === 'a')?.clusterId).toBe('k');
	const fresh = await join(server, { as: 'Per' });
	expect(readBoard(fresh.doc)).toEqual(here);
	expect((await textsOnDisk(server)).sort()).toEqual(['Frå dei andre', 'Lenge før, sa Kari', 'Utan nett']);
});

test('a laptop whose lid was closed for an hour neither empties the document nor doubles it (nextcloud/text#5215, hocuspocus#344)', async () => {
	const clock = aClock();
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	page.add('Skrive før lokket', 'a');
	await until(() => page.state.save.state === 'saved');
	// Nothing tells the page: it just wakes up an hour later.
	await pause(1100);
	clock.pass(3_600_000);
	page.document.dispatchEvent(new Event('visibilitychange'));
	page.window.dispatchEvent(new Event('pageshow'));
	page.add('Skrive etterpå', 'b');
	await until(() => page.state.save.state === 'saved' && !page.state.away, 'it is saved', 15_000);
	expect(page.texts()).toEqual(['Skrive før lokket', 'Skrive etterpå']);
	expect(await textsOnDisk(server)).toEqual(['Skrive før lokket', 'Skrive etterpå']);
});

test('a change that went out with a socket that then died is not lost without a word: it goes out again, once (hedgedoc#6608, hedgedoc#6803)', async () => {
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	for (let at = 0; at < 8; at++) {
		page.add(`Lapp ${at}`, `n${at}`);
		page.window.dispatchEvent(new Event('offline'));
		expect(page.state.save.state).toBe('unsaved');
		page.window.dispatchEvent(new Event('online'));
	}
	await until(() => page.state.save.state === 'saved', 'it is saved', 15_000);
	expect((await textsOnDisk(server)).sort()).toEqual(Array.from({ length: 8 }, (_, at) => `Lapp ${at}`));
});

test('a document made anew in the browser brings nothing along but what the server has: content is never seeded twice (L7, L8)', async () => {
	const server = await startServer();
	const first = aPage(server);
	await until(() => first.state.synced);
	first.add('Éin gong', 'a');
	await until(() => first.state.save.state === 'saved');
	const second = aPage(server);
	await until(() => second.state.synced && second.texts().length === 1);
	expect(second.doc.clientID).not.toBe(first.doc.clientID);
	expect(newBoardDoc().store.clients.size).toBe(0);
	expect(await textsOnDisk(server)).toEqual(['Éin gong']);
});

test('L18: a net that lets pages through and no sockets is known for what it is; one that lets nothing through is not', async () => {
	const clock = aClock();
	const proxy = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	afterwards(() => proxy.close());
	const { port } = proxy.address() as AddressInfo;
	let pagesPass = false;
	const page = aPage({ port, board: 'b1' });
	vi.stubGlobal('fetch', async () => (pagesPass ? new Response('ok') : Promise.reject(new TypeError('no net'))));
	clock.pass(6000);
	await pause(700);
	expect(page.state.blocked).toBe(false);
	pagesPass = true;
	clock.pass(7000);
	await until(() => page.state.blocked, 'it says so');
	page.add('Skrive her', 'a');
	expect(page.state.save).toEqual({ state: 'unsaved', waiting: 1 });
});

test('L17: whoever writes in a note is seen to do so by the others, and their own second tab is not somebody else', async () => {
	const server = await startServer();
	server.statuses.set(server.board, status());
	const page = aPage(server);
	const kari = await join(server, { as: 'Kari' });
	await until(() => page.state.present.length === 2 && page.state.status !== null);
	kari.provider.awareness.setLocalStateField('editing', 'n1');
	await until(() => page.state.present.some(({ label, editing, self }) => label === 'Kari' && editing === 'n1' && !self));
	page.connection.setEditing('n2');
	await until(() => {
		const states = [...kari.provider.awareness.getStates().values()] as { editing?: string }[];
		return states.some(({ editing }) => editing === 'n2');
	});
	page.connection.setEditing(null);
	server.live.setStatus(server.board, status({ anonymous: true }));
	await until(() => page.state.present.every(({ editing }) => editing === null));
});
