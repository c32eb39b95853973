import * as Y from 'yjs';
import type { TextOfOwner } from '../documentSchema.ts';
import { partAt, type Part, type Range } from './updateCodec.ts';

/*
 * What others may do with an owned entry (L9): write in its text, and not empty it. Where it is signed, the name is only under what its
 * owner wrote: the server keeps that text beside it with the first change by another hand.
 */

/** A signed text that another than its owner changes, as it read before. */
export interface Rewritten {
	entry: Y.Map<unknown>;
	text: Y.Text;
	before: string;
	of: TextOfOwner;
}

/** What an update does to one text of the document. */
export interface TextEdit {
	text: Y.Text;
	of: TextOfOwner;
	/** Its new parts in the text. */
	added: readonly Part[];
	/** All that it deletes, sorted by clock within each client. */
	deletes: readonly Range[];
}

/** The text as it must be kept, unless it is kept already or nobody has signed it. */
export function rewritten({ text, of }: TextEdit): Rewritten | undefined {
	const entry = text.parent as Y.Map<unknown>;
	const signature = entry.get(of.signature);
	if (typeof signature !== 'string' || signature === '' || entry.has(of.first)) return undefined;
	return { entry, text, before: text.toString(), of };
}

/** Keeps what was written before, where the update has changed it; to be called by who writes as the server, once it is applied. */
export function keepFirst({ entry, text, before, of }: Rewritten): void {
	if (text.toString() !== before) entry.set(of.first, of.kept(before));
}

/** Whether an edit leaves nothing to read in a text that had something. */
export function empties({ text, added, deletes }: TextEdit): boolean {
	const gone = Map.groupBy(deletes, ({ client }) => client);
	for (let item = text._start; item; item = item.right) {
		if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
		if (leavesWords(item.content.str, item.id.clock, gone.get(item.id.client))) return false;
	}
	for (const { client, clock, value } of added) if (leavesWords(value as string, clock, gone.get(client))) return false;
	return hasWords(text.toString());
}

/**
 * Whether there is anything to see: a letter, a digit, a sign. No space, no accent without its letter, and none of the letters and signs
 * that are drawn as nothing (Unicode's ignorable ones, and the braille cell without a dot).
 */
const hasWords = (text: string) => /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u.test(text);

/** Whether something of `text`, which begins at `clock`, is outside the ranges. */
function leavesWords(text: string, clock: number, ranges: readonly Range[] = []): boolean {
	let at = 0;
	for (let next = partAt(ranges, clock); next < ranges.length; next++) {
		const from = ranges[next]!.clock - clock;
		if (from >= text.length) break;
		if (from > at && hasWords(text.slice(at, from))) return true;
		at = Math.max(at, ranges[next]!.end - clock);
	}
	return hasWords(text.slice(at));
}
