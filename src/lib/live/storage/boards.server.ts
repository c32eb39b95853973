import * as Y from 'yjs';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';

/**
 * Creates a board in the caller's transaction. `kind` is a word of the noun that owns it and selects the document schema.
 * Returns its id, also used on the wire. The document begins empty, with the first client.
 */
export async function createBoard(db: Db, municipalityId: string, kind: string, now: string): Promise<string> {
	const id = newId();
	await db.insertInto('board').values({ id, municipalityId, kind, epoch: 0, createdAt: now, closedAt: null }).execute();
	return id;
}

/** Deletes a board that was created in this transaction, before anybody got its id. */
export async function deleteBoard(db: Db, boardId: string): Promise<void> {
	await db.deleteFrom('board').where('id', '=', boardId).execute();
}

/** Marks a board closed: it is frozen whenever it is loaded. Freeze it first, and keep it frozen. */
export async function closeBoard(db: Db, municipalityId: string, boardId: string, now: string): Promise<void> {
	await db
		.updateTable('board')
		.set({ closedAt: now })
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', boardId)
		.where('closedAt', 'is', null)
		.execute();
}

/** Removes the mark; `live.unfreeze` lets those with a connection write again. */
export async function reopenBoard(db: Db, municipalityId: string, boardId: string): Promise<void> {
	await db.updateTable('board').set({ closedAt: null }).where('municipalityId', '=', municipalityId).where('id', '=', boardId).execute();
}

/**
 * Replaces what is stored of a frozen board by `doc`, as the server's own document in a new epoch; in the caller's transaction. Its log
 * and the owners of its client ids and entries are deleted: nothing tells any more which of it is one hand's, or in which order it came
 * (L21). Without `doc` nothing is left. `Frozen.renewed` must follow the commit.
 */
export async function renewBoard(trx: Db, boardId: string, doc?: Y.Doc): Promise<void> {
	const { epoch } = await trx.selectFrom('board').select('epoch').where('id', '=', boardId).executeTakeFirstOrThrow();
	await trx.deleteFrom('boardUpdate').where('boardId', '=', boardId).execute();
	await trx.deleteFrom('boardClient').where('boardId', '=', boardId).execute();
	await trx.deleteFrom('boardEntry').where('boardId', '=', boardId).execute();
	await trx
		.updateTable('board')
		.set({ epoch: epoch + 1 })
		.where('id', '=', boardId)
		.execute();
	if (doc) await seedBoard(trx, boardId, doc);
}

/** Stores `doc` as the first row of the log of a board that nobody has opened yet. Throws when the log is not empty. */
export async function seedBoard(db: Db, boardId: string, doc: Y.Doc): Promise<void> {
	const { epoch } = await db.selectFrom('board').select('epoch').where('id', '=', boardId).executeTakeFirstOrThrow();
	await db
		.insertInto('boardUpdate')
		.values({ boardId, epoch, seq: 1, bytes: Y.encodeStateAsUpdate(doc) })
		.execute();
}

/** Of every board of every municipality. */
export const boardIds = async (db: Db): Promise<string[]> => (await db.selectFrom('board').select('id').execute()).map(({ id }) => id);

/** Undefined when there is no such board. */
export async function municipalityOfBoard(db: Db, boardId: string): Promise<string | undefined> {
	return (await db.selectFrom('board').select('municipalityId').where('id', '=', boardId).executeTakeFirst())?.municipalityId;
}
