import { sayAvoided, sayInShort, sayReason } from '#lib/cycle/dates/text.ts';
import { suggestionsFor } from '#lib/cycle/wheel/queries.server.ts';
import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { ofYear } from '../queries.server.ts';

/** How many dates are offered. */
const offered = 3;

/** The best dates for the next gathering of a series, from the year asked for on and when too few of the next, in the reader's words. */
export async function suggestedDates(
	db: Db,
	municipalityId: string,
	seriesId: string,
	today: CivilDate,
	locale: Locale,
	from: number | null = null
) {
	const first = Math.max(from ?? 0, Number(today.slice(0, 4)));
	const found = [];
	const avoided: string[] = [];
	for (const year of [first, first + 1]) {
		if (found.length >= offered) break;
		const gatherings = (await ofYear(db, municipalityId, year))
			.filter((one) => one.state !== 'cancelled')
			.map((one) => ({ ...one, title: one.theme }));
		const suggested = await suggestionsFor(db, municipalityId, { seriesId, year, today, gatherings, count: offered }, locale);
		found.push(...(suggested?.dates ?? []));
		avoided.push(...(suggested?.avoided ?? []).map((one) => sayAvoided(locale, one, today)));
	}
	return {
		dates: found.slice(0, offered).map(({ date, reasons }) => ({
			date,
			short: sayInShort(locale, reasons),
			reasons: reasons.map((reason) => sayReason(locale, reason, today))
		})),
		avoided: [...new Set(avoided)]
	};
}
