import { wordChanges, type WordChange } from '#lib/wordChanges.ts';
import type { SummaryContent } from '../model.ts';

/** What of a summary became different. `words` is the difference, of what was added or removed the whole. */
export type SummaryDifference = {
	key: string;
	of: 'title' | 'intro' | 'closing' | 'section' | 'point' | 'starter' | 'picture';
	what: 'added' | 'removed' | 'changed';
	words: WordChange[];
};

const starterOf = ({ starter, startBy }: SummaryContent['points'][number]) => [starter, startBy].filter(Boolean).join(' ');

/**
 * How one version of a summary differs from another, in the order of reading; sections and points are told apart by their ids, never
 * by their words. Numbers are of the day and not compared.
 */
export function summaryDifferences(previous: SummaryContent, next: SummaryContent): SummaryDifference[] {
	const told: SummaryDifference[] = [];
	const tell = (key: string, of: SummaryDifference['of'], before: string | undefined, after: string | undefined) => {
		if (before === after || (before ?? '') + (after ?? '') === '') return;
		const what = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
		told.push({ key: `${of} ${key}`, of, what, words: wordChanges(before ?? '', after ?? '') });
	};
	const each = <T extends { id: string }>(
		of: SummaryDifference['of'],
		before: readonly T[],
		after: readonly T[],
		read: (one: T) => string
	) => {
		const was = new Map(before.map((one) => [one.id, read(one)]));
		const is = new Set(after.map(({ id }) => id));
		for (const one of after) tell(one.id, of, was.get(one.id), read(one));
		for (const one of before) if (!is.has(one.id)) tell(one.id, of, read(one), undefined);
	};
	tell('', 'title', previous.title, next.title);
	tell('', 'intro', previous.intro, next.intro);
	each('section', previous.sections, next.sections, ({ heading, text }) => [heading, text].filter(Boolean).join('\n'));
	each('point', previous.points, next.points, ({ text }) => text);
	const both = new Set(previous.points.map(({ id }) => id));
	const stayed = next.points.filter(({ id }) => both.has(id));
	each(
		'starter',
		previous.points.filter(({ id }) => stayed.some((point) => point.id === id)),
		stayed,
		starterOf
	);
	each('picture', previous.pictures, next.pictures, ({ caption, alt }) => [caption, alt].filter(Boolean).join('\n'));
	tell('', 'closing', previous.closing, next.closing);
	return told;
}
