import { diffWordsWithSpace } from 'diff';

/** A stretch of text that both have ('same'), or only the new ('ins') or the old ('del') one. */
export type WordChange = { kind: 'same' | 'ins' | 'del'; text: string };

/** Past this many characters in either text, the whole is shown as old and new: a word diff of two books helps nobody and takes minutes. */
const maxLength = 20_000;

/** The difference in words: joining 'same' and 'del' gives `previous` back, 'same' and 'ins' gives `next`. */
export function wordChanges(previous: string, next: string): WordChange[] {
	if (previous === next) return previous === '' ? [] : [{ kind: 'same', text: next }];
	const whole: WordChange[] = [
		{ kind: 'del', text: previous },
		{ kind: 'ins', text: next }
	];
	if (previous.length > maxLength || next.length > maxLength) return whole.filter(({ text }) => text !== '');
	const parts = diffWordsWithSpace(previous, next, { maxEditLength: 2_000 });
	if (!parts) return whole.filter(({ text }) => text !== '');
	return parts.map(({ added, removed, value }) => ({ kind: added ? 'ins' : removed ? 'del' : 'same', text: value }));
}
