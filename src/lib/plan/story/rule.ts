import { personalKinds } from '#lib/pii/persons.ts';
import { minGroupSize } from '#lib/groupSize.ts';
import { dated } from '../indicators/line.ts';
import type { Indicator } from '../indicators/model.ts';
import { levels } from '../indicators/model.ts';

/** In letters: a quote and own words that one page has room for. */
export const longest = { quote: 280, words: 900 } as const;

/** What was said at a forum and became of it a measure of the plan in force. */
export type Candidate = {
	/** The forum's point. */
	id: string;
	text: string;
	isFirst: boolean;
	votes: number;
	tables: number[];
	theme: string;
	/** Year and month of the gathering, or the year. */
	when: string;
	/** How many came; null when nobody counted. */
	attended: number | null;
	measureId: string;
};

/**
 * Whether a point may stand on a page for everybody: it points at nobody (as far as the machine sees), and it was not said by so few that
 * it points at them. One that the page has no room for is not among them either.
 */
export function mayBeQuoted(point: Pick<Candidate, 'text' | 'attended'>): boolean {
	return point.text.length <= longest.quote && !tooFewToTell(point) && personalKinds(point.text).length === 0;
}

/** Whether so few came that what one of them said points at them. */
export function tooFewToTell({ attended }: Pick<Candidate, 'attended'>): boolean {
	return attended !== null && attended < minGroupSize.statistic;
}

/**
 * In the order that the page takes them: what the forum put first, then what most dots were given, then the newest, then by id so that the
 * same page is the same tomorrow.
 */
export function inOrder(candidates: readonly Candidate[]): Candidate[] {
	return candidates.toSorted(
		(a, b) =>
			Number(b.isFirst) - Number(a.isFirst) ||
			b.votes - a.votes ||
			(a.when === b.when ? 0 : a.when < b.when ? 1 : -1) ||
			(a.id < b.id ? -1 : 1)
	);
}

/** Indicators that a line can be drawn of: at least two dated numbers that may be shown. */
export function drawable<I extends Pick<Indicator, 'readings'>>(indicators: readonly I[]): I[] {
	return indicators.filter(({ readings }) => dated(readings).length > 1);
}

/**
 * The indicator that is drawn: the one that the quoted measure is seen by when it tells of people, else of those that tell of people, else
 * of the system, the one with most numbers. Never how much was done.
 */
export function lineFor(indicators: readonly Indicator[], measuredBy: string | null): Indicator | undefined {
	const among = drawable(indicators).filter(({ level }) => level !== 'activity');
	return among.toSorted(
		(a, b) =>
			levels.indexOf(a.level) - levels.indexOf(b.level) ||
			Number(b.id === measuredBy) - Number(a.id === measuredBy) ||
			dated(b.readings).length - dated(a.readings).length ||
			(a.id < b.id ? -1 : 1)
	)[0];
}
