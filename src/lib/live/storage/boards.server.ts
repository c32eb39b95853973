import * as Y from 'yjs';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';

/**
 * The row by which the live server knows a board, made in the caller's transaction. `kind` is a word of the noun that
 * owns the board. Returns the id that names it on the wire. The document begins empty, with the first client.
 */
export async function createBoard(db: Db, municipalityId: string, kind: string, now: string): Promise<string> {
	const id = newId();
	await db.insertInto('board').values({ id, municipalityId, kind, epoch: 0, createdAt: now, closedAt: null }).execute();
	return id;
}

/** Takes back a board that was made in this transaction, before anybody was told its name. */
export async function deleteBoard(db: Db, boardId: string): Promise<void> {
	await db.deleteFrom('board').where('id', '=', boardId).execute();
}

/** Marks a board closed: whenever it is loaded again, nobody can write on it. Freeze it first, and keep it frozen. */
export async function closeBoard(db: Db, municipalityId: string, boardId: string, now: string): Promise<void> {
	await db
		.updateTable('board')
		.set({ closedAt: now })
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', boardId)
		.where('closedAt', 'is', null)
		.execute();
}

/** Takes the mark away; `live.unfreeze` lets those who are there write again. */
export async function reopenBoard(db: Db, municipalityId: string, boardId: string): Promise<void> {
	await db.updateTable('board').set({ closedAt: null }).where('municipalityId', '=', municipalityId).where('id', '=', boardId).execute();
}

/** Lays what `doc` holds on a board that nobody has opened yet, as the first line of its log. Throws when something was written on it before. */
export async function seedBoard(db: Db, boardId: string, doc: Y.Doc): Promise<void> {
	const { epoch } = await db.selectFrom('board').select('epoch').where('id', '=', boardId).executeTakeFirstOrThrow();
	await db
		.insertInto('boardUpdate')
		.values({ boardId, epoch, seq: 1, bytes: Y.encodeStateAsUpdate(doc), principalId: null })
		.execute();
}
