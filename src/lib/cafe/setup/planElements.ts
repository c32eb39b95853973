import { m } from '#lib/i18n/paraglide/messages.js';

/*
 * The plan as tablecloth: a goal with its measures lies on the table as it read when the café was set up, and a note may say which of
 * it it is about, and how. What is said is input, no decision.
 */

export const stances = ['keep', 'change', 'missing'] as const;
export type Stance = (typeof stances)[number];

/** What a note is about. */
export type About = { elementId: string; stance: Stance };

/** An element as it lies on a table: its words of then, and which version they are from. */
export type TableElement = {
	elementId: string;
	kind: 'goal' | 'subGoal' | 'measure';
	number: string;
	nn: string;
	nb: string;
	versionId: string;
	versionNumber: number;
};

/** So many elements lie on one table at most: a goal and its measures are to be seen on a phone. */
export const maxElements = 30;

/** The column of the board in which a note about something stands (L6). */
export function columnOf({ elementId, stance }: About): string {
	return `${stance}-${elementId}`;
}

/** What a note in this column is about, of what lies on the table; null for all other columns. */
export function aboutIn(column: string | null, elements: readonly Pick<TableElement, 'elementId'>[]): About | null {
	const [stance, elementId] = (column ?? '').split('-');
	const known = stances.find((one) => one === stance);
	return known && elements.some((element) => element.elementId === elementId) ? { stance: known, elementId: elementId! } : null;
}

const words = { keep: m.tablecloth_keep, change: m.tablecloth_change, missing: m.tablecloth_missing };

/** The same in words, in the reader's language; null when it says nothing of that. */
export function aboutText(column: string | null, elements: readonly Pick<TableElement, 'elementId' | 'number'>[]): string | null {
	const about = aboutIn(column, elements);
	const element = about && elements.find(({ elementId }) => elementId === about.elementId);
	return element ? m.tablecloth_on({ stance: words[about.stance](), number: element.number }) : null;
}
