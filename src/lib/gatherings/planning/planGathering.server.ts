import { civilDate, type CivilDate, type Instant, type LocalTime } from '#lib/dates.ts';
import { runsOn } from '#lib/cycle/model.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { mayBecome } from '#lib/topics/model.ts';
import { requireGathering } from '../commands.server.ts';
import { type MailSettings, mayPlan } from '../model.ts';
import { recordPlanningTime } from '../planningTime.server.ts';
import { scheduleConflict } from '../programme/schedule.ts';
import { withSinceLast } from '../programme/sinceLast.ts';
import { languageOf } from '../queries.server.ts';
import { buildProgramme, rebuildProgramme, type PickedTopic, type Visitor } from './buildProgramme.ts';
import type { Bring } from './carryOver.ts';
import { dayOff, isTaken } from './daysOff.server.ts';
import { openIdeas } from './ideas.server.ts';
import { insertChecklist, insertGathering, insertProgramme, insertSharing, ownTasks, useIdeas } from './newGathering.server.ts';
import { askPartners } from './partners.server.ts';
import { lastItems, pickedTopics, visitorsOf } from './queries.server.ts';
import { maxTopics, recipeOf } from './recipes.ts';

/** The five answers (and the room) that make a gathering. Ids are of this municipality; goals are `elementId`s of the plan. */
export type PlanAnswers = {
	seriesId: string;
	date: CivilDate;
	startTime: LocalTime;
	theme: string;
	topicIds: readonly string[];
	/** A recipe's id; not read when it is to be like `again`. */
	recipe: string;
	partnerIds: readonly string[];
	goalIds: readonly string[];
	room: string;
	/** Says yes to a weekend, public holiday or school break after the warning. */
	despiteDayOff?: boolean;
	/** "Same as last time": a gathering of the series, and what of it comes along besides its programme. */
	again?: { gatheringId: string; bring: readonly Bring[] } | null;
	/** Whether something is open since last time, which then has its place in the programme. */
	sinceLast?: boolean;
	/** Ideas kept for next time that are taken up now: each becomes a task. */
	ideaIds?: readonly string[];
	/** When the questions were shown to whoever answered them: the time until now is planning. */
	askedAt?: Instant | null;
};

/**
 * A gathering with programme, checklist, topics and partners, all at once, so that a forum is planned in minutes (S2:98). With `mail`
 * partners are written to, in the outbox. Refuses `notAllowed`, `missingTheme`, `past`, `invalidSeries`, `closedSeries` (it has ended by
 * then), `invalidExample` (`again` has no programme or is another series'), `invalidRecipe`, `duplicate` (the series has that day
 * already), `conflictDayOff` (with the day off; until `despiteDayOff`), `invalidTopic`, `conflictTopic` (planned elsewhere, or declined),
 * `limitTopics`, `invalidPartner`, `invalidTime`, `invalidIdea`.
 */
export async function planGathering(db: Db, actor: Actor, answers: PlanAnswers, now: Instant, mail: MailSettings | null = null) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const today = civilDate(now);
	const theme = answers.theme.trim();
	if (!theme) return refuse('missingTheme');
	if (answers.date < today) return refuse('past');
	return command(db, async (trx) => {
		const base = await baseOf(trx, actor, answers);
		if (!base.ok) return base;
		const { series, last, recipe } = base;
		if (await isTaken(trx, municipalityId, series.id, answers.date)) return refuse('duplicate');
		const off = answers.despiteDayOff ? null : await dayOff(trx, municipalityId, answers.date);
		if (off) return refuse('conflictDayOff', { off });
		const locale = await languageOf(trx, municipalityId);
		const content = await contentOf(trx, municipalityId, base, answers, locale);
		if (!content.ok) return content;
		const items = programmeOf(base, content, answers, locale);
		if (items === 'limitTopics') return refuse('limitTopics');
		if (scheduleConflict(items)) return refuse('invalidTime');
		const ideas = await openIdeas(trx, municipalityId, series.id, answers.ideaIds ?? []);
		if (!ideas) return refuse('invalidIdea');

		const unitsFromId = last && brings(answers, 'units') ? last.id : null;
		const made = await insertGathering(trx, actor, { ...answers, theme, series, recipe, items, unitsFromId }, now);
		await insertProgramme(trx, actor, made, items, now);
		const own = last?.date && brings(answers, 'tasks') ? await ownTasks(trx, { id: last.id, date: last.date }, answers.date, today) : [];
		await insertChecklist(trx, actor, made, { own, ideas, withPartner: content.visitors.length > 0 }, now);
		await useIdeas(trx, made.gatheringId, ideas);
		await insertSharing(trx, made, { goalIds: answers.goalIds, visitors: content.visitors });
		const topicIds = content.topics.map(({ id }) => id);
		const { nameNn, nameNb } = series;
		const { date, startTime, room } = answers;
		const href = mail && `${mail.origin}/gatherings/${made.gatheringId}`;
		const forum = { nameNn, nameNb, theme, date, startTime, room, href };
		const marked = await topics.markPlanned(trx, actor, topicIds, made.gatheringId, now, forum);
		if (!marked.ok) throw new Error(`The topics were not taken into the programme: ${marked.reason}.`);
		if (mail)
			await askPartners(
				trx,
				actor,
				made.gatheringId,
				content.visitors.map(({ id }) => id),
				mail,
				now
			);
		const detail = { date: answers.date, recipe: recipe.id };
		await record(trx, actor, 'gathering.plan', { kind: 'gathering', id: made.gatheringId, detail }, now);
		await recordPlanningTime(trx, municipalityId, made.gatheringId, now, answers.askedAt);
		return { ok: true as const, gatheringId: made.gatheringId, recipe: recipe.id };
	});
}

const brings = ({ again }: PlanAnswers, what: Bring) => again?.bring.includes(what) ?? false;

/** The series, the recipe, and the gathering that the new one is to be like with its parts. */
async function baseOf(trx: Db, actor: Actor, { seriesId, date, again, recipe: recipeId }: PlanAnswers) {
	const { municipalityId } = actor;
	const series = await trx
		.selectFrom('series')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', seriesId)
		.executeTakeFirst();
	if (!series) return refuse('invalidSeries');
	if (!runsOn(series, date)) return refuse('closedSeries');
	const last = again ? await requireGathering(trx, actor, again.gatheringId) : undefined;
	const lastParts = last && (await lastItems(trx, municipalityId, series.id, last.id));
	if (again && !lastParts) return refuse('invalidExample');
	const recipe = recipeOf(last?.recipe ?? recipeId);
	if (!recipe) return refuse('invalidRecipe');
	return { ok: true as const, series, last, lastParts, recipe };
}
type Base = Extract<Awaited<ReturnType<typeof baseOf>>, { ok: true }>;

/** The topics and visitors that were picked, when they may be. */
async function contentOf(trx: Db, municipalityId: string, { series, lastParts, recipe }: Base, answers: PlanAnswers, locale: Locale) {
	const picked = await pickedTopics(trx, municipalityId, series.id, answers.topicIds);
	if (!picked) return refuse('invalidTopic');
	if (picked.some((topic) => !mayBecome(topic.state, 'planned'))) return refuse('conflictTopic');
	if (!lastParts && picked.length > maxTopics(recipe)) return refuse('limitTopics');
	const visitors = await visitorsOf(trx, municipalityId, answers.partnerIds, locale);
	if (!visitors) return refuse('invalidPartner');
	return { ok: true as const, topics: picked, visitors };
}

/** The day's parts: by the recipe, or like last time; with room for what is open since then. */
function programmeOf(
	{ recipe, lastParts }: Base,
	{ topics, visitors }: { topics: readonly PickedTopic[]; visitors: readonly Visitor[] },
	answers: PlanAnswers,
	locale: Locale
) {
	const built = lastParts
		? rebuildProgramme(lastParts, answers.startTime, topics, visitors, brings(answers, 'speakers'), locale)
		: buildProgramme(recipe, answers.startTime, topics, visitors, locale);
	return built !== 'limitTopics' && answers.sinceLast ? withSinceLast(built, locale) : built;
}
