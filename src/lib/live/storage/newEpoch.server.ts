import type { Kysely } from 'kysely';
import * as Y from 'yjs';
import type { Database } from '#db/schema.ts';
import { serverPrincipal } from '../server/room.ts';
import type { DocumentSchema } from '../documentSchema.ts';
import { createStorage } from './updateLog.server.ts';

/**
 * Lays what stands in `from` into `to`, as if the server had written it: same entries, texts and values, another history.
 * Both have the roots of `shape`.
 */
export function copyDocument(from: Y.Doc, to: Y.Doc, shape: DocumentSchema): void {
	to.transact(() => {
		for (const root of shape.keys()) {
			for (const [id, entry] of from.getMap<Y.Map<unknown>>(root)) {
				const copy = new Y.Map<unknown>();
				for (const [key, value] of entry) copy.set(key, value instanceof Y.Text ? new Y.Text(value.toString()) : value);
				to.getMap(root).set(id, copy);
			}
		}
	});
}

/** A document as the first row of a new epoch (none when it is empty), and as whose it is kept: the server's. */
export function asServerUpdate(doc: Y.Doc): [bytes: Uint8Array | undefined, owners: { clientId: number; principalId: string }[]] {
	const clients = [...doc.store.clients.keys()];
	return [
		clients.length > 0 ? Y.encodeStateAsUpdate(doc) : undefined,
		clients.map((clientId) => ({ clientId, principalId: serverPrincipal }))
	];
}

/**
 * Begins a new epoch with the same content on every board, by the shape of its kind (L7): after a restore, browsers know more than the board does, and
 * what they would send builds on edits that are no more. They get 4410 and may copy out what they had.
 * Returns how many boards; throws when a board's log has a hole.
 */
export async function startNewEpoch(db: Kysely<Database>, shapeOf: (kind: string) => DocumentSchema): Promise<number> {
	const storage = createStorage(db);
	const boards = await db.selectFrom('board').select('id').execute();
	for (const { id } of boards) {
		const { kind, updates, epoch } = (await storage.load(id))!;
		const shape = shapeOf(kind);
		const [old, fresh] = [new Y.Doc(), new Y.Doc()];
		for (const root of shape.keys()) [old, fresh].forEach((doc) => doc.getMap(root));
		old.transact(() => updates.forEach((bytes) => Y.applyUpdate(old, bytes)));
		if (old.store.pendingStructs || old.store.pendingDs) throw new Error(`The log of board ${id} has a hole.`);
		copyDocument(old, fresh, shape);
		await storage.startNewEpoch(id, epoch + 1, ...asServerUpdate(fresh));
	}
	return boards.length;
}
