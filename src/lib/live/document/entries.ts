import * as Y from 'yjs';
import { isPosition, positionAt } from './order.ts';
import { rewrite } from './replaceText.ts';

/* What `doc.ts` and `clusters.ts` are made of: the two roots, and entries in their order. Nobody else needs it. */

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

/** Sets a value unless it is there already: a change that changes nothing is not sent to a hall. */
export function set(entry: Entry | undefined, key: string, value: string | null): boolean {
	if (!entry) return false;
	if ((entry.get(key) ?? null) !== value) entry.set(key, value);
	return true;
}

/** Gives `entry` the place at `index` among its sorted siblings. */
export function put(entry: Entry, siblings: Placed[], index: number): void {
	const positions = siblings.map((sibling) => sibling.pos);
	const { pos, yielding } = positionAt(positions, index);
	set(entry, 'pos', pos);
	for (const [i, next] of yielding) set(siblings[i]?.entry, 'pos', next);
}

export function reword(text: Y.Text | undefined, next: string, most: number): boolean {
	if (!text || next.length > most) return false;
	rewrite(text, next);
	return true;
}
