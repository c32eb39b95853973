import { diff3Merge } from 'node-diff3';
import type { CivilDate } from '#lib/dates.ts';

/** What of an element a remark may ask to have otherwise; '' and null: as it is. */
export type Suggestion = { nn: string; nb: string; unitId: string | null; deadline: CivilDate | null; costKr: number | null };

/** A suggestion that says nothing of what it does not name. */
export type Wording = Pick<Suggestion, 'nn' | 'nb'> & Partial<Suggestion>;

export const suggestedFacts = ['unitId', 'deadline', 'costKr'] as const satisfies readonly (keyof Suggestion)[];

export type Field = keyof Suggestion;

/** A place that both have changed, each in its way. */
export type Conflict = { field: Field; asked: string; now: string };

/**
 * What an element would say with what is asked and with what has been changed since; where both changed the same, it says what it says
 * now.
 */
export type Amendment = { proposed: Suggestion; conflicts: Conflict[]; isChangedSince: boolean };

/**
 * Three texts of one element put together: what was heard, what was asked for then, and what the draft says now. What only one of the two
 * has changed is as that one has it (three-way merge, Khanna, Kunal and Pierce 2007, over words).
 */
export function amended(heard: Suggestion, asked: Suggestion, now: Suggestion): Amendment {
	const conflicts: Conflict[] = [];
	const words = (field: 'nn' | 'nb') => {
		const merged = mergedWords(heard[field], asked[field] || heard[field], now[field]);
		conflicts.push(...merged.conflicts.map((conflict) => ({ field, ...conflict })));
		return merged.text;
	};
	const fact = <F extends (typeof suggestedFacts)[number]>(field: F): Suggestion[F] => {
		const wanted = asked[field];
		if (wanted === null || wanted === now[field]) return now[field];
		if (now[field] === heard[field]) return wanted;
		conflicts.push({ field, asked: String(wanted), now: String(now[field] ?? '') });
		return now[field];
	};
	const proposed = { nn: words('nn'), nb: words('nb'), unitId: fact('unitId'), deadline: fact('deadline'), costKr: fact('costKr') };
	const isChangedSince = (['nn', 'nb', ...suggestedFacts] as const).some((field) => heard[field] !== now[field]);
	return { proposed, conflicts, isChangedSince };
}

/** The words of `now` with what `asked` changed in `heard`. */
function mergedWords(heard: string, asked: string, now: string): { text: string; conflicts: { asked: string; now: string }[] } {
	if (asked === heard || asked === now) return { text: now, conflicts: [] };
	if (now === heard) return { text: asked, conflicts: [] };
	const conflicts: { asked: string; now: string }[] = [];
	const text = diff3Merge(wordsIn(asked), wordsIn(heard), wordsIn(now)).flatMap((region) => {
		if (region.ok) return region.ok;
		if (region.conflict) conflicts.push({ asked: joined(region.conflict.a), now: joined(region.conflict.b) });
		return region.conflict?.b ?? [];
	});
	return { text: joined(text), conflicts };
}

const wordsIn = (text: string) => text.replaceAll('\n', ' \n ').split(/ +/).filter(Boolean);
const joined = (words: readonly string[]) => words.join(' ').replaceAll(/ ?\n ?/g, '\n');
