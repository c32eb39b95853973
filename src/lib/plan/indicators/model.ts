import { minGroupSize } from '#lib/groupSize.ts';
import { nameKey } from '#lib/text/names.ts';

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

/** What an indicator is to reach by the end of a year; both null where nothing is decided. */
export type Target = { targetValue: number | null; targetYear: number | null };

export type Indicator = Target & {
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

type Counted = { level: Level; unit: string; nameNn: string; nameNb: string };

/** What people are called where they are counted, in nynorsk, bokmål and English. */
const people =
	/person|menneske|hushald|hushold|household|famili|\b(barn|born|unge)|ungdom|brukar|bruker|bustadlaus|bostedsløs|bostadslaus|leigetakar|leietaker|deltakar|deltaker|søkjar|søker|flyktning|innbyggjar|innbygger|pasient|\belev|einsleg|enslig|people|child|tenant|homeless|refugee|applicant|resident/i;
/** Units that say nothing of what is counted: the name does. */
const unsaid = ['', 'pieces', 'stk', 'stk.', 'tal', 'tall', 'antal', 'antall', 'number'];

/**
 * Whether what an indicator counts is people, at whatever level it stands: by its unit, or by its name where the unit says nothing. All of
 * the individual level but shares are taken for people.
 */
export function countsPeople({ level, unit, nameNn, nameNb }: Counted): boolean {
	if (unit === '%') return false;
	if (level === 'individual' || people.test(unit)) return true;
	return unsaid.includes(nameKey(unit)) && (people.test(nameNn) || people.test(nameNb));
}

/** A reading without its number where that would be fewer than five people, unless it is public already. */
export function guarded(indicator: Counted, reading: RawReading): Reading {
	const isSmall = countsPeople(indicator) && reading.value < minGroupSize.statistic;
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

/**
 * How much of the way from where it began to its target an indicator has come, in per cent: below 0 when it is further away, over 100 when
 * it is past. Null without a target or two numbers that may be shown, and where it began at its target.
 */
export function wayTo({ targetValue, ...indicator }: Target & Pick<Indicator, 'readings' | 'baselineId'>, until: string): number | null {
	const { first, last } = endsOf(indicator, until);
	if (targetValue === null || !first || first.value === null || !last || last.value === null || first.value === targetValue) return null;
	return Math.round(((last.value - first.value) / (targetValue - first.value)) * 100);
}
