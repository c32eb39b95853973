import { minGroupSize } from '#lib/groupSize.ts';

/** From what counts most to what counts least: change for individuals, what there is to help with, how much was done. */
export const levels = ['individual', 'system', 'activity'] as const;

export type Level = (typeof levels)[number];

export type RawReading = {
	id: string;
	/** A year, month or day as the source gives it; null when it gives none. */
	at: string | null;
	value: number;
	/** As the source writes it ("ca. 45"). */
	shown: string;
	/** Where it is public already; null when nowhere. */
	publishedIn: string | null;
};

/** A reading as it may be shown: `value` is null, and `shown` empty, where it is held back. */
export type Reading = Omit<RawReading, 'value'> & { value: number | null };

export type Indicator = {
	id: string;
	nameNn: string;
	nameNb: string;
	level: Level;
	unit: string;
	source: string;
	/** What the number is worth: how it is counted, what it leaves out. */
	qualityNote: string | null;
	/** The reading it began from. */
	baselineId: string | null;
	/** In the order of time; those without a date last. */
	readings: Reading[];
};

/** A reading without its number where that would be fewer than five people, unless it is public already. */
export function guarded(indicator: { level: Level; unit: string }, reading: RawReading): Reading {
	const isSmall = indicator.level === 'individual' && indicator.unit !== '%' && reading.value < minGroupSize.statistic;
	return isSmall && reading.publishedIn === null ? { ...reading, value: null, shown: '' } : reading;
}

/**
 * What an indicator began from (its baseline, else the first dated reading) and where it is now, within the years; null where
 * nothing is known.
 */
export function endsOf(
	{ readings, baselineId }: Pick<Indicator, 'readings' | 'baselineId'>,
	until: string
): { first: Reading | null; last: Reading | null } {
	const dated = readings.filter((reading) => reading.at !== null && reading.at.slice(0, until.length) <= until);
	const first = readings.find((reading) => reading.id === baselineId) ?? dated[0] ?? null;
	const last = dated.at(-1) ?? readings.at(-1) ?? null;
	return { first: first?.id === last?.id ? null : first, last };
}
