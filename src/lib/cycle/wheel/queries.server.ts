import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { successorOn } from '#lib/people/model.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import { breaksBetween } from '../dates/schoolBreaks.server.ts';
import { holidaysOf, squeezedDays, type Holiday } from '../dates/holidays.ts';
import { suggestDates, windowsOf } from '../dates/suggest.ts';
import { runsOn, type EntryKind, type Recurrence, type SchoolBreak, type Series, type Window } from '../model.ts';
import { talliesIn, type SeriesTally } from '../polls/queries.server.ts';
import { seriesFrom } from '../series/queries.server.ts';
import { occurrencesIn } from './occurrences.ts';

/** A fixed point of the year, one time it comes round. `id` is the entry's, with the month it comes round in. */
export type WheelPoint = {
	id: string;
	entryId: string;
	titleNn: string;
	titleNb: string;
	date: CivilDate | null;
	month: string;
	kind: EntryKind;
	recurs: Recurrence;
	colour: number;
	ownerUnitId: string | null;
	ownerUnitNn: string | null;
	ownerUnitNb: string | null;
	ownerRoleNn: string | null;
	ownerRoleNb: string | null;
	leadWeeks: number;
};

export type YearWheel = {
	year: number;
	points: WheelPoint[];
	breaks: SchoolBreak[];
	holidays: Holiday[];
	/** «Inneklemde dagar». */
	squeezed: CivilDate[];
	series: (Series & { windows: Window[] })[];
	/** What key people have answered about days of the year. */
	answers: SeriesTally[];
};

/**
 * What is known of a year before anybody plans a gathering: the fixed points each time they come round, school breaks that touch
 * the year, public holidays, every series with its target windows, and what key people say of days. Five queries however much there is.
 */
export async function wheelOf(db: Db, municipalityId: string, year: number): Promise<YearWheel> {
	const entries = await db
		.selectFrom('cycleEntry')
		.selectAll('cycleEntry')
		.where('cycleEntry.municipalityId', '=', municipalityId)
		.where('cycleEntry.month', '<=', `${year}-12`)
		.execute();
	const units = await unitsOf(db, municipalityId);
	const points = entries
		.flatMap(({ id: entryId, municipalityId: _, createdAt: __, cancelledAt, ...entry }) =>
			occurrencesIn({ ...entry, cancelledAt }, year).map((occurrence) => ({
				...entry,
				...occurrence,
				...ownerOn(units, entry, occurrence.date ?? `${occurrence.month}-01`),
				entryId,
				id: `${entryId}-${occurrence.month}`
			}))
		)
		.toSorted((a, b) => sortKey(a).localeCompare(sortKey(b)) || a.id.localeCompare(b.id));
	const series = await seriesFrom(db, municipalityId, `${year}-01-01`);
	return {
		year,
		points,
		breaks: await breaksIn(db, municipalityId, year),
		holidays: holidaysOf(year),
		squeezed: squeezedDays(year),
		series: series.map((one) => ({ ...one, windows: windowsOf(one, year).filter(({ from }) => runsOn(one, from)) })),
		answers: await talliesIn(db, municipalityId, year)
	};
}

/** Who owns a fixed point on a day: the unit it was given to, under its name of that time, or the one that took over from it. */
function ownerOn(
	units: Awaited<ReturnType<typeof unitsOf>>,
	{ ownerUnitId, colour }: { ownerUnitId: string | null; colour: number },
	date: CivilDate
): Pick<WheelPoint, 'ownerUnitId' | 'ownerUnitNn' | 'ownerUnitNb' | 'colour'> {
	const own = units.find(({ id }) => id === ownerUnitId);
	if (!own) return { ownerUnitId, ownerUnitNn: null, ownerUnitNb: null, colour };
	const then = successorOn(units, own.id, date) ?? own;
	return { ownerUnitId: then.id, ownerUnitNn: then.nameNn, ownerUnitNb: then.nameNb, colour: then === own ? colour : then.colour };
}

/** Those without a settled day come at the end of their month. */
function sortKey({ date, month }: { date: CivilDate | null; month: string }): string {
	return date ?? `${month}-99`;
}

/** School breaks that touch `year`, in order. */
export async function breaksIn(db: Db, municipalityId: string, year: number): Promise<SchoolBreak[]> {
	return breaksBetween(db, municipalityId, `${year}-01-01`, `${year}-12-31`);
}

/**
 * Suggested dates for a series' next gathering in `year`, in the reader's language where a clash is named. `gatherings` are those
 * of that year already planned or held, of any series. Undefined when the series is not this municipality's.
 */
export async function suggestionsFor(
	db: Db,
	municipalityId: string,
	wanted: WantedDates,
	locale: Locale
): Promise<ReturnType<typeof suggestDates> | undefined> {
	return suggestedIn(await wheelOf(db, municipalityId, wanted.year), wanted, locale);
}

type WantedDates = {
	seriesId: string;
	year: number;
	today: CivilDate;
	gatherings: readonly { seriesId: string; date: CivilDate | null; title: string }[];
	count?: number;
};

/** The same from a wheel that has been read already, that of `wanted.year`. */
export function suggestedIn(wheel: YearWheel, wanted: WantedDates, locale: Locale): ReturnType<typeof suggestDates> | undefined {
	const { seriesId, year, today, gatherings, count } = wanted;
	const series = wheel.series.find((one) => one.id === seriesId);
	if (!series) return undefined;
	const settled = gatherings.flatMap(({ date, ...rest }) => (date === null ? [] : [{ date, ...rest }]));
	const points = wheel.points.flatMap(({ date, titleNn, titleNb }) =>
		date === null ? [] : [{ date, title: inLanguage(locale, { nn: titleNn, nb: titleNb }) }]
	);
	return suggestDates({
		series,
		year,
		today,
		count,
		holidays: [...holidaysOf(year - 1), ...wheel.holidays, ...holidaysOf(year + 1)],
		breaks: wheel.breaks,
		answers: wheel.answers.filter((said) => said.seriesId === seriesId),
		busy: [...points, ...settled.map(({ date, title }) => ({ date, title }))],
		taken: settled.filter((gathering) => gathering.seriesId === seriesId).map(({ date }) => date)
	});
}
