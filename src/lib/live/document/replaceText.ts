import type * as Y from 'yjs';

/**
 * Makes a shared text read `next` by replacing only what differs, so that simultaneous edits elsewhere in it survive.
 * Never splits a surrogate pair (an emoji): Yjs would insert a replacement character.
 */
export function rewrite(text: Y.Text, next: string): void {
	const now = text.toString();
	const shorter = Math.min(now.length, next.length);
	let start = 0;
	while (start < shorter && now[start] === next[start]) start++;
	if (isHigh(now, start - 1) || isHigh(next, start - 1)) start--;
	let end = 0;
	while (end < shorter - start && now[now.length - 1 - end] === next[next.length - 1 - end]) end++;
	if (end > 0 && (isLow(now, now.length - end) || isLow(next, next.length - end))) end--;
	const removed = now.length - start - end;
	const added = next.slice(start, next.length - end);
	if (removed === 0 && added === '') return;
	text.doc?.transact(() => {
		if (removed > 0) text.delete(start, removed);
		if (added !== '') text.insert(start, added);
	});
}

const isHigh = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isLow = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
