import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { startServer, join, openSocket, pause, principal, status, until, type Seat } from '../support/live.ts';

const seen = (seat: Seat, of: Seat) =>
	seat.provider.awareness.getStates().get(of.doc.clientID) as { user?: Record<string, unknown>; editing?: string } | undefined;

test('L5: others see who somebody is as the server knows them, whatever they say about themselves', async () => {
	const server = await startServer();
	server.admissions.set('Ola', { principal: { ...principal('Ola'), label: 'Nav Stord', role: 'guest', colour: 4 }, mode: 'write' });
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	ola.provider.awareness.setLocalState({ user: { label: 'Ordføraren', role: 'administrator' }, editing: 'n1' });
	await until(() => seen(kari, ola)?.editing === 'n1');
	expect(seen(kari, ola)).toEqual({ editing: 'n1', user: { number: expect.any(Number), label: 'Nav Stord', role: 'guest', colour: 4 } });
	ola.leave();
	await until(() => seen(kari, ola) === undefined);
});

test('L5: what somebody says about others is dropped', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	await until(() => seen(kari, ola));
	const bare = await openSocket(server, `/live/${server.board}?as=Per`);
	const doc = new Y.Doc();
	const forged = new Awareness(doc);
	forged.states.set(ola.doc.clientID, { editing: 'alt' });
	forged.meta.set(ola.doc.clientID, { clock: 99, lastUpdated: 0 });
	for (const about of [doc.clientID, ola.doc.clientID]) {
		const message = encoding.createEncoder();
		encoding.writeVarUint(message, 1);
		encoding.writeVarUint8Array(message, encodeAwarenessUpdate(forged, [about]));
		bare.socket.send(encoding.toUint8Array(message));
	}
	await until(() => kari.provider.awareness.getStates().size === 3);
	await pause(100);
	expect(seen(kari, ola)?.editing).toBeUndefined();
	forged.destroy();
	doc.destroy();
});

test('L5: more than 2 KiB about oneself is refused', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	ola.provider.awareness.setLocalStateField('editing', 'x'.repeat(2100));
	await until(() => ola.refusals.join() === 'presenceTooLarge');
	ola.provider.awareness.setLocalStateField('editing', 'x'.repeat(100));
	await until(() => seen(kari, ola)?.editing?.length === 100);
});

test('L4: presence, or a question for it, of more than a frame is refused like any message, and too many of them close the socket', async () => {
	const server = await startServer();
	const kari = await join(server, { as: 'Kari' });
	// A board with something on it takes messages of more than a frame: whoever comes back may have written for long.
	kari.add('Ein lapp');
	await until(() => kari.saved === 2);
	const bare = await openSocket(server, `/live/${server.board}?as=Per`);
	const doc = new Y.Doc();
	const large = new Awareness(doc);
	large.setLocalState({ editing: 'x'.repeat(70_000) });
	const message = encoding.createEncoder();
	encoding.writeVarUint(message, 1);
	encoding.writeVarUint8Array(message, encodeAwarenessUpdate(large, [doc.clientID]));
	const presence = encoding.toUint8Array(message);
	const question = new Uint8Array(70_000).fill(0, 1).fill(3, 0, 1);
	for (const sent of [presence, question, presence, question, presence]) bare.socket.send(sent);
	await until(() => bare.code === 4429);
	expect(bare.messages.filter((sent) => new TextDecoder().decode(sent).includes('tooLarge'))).toHaveLength(3);
	expect(kari.provider.awareness.getStates().has(doc.clientID)).toBe(false);
	large.destroy();
	doc.destroy();
});

test('L5: what changes at the same moment is told in one message', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	await until(() => seen(kari, ola));
	await pause(300);
	let heard = 0;
	const original = kari.provider.messageHandlers[1];
	kari.provider.messageHandlers[1] = (...message) => {
		heard++;
		original?.(...message);
	};
	for (let at = 1; at <= 40; at++) ola.provider.awareness.setLocalStateField('editing', `n${at}`);
	await until(() => seen(kari, ola)?.editing === 'n40');
	expect(heard).toBeLessThan(10);
});

test('L5: in an anonymous phase nothing is shown but that somebody is there, and names come back after it', async () => {
	const server = await startServer();
	server.statuses.set(server.board, status({ anonymous: true }));
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	ola.provider.awareness.setLocalState({ editing: 'n1', cursor: 3 });
	await until(() => seen(kari, ola));
	await pause(100);
	expect(seen(kari, ola)).toEqual({ user: { number: expect.any(Number) } });
	server.live.setStatus(server.board, status());
	await until(() => seen(kari, ola)?.user?.label === 'Ola');
	server.live.setStatus(server.board, status({ anonymous: true }));
	await until(() => seen(kari, ola)?.user?.label === undefined);
	expect(seen(kari, ola)).toEqual({ user: { number: expect.any(Number) } });
	const late = await join(server, { as: 'Per' });
	await until(() => seen(late, ola));
	expect(seen(late, ola)).toEqual({ user: { number: expect.any(Number) } });
});

test('L17: two tabs of one person carry one number', async () => {
	const server = await startServer();
	const tab = await join(server, { as: 'Ola' });
	const other = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	await until(() => seen(kari, tab) && seen(kari, other));
	expect(seen(kari, tab)?.user?.number).toBe(seen(kari, other)?.user?.number);
	expect(server.live.present(server.board)).toEqual([
		{ id: 'p-Ola', label: 'Ola', role: 'guest', mode: 'write' },
		{ id: 'p-Kari', label: 'Kari', role: 'guest', mode: 'write' }
	]);
	const id = tab.add('Frå den eine');
	await until(() => other.texts().length === 1);
	other.add(`Frå den andre, etter ${id}`);
	await until(() => tab.texts().length === 2);
});

test('L5: one who was away for a moment is seen again at once', async () => {
	const server = await startServer();
	const ola = await join(server, { as: 'Ola' });
	const kari = await join(server, { as: 'Kari' });
	await until(() => seen(kari, ola));
	ola.provider.disconnect();
	await until(() => seen(kari, ola) === undefined);
	ola.provider.connect();
	await until(() => seen(kari, ola)?.user?.label === 'Ola', 'Ola is seen again', 3000);
	ola.provider.awareness.setLocalStateField('editing', 'n2');
	await until(() => seen(kari, ola)?.editing === 'n2');
	expect(ola.provider.awareness.getLocalState()).toMatchObject({ editing: 'n2' });
});

test('L5: somebody whose presence is not shown can still write, and a reader is not shown', async () => {
	const server = await startServer();
	server.admissions.set('Projektor', { principal: principal('Projektor'), mode: 'read' });
	const projector = await join(server, { as: 'Projektor' });
	const ola = await join(server, { as: 'Ola' });
	ola.provider.awareness.setLocalState(null);
	ola.add('Usynleg');
	await until(() => projector.texts().length === 1);
	expect(seen(projector, ola)).toBeUndefined();
	expect(seen(ola, projector)).toBeUndefined();
	expect(server.live.present(server.board)).toContainEqual({ id: 'p-Projektor', label: 'Projektor', role: 'guest', mode: 'read' });
});

test('L5, L21: somebody without a name shows no sign of what they write in either (parabol#10205, #9196, #9197)', async () => {
	const server = await startServer();
	server.admissions.set('Nemo', { principal: { ...principal('Nemo'), label: '' }, mode: 'write' });
	const nemo = await join(server, { as: 'Nemo' });
	const kari = await join(server, { as: 'Kari' });
	nemo.provider.awareness.setLocalState({ editing: 'n1', mood: 'glad', mentions: ['Kari'] });
	kari.provider.awareness.setLocalState({ editing: 'n2' });
	await until(() => seen(nemo, kari)?.editing === 'n2');
	await until(() => seen(kari, nemo));
	await pause(100);
	expect(Object.keys(seen(kari, nemo)!)).toEqual(['user']);
});
