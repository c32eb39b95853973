import type * as Y from 'yjs';
import type { DocumentSchema } from '../documentSchema.ts';
import { asServerUpdate, copyDocument, documentOf } from './document.server.ts';
import type { Storage } from './updateLog.server.ts';

/**
 * Begins a new epoch with the content of `doc` on a board that nobody has open (L7): browsers hold updates that a restored or
 * mended log does not have, and would send updates that depend on them. They are closed with 4410.
 */
export async function startNewEpoch(storage: Storage, board: { id: string; epoch: number }, doc: Y.Doc, schema: DocumentSchema) {
	const fresh = documentOf([], schema);
	copyDocument(doc, fresh, schema);
	const isRenewed = await storage.renew(board.id, board.epoch + 1, asServerUpdate(fresh));
	fresh.destroy();
	if (!isRenewed) throw new Error(`The board ${board.id} is written by another process.`);
}
