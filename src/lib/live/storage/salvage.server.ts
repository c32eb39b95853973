import * as Y from 'yjs';
import type { Damage } from '../contract.ts';
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

/**
 * Loads the rows of a log into a replica, or what can be read of them if that throws. Returns what is missing then, with the id under which
 * `fault` has logged it; undefined: nothing.
 */
export function loadLog(
	rows: readonly Uint8Array[],
	schema: AcceptedSchema,
	into: { load(rows: readonly Uint8Array[]): void },
	fault: (error: unknown) => string
): (Damage & { id: string }) | undefined {
	try {
		into.load(rows);
		return undefined;
	} catch (error) {
		const salvaged = salvage(rows, schema);
		into.load([Y.encodeStateAsUpdate(salvaged.doc)]);
		salvaged.doc.destroy();
		const damage = damageOf(salvaged, rows.length);
		return damage && { ...damage, id: fault(error) };
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

/** What is missing of a salvaged log of `rows` rows; undefined: nothing. */
export function damageOf(salvaged: Salvaged, rows: number): Damage | undefined {
	return isWhole(salvaged) ? undefined : { rows, unreadable: salvaged.unreadable };
}
