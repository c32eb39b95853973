import { m } from '#lib/i18n/paraglide/messages.js';

/*
 * A part of the plan on a table: a goal with its measures as they read when the café was configured. A note may say which
 * element it is about, and how. What it says is input, not a decision.
 */

export const stances = ['keep', 'change', 'missing'] as const;
export type Stance = (typeof stances)[number];

/** What a note is about. */
export type About = { elementId: string; stance: Stance };

/** An element on a table: its text of then, and the version it is from. */
export type TableElement = {
	elementId: string;
	kind: 'goal' | 'subGoal' | 'measure';
	number: string;
	nn: string;
	nb: string;
	versionId: string;
	versionNumber: number;
};

/** The most elements on one table: a goal and its measures must be legible on a phone. */
export const maxElements = 30;

/** The column of the board for notes about an element (L6). */
export function columnOf({ elementId, stance }: About): string {
	return `${stance}-${elementId}`;
}

/** What a note in this column is about, of the elements on the table; null for other columns. */
export function aboutIn(column: string | null, elements: readonly Pick<TableElement, 'elementId'>[]): About | null {
	const [stance, elementId] = (column ?? '').split('-');
	const known = stances.find((one) => one === stance);
	return known && elements.some((element) => element.elementId === elementId) ? { stance: known, elementId: elementId! } : null;
}

const words = { keep: m.tableplan_keep, change: m.common_change, missing: m.tableplan_missing };

/** The same as a sentence in the reader's language; null when the note is about no element. */
export function aboutText(column: string | null, elements: readonly Pick<TableElement, 'elementId' | 'number'>[]): string | null {
	const about = aboutIn(column, elements);
	const element = about && elements.find(({ elementId }) => elementId === about.elementId);
	return element ? m.tableplan_on({ stance: words[about.stance](), number: element.number }) : null;
}
