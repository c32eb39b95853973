import { mayPlanYear } from '#lib/cycle/model.ts';
import { seriesFrom } from '#lib/cycle/series/queries.server.ts';
import { suggestionsFor } from '#lib/cycle/wheel/queries.server.ts';
import { sayReason } from '#lib/cycle/dates/text.ts';
import { addDays, civilDate, daysBetween, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { ofYear } from '#lib/gatherings/queries.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import type { Actor } from '#lib/people/model.ts';
import { peopleToAsk } from './peopleToAsk.server.ts';

/** How many days are offered, and how many of them are ticked at most: more than three alternatives are seldom needed. */
const offered = 6;
const ticked = 3;
/** One asks about days near each other: this many from the best. */
const nearDays = 35;

/** What the form starts from: good days of this year and the next, whom one would ask, and a deadline that leaves a week. */
export async function pollForm(db: Db, actor: Actor, wanted: string | null, now: Instant, locale: Locale) {
	const { municipalityId } = actor;
	const today = civilDate(now);
	const all = mayPlanYear(actor) ? await seriesFrom(db, municipalityId, today) : [];
	const series = all.find((one) => one.id === wanted) ?? all[0];
	if (!series) return null;
	const dates = [];
	for (const year of [Number(today.slice(0, 4)), Number(today.slice(0, 4)) + 1]) {
		if (dates.length >= ticked) break;
		const gatherings = (await ofYear(db, municipalityId, year))
			.filter((one) => one.state !== 'cancelled')
			.map((one) => ({ ...one, title: one.theme }));
		const found = await suggestionsFor(db, municipalityId, { seriesId: series.id, year, today, gatherings, count: offered }, locale);
		dates.push(...(found?.dates ?? []));
	}
	const shown = dates
		.slice(0, offered)
		.map(({ date, reasons }) => ({ date, why: reasons.map((reason) => sayReason(locale, reason, today)) }));
	const [best] = shown;
	const picked = best ? shown.filter(({ date }) => Math.abs(daysBetween(best.date, date)) <= nearDays).slice(0, ticked) : [];
	const [first] = picked.map(({ date }) => date).toSorted();
	const week = addDays(today, 7);
	return {
		series: { id: series.id, name: inLanguage(locale, { nn: series.nameNn, nb: series.nameNb }) },
		today,
		dates: shown,
		picked: picked.map(({ date }) => date),
		people: await peopleToAsk(db, municipalityId, today, locale),
		deadline: first !== undefined && first <= week ? addDays(first, -1) : week
	};
}
