import * as Y from 'yjs';
import type { AcceptedSchema } from '../documentSchema.ts';
import { documentOf } from './document.server.ts';

/** What can be read of a log. */
export interface Salvaged {
	doc: Y.Doc;
	/** Rows that are not an update. */
	unreadable: number;
	/** Something refers to a row that is not there or can't be read: what hangs on it is not in `doc`. */
	hasGap: boolean;
}

/**
 * Reads as much of a log as there is (L26): rows that are not an update are left out, and of the others what needs nothing that is
 * missing. Throws never; `isWhole` says whether all of it was read.
 */
export function salvage(updates: readonly Uint8Array[], schema: AcceptedSchema): Salvaged {
	try {
		return settled(documentOf(updates, schema), 0, schema);
	} catch {
		const readable = updates.filter(isUpdate);
		return settled(documentOf(readable, schema), updates.length - readable.length, schema);
	}
}

/** What waits for a missing row would be kept invisibly, and encoded with the rest. */
function settled(doc: Y.Doc, unreadable: number, schema: AcceptedSchema): Salvaged {
	const { store } = doc;
	if (store.pendingStructs === null && store.pendingDs === null) return { doc, unreadable, hasGap: false };
	store.pendingStructs = null;
	store.pendingDs = null;
	return { doc: documentOf([Y.encodeStateAsUpdate(doc)], schema), unreadable, hasGap: true };
}

export function isWhole({ unreadable, hasGap }: Salvaged): boolean {
	return unreadable === 0 && !hasGap;
}

/** An update that is applied on its own: decoding sees lengths that are wrong, applying sees contents that are. */
function isUpdate(bytes: Uint8Array): boolean {
	try {
		Y.decodeUpdate(bytes);
		Y.applyUpdate(new Y.Doc(), bytes);
		return true;
	} catch {
		return false;
	}
}
