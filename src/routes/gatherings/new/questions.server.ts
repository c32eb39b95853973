import { sayAvoided, sayReason } from '#lib/cycle/dates/text.ts';
import { allSeries } from '#lib/cycle/series/queries.server.ts';
import { suggestionsFor } from '#lib/cycle/wheel/queries.server.ts';
import { civilDate, isCivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { ofYear } from '#lib/gatherings/queries.server.ts';
import { backlog } from '#lib/gatherings/planning/ideas.server.ts';
import { memories } from '#lib/gatherings/attendance/topicMemory.server.ts';
import { examples } from '#lib/gatherings/planning/queries.server.ts';
import { maxTopics, recipes } from '#lib/gatherings/planning/recipes.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { isCurrent, type Actor } from '#lib/people/model.ts';
import { persons, units } from '#lib/people/queries.server.ts';
import { documentOf } from '#lib/plan/document/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { openActions } from '#lib/summaries/points/actions.server.ts';
import { adviceName, sayWhy } from '#lib/topics/text.ts';
import { adviceOf } from '#lib/topics/memory.ts';
import { candidates } from '#lib/topics/queries.server.ts';

/** How many dates are offered. */
const offered = 3;

/** Everything the five questions ask, with the sensible answer to each; `series` is null before there is a forum to plan for. */
export async function questionsOf(db: Db, actor: Actor, asked: URLSearchParams, now: Instant, locale: Locale) {
	const { municipalityId } = actor;
	const today = civilDate(now);
	const all = await allSeries(db, municipalityId);
	const series = all.find((one) => one.id === asked.get('series')) ?? all[0];
	if (!series) return { series: null };
	const named = (names: { nameNn: string; nameNb: string }) => inLanguage(locale, { nn: names.nameNn, nb: names.nameNb });

	const open = await candidates(db, municipalityId, series.id, actor.id);
	const memory = await memories(db, municipalityId, open, today);
	const topics = open.map((topic) => ({ ...topic, advice: adviceOf(memory.get(topic.id) ?? []) }));
	const lasts = await examples(db, municipalityId, series.id);
	const current = (await units(db, municipalityId)).filter((unit) => unit.kind === 'external' && isCurrent(unit, today));
	const outside = (await persons(db, municipalityId)).filter(
		(person) => person.disabledAt === null && current.some((unit) => unit.id === person.unitId)
	);
	const wished = asked.get('date');
	return {
		series: { id: series.id, name: named(series), startTime: series.startTime },
		wished: wished && isCivilDate(wished) && wished >= today ? wished : null,
		...(await dates(db, municipalityId, series.id, today, locale)),
		topics: topics.map((topic) => ({
			id: topic.id,
			title: topic.title,
			kind: topic.kind,
			shortlisted: topic.state === 'shortlisted',
			supporters: topic.spread.supporters,
			units: topic.spread.units.length,
			speakers: topic.offers.map((offer) => offer.name),
			advice: { kind: topic.advice.kind, name: adviceName(topic.advice), why: sayWhy(locale, topic.advice) }
		})),
		/** Shortlisted ones stand first, then those that most units stand behind; what most know by now rests. */
		pickedTopics: topics
			.filter((topic) => topic.state === 'shortlisted' || topic.advice.kind !== 'rest')
			.slice(0, 3)
			.map((topic) => topic.id),
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
		outside: outside.map((person) => ({
			id: person.id,
			name: person.name,
			unit: named(current.find((unit) => unit.id === person.unitId)!),
			title: person.title
		})),
		/** Whoever from outside can sign in already plans with us (Husbanken, say). */
		pickedPartners: outside.filter((person) => person.hasAccount).map((person) => person.id),
		...(await goalsOf(db, municipalityId, series.id, locale))
	};
}

/** The best dates, of this year and when those are too few of the next. */
async function dates(db: Db, municipalityId: string, seriesId: string, today: string, locale: Locale) {
	const found = [];
	const avoided: string[] = [];
	for (const year of [Number(today.slice(0, 4)), Number(today.slice(0, 4)) + 1]) {
		if (found.length >= offered) break;
		const gatherings = (await ofYear(db, municipalityId, year))
			.filter((one) => one.state !== 'cancelled')
			.map((one) => ({ ...one, title: one.theme }));
		const suggested = await suggestionsFor(db, municipalityId, { seriesId, year, today, gatherings, count: offered }, locale);
		found.push(...(suggested?.dates ?? []));
		avoided.push(...(suggested?.avoided ?? []).map((one) => sayAvoided(locale, one)));
	}
	return {
		dates: found.slice(0, offered).map(({ date, reasons }) => ({ date, reasons: reasons.map((reason) => sayReason(locale, reason)) })),
		avoided: [...new Set(avoided)]
	};
}

/** The goals of the plan; the one that the forum is a measure of is the answer already made. */
async function goalsOf(db: Db, municipalityId: string, seriesId: string, locale: Locale) {
	const plan = await planOf(db, municipalityId);
	const version = plan?.inForce ?? plan?.open;
	if (!version) return { goals: [], pickedGoals: [] };
	const elements = await documentOf(db, municipalityId, version.id);
	const parents = new Map(elements.map((element) => [element.elementId, element.parentId]));
	const roots = elements
		.filter((element) => element.seriesId === seriesId)
		.map((element) => {
			let at = element.elementId;
			for (let parent = parents.get(at); parent; parent = parents.get(at)) at = parent;
			return at;
		});
	const goals = elements.filter((element) => element.kind === 'goal');
	return {
		goals: goals.map(({ elementId, number, nn, nb }) => ({ id: elementId, label: `${number} ${inLanguage(locale, { nn, nb })}` })),
		pickedGoals: goals.map((goal) => goal.elementId).filter((id) => roots.includes(id))
	};
}
