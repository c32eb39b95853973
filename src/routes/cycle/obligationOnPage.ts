import type { Holiday } from '#lib/cycle/dates/holidays.ts';
import { sayAvoided, sayReason } from '#lib/cycle/dates/text.ts';
import { ledger, obligationState, type Obligation } from '#lib/cycle/series/obligation.ts';
import { suggestedIn, type YearWheel } from '#lib/cycle/wheel/queries.server.ts';
import { addDays, isoWeek, type CivilDate } from '#lib/dates.ts';
import type { heldPerYear } from '#lib/gatherings/attendance/heldPerYear.server.ts';
import type { ListedGathering } from '#lib/gatherings/queries.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import type { SeriesOnPage } from './seriesOnPage.ts';

export type ObligationOnPage = ReturnType<typeof obligationOnPage>;

type Context = {
	year: number;
	today: CivilDate;
	locale: Locale;
	wheel: YearWheel;
	gatherings: readonly ListedGathering[];
	counts: Awaited<ReturnType<typeof heldPerYear>>;
};

/** How an obligation stands, and where something must be planned, the days that are good for it. `holidays` reach into the years beside. */
export function obligationOnPage(obligation: Obligation, series: SeriesOnPage, holidays: readonly Holiday[], context: Context) {
	const { year, today, locale, wheel, gatherings, counts } = context;
	const own = gatherings.filter(({ seriesId }) => seriesId === series.id);
	const held = own.filter(({ state }) => state === 'held').length;
	const { inviteWeeks, preferredWeeks } = series;
	const status = obligationState({
		obligation,
		year,
		today,
		held,
		planned: own,
		inviteWeeks,
		preferredWeeks,
		holidays,
		breaks: wheel.breaks
	});
	const isOpen = status.state === 'atRisk' || status.state === 'notYetDue';
	return {
		id: obligation.id,
		label: inLanguage(locale, { nn: obligation.labelNn, nb: obligation.labelNb }),
		seriesId: series.id,
		inviteWeeks,
		colour: series.steward?.colour ?? 0,
		...status,
		past: year < Number(today.slice(0, 4)),
		legalBasis: series.legalBasis,
		history: ledger(
			obligation,
			counts.filter(({ seriesId }) => seriesId === series.id),
			today
		),
		...(isOpen ? goodDates(series, context) : { dates: [], avoided: [] })
	};
}

/** Days for the next gathering of a series with what speaks for them, and what was passed over and why. */
function goodDates({ id: seriesId, inviteWeeks }: SeriesOnPage, { year, today, locale, wheel, gatherings }: Context) {
	const busy = gatherings.map(({ seriesId, date, theme }) => ({ seriesId, date, title: theme }));
	const found = suggestedIn(wheel, { seriesId, year, today, gatherings: busy }, locale);
	return {
		dates: (found?.dates ?? []).map(({ date, reasons }) => ({
			date,
			week: isoWeek(date).week,
			inviteBy: addDays(date, -7 * inviteWeeks),
			reasons: reasons.map((reason) => sayReason(locale, reason, today))
		})),
		avoided: (found?.avoided ?? []).map((avoided) => sayAvoided(locale, avoided, today))
	};
}
