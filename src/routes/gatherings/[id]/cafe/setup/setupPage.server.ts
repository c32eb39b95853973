import { defaultRoundOptions, mayConfigure, mayReseat, presets, tablesFor } from '#lib/cafe/model.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { seatingChart } from '#lib/cafe/seating/chart.server.ts';
import { adviceOf, draftOf, keptQuestions, pressed, proposed } from '#lib/cafe/setup/configuration.ts';
import { configurationOf } from '#lib/cafe/setup/configure.server.ts';
import { expectedAt } from '#lib/cafe/setup/forecast.server.ts';
import { topElements } from '#lib/cafe/setup/planElements.server.ts';
import { questionLibrary } from '#lib/cafe/setup/questions.ts';
import type { GatheringDetail } from '#lib/gatherings/queries.server.ts';
import { nameOrder } from '#lib/text/names.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { shownCode } from '#lib/joincode.ts';
import type { Actor } from '#lib/people/model.ts';
import { factsPage, goalChoices, questionsOfGoals } from './plan.server.ts';

/** What the set-up page shows: the café's configuration, or a proposal for one. */
export async function setupPage({ db, locale, now }: App.Locals, actor: Actor, gathering: GatheringDetail) {
	const { municipalityId } = actor;
	const room = await cafeOf(db, municipalityId, gathering.id);
	const { people } = await seatingChart(db, municipalityId, gathering.id);
	const present = people.filter(({ out }) => !out);
	const expected = await expectedAt(db, gathering, present.length, now);
	const sources = [
		{ from: 'topics' as const, questions: expected.topics.map((topic) => m.setup_question_from_topic({ topic })) },
		{ from: 'goals' as const, questions: await questionsOfGoals(db, municipalityId, gathering.goalIds, locale) },
		{ from: 'library' as const, questions: questionLibrary(locale) }
	].filter(({ questions }) => questions.length > 0);
	const stored = room && draftOf(await configurationOf(db, room.cafe));
	const start = stored ?? emptyDraft(expected.people, locale);
	const kept = keptQuestions(room?.cafe.questions ?? null);
	const isOpen = !room || mayConfigure(room.cafe);
	const isFirst = isOpen && !room?.cafe.arrangedAt;
	return {
		gathering: { id: gathering.id, theme: gathering.theme },
		cafe: room && { phase: room.cafe.phase, code: shownCode(room.cafe.joinCode), locked: room.cafe.joinLockedAt !== null },
		mayConfigure: isOpen,
		isFirst,
		/** The draft that the page begins from, and the one it shows. */
		seen: stored,
		draft: isFirst ? proposed(start, expected.people, [...kept, ...questionLibrary(locale)]) : start,
		/** What more tables are asked before anything else: the questions that fewer tables have hidden. */
		kept,
		expected,
		sources,
		advice: Object.fromEntries((['udir', 'doga', 'worldCafe', 'own'] as const).map((preset) => [preset, adviceOf(preset)])),
		people: present.map(({ attendanceId, name, hosts }) => ({ id: attendanceId, name, hosts })).sort((a, b) => nameOrder(a.name, b.name)),
		/** People have their seats: another host moves. */
		isSeated: room ? mayReseat(room.cafe) : false,
		cardsAt: room?.cafe.cardsAt ?? null,
		goals: await goalChoices(db, municipalityId, locale),
		laid: room ? await topElements(db, room.cafe.id) : {},
		facts: room && isOpen ? await factsPage(db, municipalityId, room.cafe, locale, now) : null,
		tables: room?.tables.map(({ id, number, question, hostId }) => ({ id, number, question, hostId })) ?? []
	};
}

function emptyDraft(people: number, locale: Locale) {
	const empty = draftOf({ preset: 'udir', ...presets.udir, ...defaultRoundOptions, tables: [] });
	return pressed(empty, `count ${tablesFor('udir', people)}`, questionLibrary(locale));
}
