import { mayReadHandover, stewardOn, unitInCharge } from '#lib/cycle/model.ts';
import type { StewardRow } from '#lib/cycle/series/queries.server.ts';
import type { YearWheel } from '#lib/cycle/wheel/queries.server.ts';
import type { CivilDate } from '#lib/dates.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import type { Actor } from '#lib/people/model.ts';
import type { units as unitsOf } from '#lib/people/queries.server.ts';

export type SeriesOnPage = ReturnType<typeof seriesOnPage>;

type Context = { actor: Actor; year: number; today: CivilDate; locale: Locale; units: Awaited<ReturnType<typeof unitsOf>> };

/** A series with who has had and has the responsibility for it; `stewards` are its own, oldest first. */
export function seriesOnPage(series: YearWheel['series'][number], stewards: readonly StewardRow[], context: Context) {
	const { actor, year, today, locale, units } = context;
	const seenOn = dayIn(year, today);
	const shown = ({ unitNn, unitNb, roleNn, roleNb, ...rest }: StewardRow) => ({
		...rest,
		unit: unitNn === null ? null : inLanguage(locale, { nn: unitNn, nb: unitNb ?? unitNn }),
		role: inLanguage(locale, { nn: roleNn, nb: roleNb }),
		mayRead: mayReadHandover(actor, rest.unitId)
	});
	const steward = stewardOn(stewards, seenOn);
	const unit = steward && unitInCharge(steward, units, seenOn);
	return {
		...series,
		name: inLanguage(locale, { nn: series.nameNn, nb: series.nameNb }),
		seenOn,
		steward: steward ? { ...shown(steward), colour: unit?.colour ?? steward.colour, orphan: steward.unitId !== null && !unit } : null,
		stewards: stewards.map(shown)
	};
}

/** The day a year is seen from: today in this year, the last day of one gone by, the first of one ahead. */
function dayIn(year: number, today: CivilDate): CivilDate {
	const thisYear = Number(today.slice(0, 4));
	if (year === thisYear) return today;
	return year < thisYear ? `${year}-12-31` : `${year}-01-01`;
}
