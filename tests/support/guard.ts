import { expect } from 'vitest';
import * as Y from 'yjs';
import * as board from '#lib/cafe/board/document.ts';
import type { Refused } from '#lib/live/contract.ts';
import { validateUpdate } from '#lib/live/replica/validate.ts';
import type { Sender } from '#lib/live/replica/verdict.ts';

export const at = '2016-11-03T10:00:00.000Z';
export const shape = board.boardSchema({ notes: 5 });

/** The server's copy of a board that already holds a note 'n' (of client 1) in a cluster 'k', and somebody's copy of it. */
export function aBoard(client = 2) {
	const theirs = copy(1);
	board.addCluster(theirs, { id: 'k', title: 'Bustad' });
	board.addNote(theirs, { id: 'n', text: 'Butid', round: 1, by: 'Nav', clusterId: 'k' });
	const server = copy(99, theirs);
	return { server, theirs, mine: copy(client, theirs) };
}

export function copy(client: number, of?: Y.Doc): Y.Doc {
	const doc = board.newBoardDoc();
	doc.clientID = client;
	if (of) Y.applyUpdate(doc, Y.encodeStateAsUpdate(of));
	return doc;
}

/** What `change` writes, as the one update a provider would send. */
export function updateOf(doc: Y.Doc, change: (doc: Y.Doc) => void): Uint8Array {
	const sent: Uint8Array[] = [];
	const hear = (bytes: Uint8Array) => sent.push(bytes);
	doc.on('update', hear);
	doc.transact(() => change(doc));
	doc.off('update', hear);
	expect(sent).toHaveLength(1);
	return sent[0] as Uint8Array;
}

/** 'n' is somebody else's. */
export const me: Sender = {
	mayUse: (client) => client === 2 || client === 3,
	writesAs: ['Heime', ''],
	owns: ({ id }) => id !== 'n',
	moderates: false
};

/** The guard's word on an update, after seeing to it that judging changed nothing. */
export function ask(server: Y.Doc, bytes: Uint8Array, sender: Sender = me): 'ok' | Refused {
	const before = Y.encodeStateAsUpdate(server);
	let updates = 0;
	const count = () => void updates++;
	server.on('update', count);
	const verdict = validateUpdate(bytes, server, shape, sender);
	server.off('update', count);
	expect(updates).toBe(0);
	expect(Y.encodeStateAsUpdate(server)).toEqual(before);
	return verdict.ok ? 'ok' : verdict.reason;
}

export const note = (id: string, more: Partial<board.NewNote> = {}): board.NewNote => ({ id, text: 'Ny', round: 1, by: 'Heime', ...more });
export const entryOf = (doc: Y.Doc, id: string) => doc.getMap('notes').get(id) as Y.Map<unknown>;
