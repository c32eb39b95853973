import * as Y from 'yjs';
import { isPosition, positionAt } from './order.ts';
import { rewrite } from './replaceText.ts';

/* Roots and their entries, ordered by a fractional index: what the documents of nouns are built from. */

export type Entry = Y.Map<unknown>;
export type Root = Y.Map<Entry>;

export const notesOf = (doc: Y.Doc): Root => doc.getMap<Entry>('notes');
export const clustersOf = (doc: Y.Doc): Root => doc.getMap<Entry>('clusters');

export interface Placed {
	id: string;
	entry: Entry;
	pos: string;
}

export function entriesOf(root: Root): Placed[] {
	const placed: Placed[] = [];
	for (const [id, entry] of root.entries()) {
		if (!(entry instanceof Y.Map)) continue;
		const pos = entry.get('pos');
		placed.push({ id, entry, pos: isPosition(pos) ? pos : 'a0' });
	}
	return placed.sort((a, b) => (a.pos < b.pos ? -1 : a.pos > b.pos ? 1 : a.id < b.id ? -1 : 1));
}

export function stringOf(entry: Entry, key: string): string | null {
	const value = entry.get(key);
	return typeof value === 'string' ? value : null;
}

export function textOf(entry: Entry | undefined, key: string): Y.Text | undefined {
	const text = entry instanceof Y.Map ? entry.get(key) : undefined;
	return text instanceof Y.Text ? text : undefined;
}

/** Sets a value unless it is the same already: a change without effect would still be sent to everybody. */
export function set(entry: Entry | undefined, key: string, value: string | null): boolean {
	if (!entry) return false;
	if ((entry.get(key) ?? null) !== value) entry.set(key, value);
	return true;
}

/** Moves `entry` to `index` among its sorted siblings. */
export function put(entry: Entry, siblings: Placed[], index: number): void {
	const positions = siblings.map((sibling) => sibling.pos);
	const { pos, yielding } = positionAt(positions, index);
	set(entry, 'pos', pos);
	for (const [i, next] of yielding) set(siblings[i]?.entry, 'pos', next);
}

/** Replaces a text; false when it is missing or `next` is too long. */
export function reword(text: Y.Text | undefined, next: string, maxLength: number): boolean {
	if (!text || next.length > maxLength) return false;
	rewrite(text, next);
	return true;
}
