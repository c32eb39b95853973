import { beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { binNote, moveNoteUp, noteText } from '#lib/cafe/board/document.ts';
import { aPage } from '../support/boardPage.ts';
import { startServer, join, onDisk, until } from '../support/live.ts';

beforeEach(() => {
	vi.unstubAllGlobals();
});

const idsOf = (doc: Y.Doc) => new Set(doc.store.clients.keys());

test('L8, L21: a page writes each change under an id of its own and what is typed in one text under one; its presence never writes', async () => {
	const server = await startServer();
	const kari = await join(server, { as: 'Kari' });
	const page = aPage(server);
	await until(() => page.state.synced);
	const presence = page.doc.clientID;
	page.add('Ein', 'a');
	page.add('To', 'b');
	expect(idsOf(page.doc).size).toBe(2);
	const text = noteText(page.doc, 'a')!;
	for (const letter of ' lapp') page.doc.transact(() => text.insert(text.length, letter), { text });
	expect(idsOf(page.doc).size).toBe(3);
	moveNoteUp(page.doc, 'b');
	binNote(page.doc, 'b', '2016-11-03T10:00:00.000Z');
	expect(idsOf(page.doc).size).toBe(5);
	await until(() => page.state.save.state === 'saved');
	expect(idsOf(await onDisk(server))).toEqual(idsOf(page.doc));
	expect(page.doc.clientID).toBe(presence);
	expect(idsOf(kari.doc).has(presence)).toBe(false);
	expect(kari.provider.awareness.getStates().has(presence)).toBe(true);
});

test('L8: undo in a text goes under the id of that text, and others’ undo stays theirs', async () => {
	const server = await startServer();
	const page = aPage(server);
	await until(() => page.state.synced);
	page.add('Ein', 'a');
	const text = noteText(page.doc, 'a')!;
	const origin = { text };
	const undo = new Y.UndoManager(text, { trackedOrigins: new Set([origin]), captureTimeout: 0 });
	page.doc.transact(() => text.insert(3, ' lapp'), origin);
	const before = idsOf(page.doc);
	undo.undo();
	expect(text.toString()).toBe('Ein');
	undo.redo();
	expect(text.toString()).toBe('Ein lapp');
	expect(idsOf(page.doc)).toEqual(before);
	await until(() => page.state.save.state === 'saved');
	expect(noteText(await onDisk(server), 'a')!.toString()).toBe('Ein lapp');
});

test('L8: of two ids of one person nothing that is stored tells that they are one’s; with their secret they go on after a restart, without it nobody does', async () => {
	const first = await startServer();
	const who = { label: '', role: '', colour: 0, writesAs: [''] };
	first.admissions.set('Ola', { principal: { ...who, id: 'p', secret: 'løynd' }, mode: 'write' });
	const seat = await join(first, { as: 'Ola' });
	seat.provider.disconnect();
	const { doc } = seat;
	const presence = doc.clientID;
	for (const id of [7, 8]) {
		doc.clientID = id;
		doc.transact(() => addUnder(doc, `n${id}`));
	}
	doc.clientID = presence;
	seat.provider.connect();
	const stored = () => first.db.selectFrom('boardClient').select(['clientId', 'owner']).execute();
	await until(async () => (await stored()).length === 2, 'both ids are stored');
	const owners = await stored();
	expect(new Set(owners.map(({ owner }) => owner)).size).toBe(2);
	expect(JSON.stringify(owners)).not.toContain('løynd');
	const again = await first.again();
	again.admissions.set('Ola', { principal: { ...who, id: 'another id in memory', secret: 'løynd' }, mode: 'write' });
	again.admissions.set('Per', { principal: { ...who, id: 'p', secret: 'ein annan' }, mode: 'write' });
	for (const [as, refusals] of [
		['Per', ['foreign']],
		['Ola', []]
	] as const) {
		const copy = new Y.Doc();
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
		const back = await join(again, { as, doc: copy });
		const before = back.saved;
		const own = copy.clientID;
		copy.clientID = 7;
		noteText(copy, 'n7')!.insert(0, 'X');
		copy.clientID = own;
		await until(() => back.saved > before || back.refusals.length > 0);
		expect(back.refusals).toEqual(refusals);
		back.leave();
	}
});

function addUnder(doc: Y.Doc, id: string): void {
	const entry = new Y.Map<unknown>();
	doc.getMap('notes').set(id, entry);
	entry.set('text', new Y.Text(id));
	entry.set('pos', `a${id.slice(1)}`);
	entry.set('round', 1);
	entry.set('by', '');
}
