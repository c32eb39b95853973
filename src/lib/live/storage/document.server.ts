import * as Y from 'yjs';
import { entryKey, rootNames, type AcceptedSchema } from '../documentSchema.ts';
import { serverOwner, type FirstRow } from './updateLog.server.ts';

/** The rows of a log as one document, with the roots of `schema` even where they are empty. */
export function documentOf(updates: readonly Uint8Array[], schema: AcceptedSchema): Y.Doc {
	const doc = new Y.Doc();
	for (const root of rootNames(schema)) doc.getMap(root);
	doc.transact(() => updates.forEach((bytes) => Y.applyUpdate(doc, bytes)));
	return doc;
}

/**
 * Copies the entries, texts and values of `from` into `to` as new operations of `to`'s client: same content, no history.
 * Both have the roots of `schema`; without one the operations are copied as they are.
 */
export function copyDocument(from: Y.Doc, to: Y.Doc, schema: AcceptedSchema): void {
	if (schema === 'any') return Y.applyUpdate(to, Y.encodeStateAsUpdate(from));
	to.transact(() => {
		for (const root of schema.keys()) {
			for (const [id, entry] of from.getMap<Y.Map<unknown>>(root)) {
				const copy = new Y.Map<unknown>();
				for (const [key, value] of entry) copy.set(key, value instanceof Y.Text ? new Y.Text(value.toString()) : value);
				to.getMap(root).set(id, copy);
			}
		}
	});
}

/** The document as the first row of a new epoch, with the server as owner of its client ids. */
export function asServerUpdate(doc: Y.Doc): FirstRow {
	const clients = [...doc.store.clients.keys()];
	return {
		bytes: clients.length > 0 ? Y.encodeStateAsUpdate(doc) : undefined,
		owners: clients.map((clientId) => ({ clientId, owner: serverOwner })),
		holds: new Set(
			[...doc.share].flatMap(([root, type]) => (type instanceof Y.Map ? [...type.keys()].map((id) => entryKey({ root, id })) : []))
		)
	};
}
