import { seriesFrom } from '#lib/cycle/series/queries.server.ts';
import { civilDate, isCivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { backlog } from '#lib/gatherings/planning/ideas.server.ts';
import { examples } from '#lib/gatherings/planning/queries.server.ts';
import { maxTopics, recipes } from '#lib/gatherings/planning/recipes.ts';
import { suggestedDates } from '#lib/gatherings/planning/suggestedDates.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { nameFor } from '#lib/i18n/named.ts';
import type { Actor } from '#lib/people/model.ts';
import { openActions } from '#lib/summaries/points/actions.server.ts';
import { goalQuestion } from '../goalQuestion.server.ts';
import { partnerQuestion } from '../partnerQuestion.server.ts';
import { topicQuestion } from './topicQuestion.server.ts';

/** Everything the five questions ask, with the sensible answer to each; `series` is null before there is a forum to plan for. */
export async function questionsOf(db: Db, actor: Actor, asked: URLSearchParams, now: Instant, locale: Locale) {
	const { municipalityId } = actor;
	const today = civilDate(now);
	const all = await seriesFrom(db, municipalityId, today);
	const series = all.find((one) => one.id === asked.get('series')) ?? all[0];
	if (!series) return { series: null };
	const lasts = await examples(db, municipalityId, series.id);
	const wished = asked.get('date');
	return {
		series: { id: series.id, name: nameFor(locale, { nn: series.nameNn, nb: series.nameNb }), startTime: series.startTime },
		/** Those that can be planned, when there is a choice. */
		choices: all.length > 1 ? all.map(({ id, nameNn, nameNb }) => ({ id, label: nameFor(locale, { nn: nameNn, nb: nameNb }) })) : [],
		wished: wished && isCivilDate(wished) && wished >= today ? wished : null,
		...(await suggestedDates(db, municipalityId, series.id, today, locale, yearIn(asked))),
		...(await topicQuestion(db, actor, series.id, today)),
		lasts,
		pickedLast: lasts.find((last) => last.id === asked.get('again'))?.id ?? null,
		ideas: await backlog(db, municipalityId, series.id),
		openActions: (await openActions(db, municipalityId, series.id, today)).length,
		askedAt: now,
		recipes: recipes.map((recipe) => ({
			id: recipe.id,
			minutes: recipe.places.reduce((sum, place) => sum + place.minutes + (place.fill === 'topics' ? (place.pause ?? 0) : 0), 0),
			maxTopics: maxTopics(recipe),
			tables: recipe.tables
		})),
		...(await partnerQuestion(db, municipalityId, today, locale)),
		...(await goalQuestion(db, municipalityId, series.id, locale))
	};
}

/** The year that a wheel's link plans; null: the first that has a day. */
function yearIn(asked: URLSearchParams): number | null {
	const year = asked.get('year');
	return year !== null && /^20\d\d$/.test(year) ? Number(year) : null;
}
