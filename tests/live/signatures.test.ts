import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
	addNote,
	binNote,
	editNote,
	newBoardDoc,
	noteText,
	proposeBin,
	readBoard,
	readProposals,
	restoreNote,
	withdrawProposal
} from '#lib/cafe/board/document.ts';
import { newId } from '#lib/ids.ts';
import type { Principal } from '#lib/live/contract.ts';
import { syncUpdate } from '#lib/live/protocol.ts';
import { at, join, onDisk, openSocket, principal, startServer, until, type Seat, type TestServer } from '../support/live.ts';

const noteOn = async (server: TestServer, id = 'n') =>
	(await server.live.read(server.board, readBoard))!.notes.find((note) => note.id === id)!;

/** A board on which Anna has written 'n', signed. */
async function annasNote(options: Parameters<typeof startServer>[0] = {}) {
	const server = await startServer(options);
	server.admissions.set('Verten', { principal: { ...principal('Verten'), moderates: true }, mode: 'write' });
	const anna = await join(server, { as: 'Anna' });
	anna.add('Eg støttar framlegget', 'n');
	await until(() => anna.saved === 2, 'the note is saved');
	return { server, anna };
}

/** Somebody comes with a document of their own, changes it, and the server answers. */
async function tries(server: TestServer, as: string, change: (doc: Y.Doc) => void): Promise<string[]> {
	const seat = await join(server, { as });
	const before = seat.saved;
	change(seat.doc);
	await until(() => seat.saved > before, `${as} has an answer`);
	seat.leave();
	return seat.refusals;
}

test('L21: with the first change by another hand a signature says so, and what its owner had written is kept, in the same commit', async () => {
	const { server, anna } = await annasNote();
	noteText(anna.doc, 'n')!.insert(21, ' heilt');
	await until(() => anna.saved === 3);
	expect(await noteOn(server)).toMatchObject({ by: 'Anna', firstText: null });
	const ola = await join(server, { as: 'Ola' });
	const rows = () => server.db.selectFrom('boardUpdate').select('seq').where('boardId', '=', server.board).execute();
	const before = (await rows()).length;
	noteText(ola.doc, 'n')!.insert(3, 'IKKJE ');
	await until(() => ola.saved === 2);
	const changed = { text: 'Eg IKKJE støttar framlegget heilt', by: 'Anna', firstText: 'Eg støttar framlegget heilt' };
	expect((await rows()).length).toBe(before + 1);
	expect(readBoard(await onDisk(server)).notes).toMatchObject([changed]);
	// Both of them see it, and it stays: whoever writes after.
	await until(() => [anna, ola].every(({ doc }) => readBoard(doc).notes[0]?.firstText), 'it is live');
	noteText(ola.doc, 'n')!.insert(0, '!');
	noteText(anna.doc, 'n')!.insert(0, '?');
	await until(() => ola.saved === 3 && anna.saved === 4);
	expect(await noteOn(server)).toMatchObject({ firstText: changed.firstText });
});

test('L21: a note that nobody signed, or a change that changes nothing, says nothing; a host is another hand too', async () => {
	const { server, anna } = await annasNote();
	addNote(anna.doc, { id: 'u', text: 'Utan namn', round: 1, by: '' });
	await until(() => anna.saved === 3);
	await tries(server, 'Ola', (doc) => noteText(doc, 'u')!.insert(0, 'Heilt '));
	await tries(server, 'Ola', (doc) => doc.transact(() => (noteText(doc, 'n')!.insert(0, 'x'), noteText(doc, 'n')!.delete(0, 1))));
	expect([(await noteOn(server, 'u')).firstText, (await noteOn(server)).firstText]).toEqual([null, null]);
	await tries(server, 'Verten', (doc) => editNote(doc, 'n', 'Eg støttar framlegget.'));
	expect(await noteOn(server)).toMatchObject({ firstText: 'Eg støttar framlegget' });
});

test('L21: what points at a person and was taken out at the table does not live on in what is kept', async () => {
	const { server, anna } = await annasNote();
	editNote(anna.doc, 'n', 'Ring 412 34 567');
	await until(() => anna.saved === 3);
	await tries(server, 'Verten', (doc) => editNote(doc, 'n', 'Ring'));
	expect((await noteOn(server)).firstText).toMatch(/^Ring █+$/);
});

test('L9: nobody writes the mark themselves, or takes it away, under any client id', async () => {
	const { server } = await annasNote();
	const entry = (doc: Y.Doc) => doc.getMap<Y.Map<unknown>>('notes').get('n')!;
	expect(await tries(server, 'Ola', (doc) => entry(doc).set('firstText', 'Eg hatar framlegget'))).toEqual(['signature']);
	await tries(server, 'Ola', (doc) => editNote(doc, 'n', 'Noko heilt anna'));
	const kept = { by: 'Anna', text: 'Noko heilt anna', firstText: 'Eg støttar framlegget' };
	for (const as of ['Ola', 'Anna', 'Verten']) {
		expect(await tries(server, as, (doc) => entry(doc).set('firstText', 'Noko heilt anna'))).toEqual(['signature']);
		expect(await tries(server, as, (doc) => entry(doc).delete('firstText'))).toEqual(['removed']);
		expect(await tries(server, as, (doc) => entry(doc).set('by', as))).toEqual(['removed']);
	}
	expect(await noteOn(server)).toMatchObject(kept);
});

test('L9: rewriting through several client ids, after a reconnect and after a restart is another hand, and the writer’s own is not', async () => {
	const { server, anna } = await annasNote();
	addNote(anna.doc, { id: 'e', text: 'Eigen', round: 1, by: 'Anna' });
	await until(() => anna.saved === 3);
	anna.leave();
	const restarted = await server.again();
	// Her phone comes with a fresh document and fresh ids: it is hers by her secret alone.
	for (const words of ['Eigen, att', 'Eigen, att og att'])
		expect(await tries(restarted, 'Anna', (doc) => editNote(doc, 'e', words))).toEqual([]);
	expect(await noteOn(restarted, 'e')).toMatchObject({ text: 'Eigen, att og att', firstText: null });
	const ola = await join(restarted, { as: 'Ola' });
	const { clientID } = ola.doc;
	for (const at of [0, 1, 2]) {
		ola.doc.clientID = 1000 + at;
		noteText(ola.doc, 'n')!.insert(at, 'x');
	}
	ola.doc.clientID = clientID;
	await until(() => ola.saved === 4);
	expect(await noteOn(restarted)).toMatchObject({ text: 'xxxEg støttar framlegget', firstText: 'Eg støttar framlegget' });
	// No row of what is stored says which notes are one hand's.
	const marks = await restarted.db.selectFrom('boardEntry').select('owner').execute();
	expect(new Set(marks.map(({ owner }) => owner)).size).toBe(marks.length);
});

test('L9: nobody empties the note of another, in one frame or in two, and it is there as it was', async () => {
	const { server } = await annasNote();
	expect(await tries(server, 'Ola', (doc) => noteText(doc, 'n')!.delete(0, 21))).toEqual(['emptied']);
	// An accent without its letter, and letters and signs that are drawn as nothing, are nothing to read.
	for (const nothing of ['\u200b', '\u0301', '\u3164', '\u2800', '\ufe0f', '\u{e0041}'])
		expect(await tries(server, 'Ola', (doc) => editNote(doc, 'n', nothing))).toEqual(['emptied']);
	const ola = await join(server, { as: 'Ola' });
	noteText(ola.doc, 'n')!.delete(0, 20);
	await until(() => ola.saved === 2);
	noteText(ola.doc, 'n')!.delete(0, 1);
	await until(() => ola.refusals.length === 1);
	expect(ola.refusals).toEqual(['emptied']);
	expect(await noteOn(server)).toMatchObject({ text: 't', firstText: 'Eg støttar framlegget' });
	// Words of one's own in its place, and then those away.
	const kari = await join(server, { as: 'Kari' });
	kari.doc.transact(() => (noteText(kari.doc, 'n')!.delete(0, 1), noteText(kari.doc, 'n')!.insert(0, 'k')));
	await until(() => kari.saved === 2);
	noteText(kari.doc, 'n')!.delete(0, 1);
	await until(() => kari.refusals.length === 1);
	expect((await noteOn(server)).text).toBe('k');
	// The writer and the host may.
	expect(await tries(server, 'Verten', (doc) => editNote(doc, 'n', ''))).toEqual([]);
	expect((await noteOn(server)).text).toBe('');
});

test('L9: a note is binned and taken back by its writer and the host only, also by a raw client, after a reconnect and a restart', async () => {
	const { server, anna } = await annasNote();
	const raw = async (on: TestServer, change: (doc: Y.Doc) => void) => {
		const doc = newBoardDoc();
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(await onDisk(on)));
		const before = Y.encodeStateVector(doc);
		change(doc);
		const bare = await openSocket(on, `/live/${on.board}?as=Ola`);
		bare.socket.send(syncUpdate(Y.encodeStateAsUpdate(doc, before)));
		await until(() => bare.messages.some((message) => message[0] === 2), 'a refusal');
	};
	await raw(server, (doc) => binNote(doc, 'n', at));
	expect((await noteOn(server)).binnedAt).toBeNull();
	anna.leave();
	const restarted = await server.again();
	await raw(restarted, (doc) => binNote(doc, 'n', at));
	expect((await noteOn(restarted)).binnedAt).toBeNull();
	expect(await tries(restarted, 'Anna', (doc) => binNote(doc, 'n', at))).toEqual([]);
	expect(await tries(restarted, 'Ola', (doc) => restoreNote(doc, 'n'))).toEqual(['notYours']);
	expect(await tries(restarted, 'Anna', (doc) => restoreNote(doc, 'n'))).toEqual([]);
	restarted.admissions.set('Verten', { principal: { ...principal('Verten'), moderates: true }, mode: 'write' });
	expect(await tries(restarted, 'Verten', (doc) => binNote(doc, 'n', at))).toEqual([]);
	expect((await noteOn(restarted)).binnedAt).toBe(at);
});

test('others propose that a note is binned; who proposed takes it back, and the host', async () => {
	const { server } = await annasNote();
	const standing = async () => (await server.live.read(server.board, readProposals))!.map(({ id, noteId }) => `${id} ${noteId}`);
	for (const id of ['p', 'q']) expect(await tries(server, 'Ola', (doc) => proposeBin(doc, { id, noteId: 'n', receipt: 'r' }))).toEqual([]);
	expect(await tries(server, 'Kari', (doc) => withdrawProposal(doc, 'p', at))).toEqual(['notYours']);
	expect(await tries(server, 'Anna', (doc) => withdrawProposal(doc, 'p', at))).toEqual(['notYours']);
	expect((await standing()).sort()).toEqual(['p n', 'q n']);
	expect(await tries(server, 'Ola', (doc) => withdrawProposal(doc, 'p', at))).toEqual([]);
	expect(await tries(server, 'Verten', (doc) => withdrawProposal(doc, 'q', at))).toEqual([]);
	expect(await standing()).toEqual([]);
});

test('L18: a note that comes by http is its writer’s, whose name they can’t choose, and is not made another’s by sending its id again', async () => {
	const server = await startServer();
	const anna: Principal = principal('Anna');
	const post = (as: Principal, id: string, by = as.label) =>
		server.live.writeFor(server.board, as, (doc) => void addNote(doc, { id, text: 'Sendt', round: 1, by }));
	expect(await post(anna, 'n')).toBe('written');
	expect(await post(principal('Ola'), 'n')).toBe('written');
	expect(await post(anna, 'm', 'Ola')).toBe('signature');
	expect(await tries(server, 'Ola', (doc) => binNote(doc, 'n', at))).toEqual(['notYours']);
	expect(await tries(server, 'Anna', (doc) => editNote(doc, 'n', 'Sendt, og retta'))).toEqual([]);
	expect(await noteOn(server)).toMatchObject({ by: 'Anna', firstText: null });
	await tries(server, 'Ola', (doc) => editNote(doc, 'n', 'Retta av Ola'));
	expect(await noteOn(server)).toMatchObject({ firstText: 'Sendt, og retta' });
	// What the server writes is nobody's.
	await server.live.write(server.board, (doc) => void addNote(doc, { id: 's', text: 'Frå papir', round: 1, by: '' }));
	expect(await tries(server, 'Ola', (doc) => binNote(doc, 's', at))).toEqual(['notYours']);
});

test('L4: a participant writes so many notes an hour, by socket and http together and on all boards, and others go on writing', async () => {
	const { server, anna } = await annasNote({ limits: { notesPerHour: 4 } });
	const other = newId();
	await server.db
		.insertInto('board')
		.values({ id: other, municipalityId: 'stord', kind: 'table', epoch: 0, createdAt: at, closedAt: null })
		.execute();
	const post = (boardId: string, as = principal('Anna')) =>
		server.live.writeFor(boardId, as, (doc) => void addNote(doc, { id: newId(), text: 'Sendt', round: 1, by: '' }));
	expect(await post(server.board)).toBe('written');
	// Those in the bin count as well, and what comes twice counts once.
	anna.add('Kasta', 'k');
	binNote(anna.doc, 'k', at);
	await until(() => anna.saved === 4);
	expect(await post(other)).toBe('written');
	const refused = /^limit (59|60)$/;
	expect(await post(server.board)).toMatch(refused);
	expect(await post(other)).toMatch(refused);
	anna.add('Ein for mykje');
	await until(() => anna.refusals.length === 1);
	expect(anna.refusals[0]).toMatch(refused);
	const again: Seat = await join(server, { as: 'Anna' });
	noteText(again.doc, 'n')!.insert(0, 'Enno: ');
	await until(() => again.saved === 2 && again.refusals.length === 0, 'she still writes in what is there');
	// One frame with a board full of empty binned notes.
	expect(
		await tries(server, 'Ola', (doc) =>
			doc.transact(() => {
				for (let i = 0; i < 494; i++) {
					addNote(doc, { id: `x${i}`, text: '', round: 1, by: '' });
					binNote(doc, `x${i}`, at);
				}
			})
		)
	).toEqual(['limit 60']);
	expect(await tries(server, 'Ola', (doc) => void addNote(doc, { id: 'o', text: 'Eg vil og', round: 1, by: 'Ola' }))).toEqual([]);
	// Who runs the table writes for those without a phone: four times as many.
	const host = { ...principal('Verten'), moderates: true };
	for (let i = 0; i < 16; i++) expect(await post(server.board, host)).toBe('written');
	expect(await post(server.board, host)).toMatch(refused);
});

test('L21: after a restore of the board its notes are whose they were; of one that is renewed for good they are nobody’s', async () => {
	const { server } = await annasNote();
	await server.live.startNewEpoch(server.board, (doc) => addNote(doc, { id: 'n', text: 'Eg støttar framlegget', round: 1, by: 'Anna' }));
	expect(await tries(server, 'Ola', (doc) => binNote(doc, 'n', at))).toEqual(['notYours']);
	expect(await tries(server, 'Anna', (doc) => binNote(doc, 'n', at))).toEqual([]);
	await server.live.startNewEpoch(server.board, () => undefined);
	expect(await server.db.selectFrom('boardEntry').selectAll().execute()).toEqual([]);
});
