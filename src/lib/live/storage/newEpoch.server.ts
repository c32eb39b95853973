import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { DocumentSchema } from '../documentSchema.ts';
import { asServerUpdate, copyDocument, documentOf } from './document.server.ts';
import { createStorage } from './updateLog.server.ts';

/**
 * Begins a new epoch with the same content on every board (L7), to be called after a restore: browsers hold updates that the
 * restored log does not have, and would send updates that depend on them. They are closed with 4410.
 * Returns the number of boards; throws when the log of a board has a gap.
 */
export async function startNewEpoch(db: Kysely<Database>, schemaOf: (kind: string) => DocumentSchema): Promise<number> {
	const storage = createStorage(db);
	const boards = await db.selectFrom('board').select('id').execute();
	for (const { id } of boards) {
		const { kind, updates, epoch } = (await storage.load(id))!;
		const schema = schemaOf(kind);
		const old = documentOf(updates, schema);
		const fresh = documentOf([], schema);
		if (old.store.pendingStructs || old.store.pendingDs) throw new Error(`The log of board ${id} has a gap.`);
		copyDocument(old, fresh, schema);
		await storage.startNewEpoch(id, epoch + 1, ...asServerUpdate(fresh));
	}
	return boards.length;
}
