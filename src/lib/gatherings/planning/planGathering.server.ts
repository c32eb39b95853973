import { stewardOf } from '#lib/cycle/series/queries.server.ts';
import { addDays, civilDate, daysBetween, type CivilDate, type Instant, type LocalTime } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { mayBecome } from '#lib/topics/model.ts';
import type { Bring } from './carryOver.ts';
import { requireGathering } from '../commands.server.ts';
import { buildProgramme, rebuildProgramme } from './buildProgramme.ts';
import { withSinceLast } from '../programme/sinceLast.ts';
import { dayOff, isTaken, type DayOff } from './daysOff.server.ts';
import { spend } from '../planningTime.server.ts';
import { openIdeas, useIdeas } from './ideas.server.ts';
import { mayPlan, type RecipeId } from '../model.ts';
import { languageOf } from '../queries.server.ts';
import { lastItems, pickedTopics, visitorsOf } from './queries.server.ts';
import { span, trouble } from '../programme/schedule.ts';
import { remember } from '../programme/revisions.server.ts';
import { checklist, mostTopics, recipeOf } from './recipes.ts';

/** The five answers (and the room) that make a gathering. Ids are of this municipality; goals are `elementId`s of the plan. */
export type PlanAnswers = {
	seriesId: string;
	date: CivilDate;
	startTime: LocalTime;
	theme: string;
	topicIds: readonly string[];
	/** A recipe's id; of no account when it is to be like `again`. */
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

type PlanRefusal =
	| 'notAllowed'
	| 'unknownRecipe'
	| 'unknownSeries'
	| 'noTheme'
	| 'dateInPast'
	| 'dateTaken'
	| 'unknownTopic'
	| 'topicTaken'
	| 'tooManyTopics'
	| 'unknownPartner'
	| 'unknownGathering'
	| 'unknownIdea'
	| 'outsideDay';

/**
 * A gathering with programme, checklist, topics and partners, all at once, so that a forum is planned in minutes (S2:98).
 * Refuses `notAllowed`, `unknownRecipe`, `unknownSeries`, `noTheme`, `dateInPast`, `dateTaken` (the series has that day already),
 * `dayOff` (until `despiteDayOff`), `unknownTopic`, `topicTaken` (planned elsewhere, or declined), `tooManyTopics`, `unknownPartner`,
 * `unknownGathering` (`again` has no programme or is another series'), `unknownIdea`, `outsideDay`.
 */
export async function planGathering(
	db: Db,
	actor: Actor,
	answers: PlanAnswers,
	now: Instant
): Promise<
	{ ok: true; gatheringId: string; recipe: RecipeId } | { ok: false; reason: PlanRefusal } | { ok: false; reason: 'dayOff'; off: DayOff }
> {
	if (!mayPlan(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	const { date, startTime, room } = answers;
	const today = civilDate(now);
	const theme = answers.theme.trim();
	if (!theme) return { ok: false, reason: 'noTheme' };
	if (date < today) return { ok: false, reason: 'dateInPast' };
	return inTransaction(db, async (trx) => {
		const series = await trx
			.selectFrom('series')
			.selectAll()
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', answers.seriesId)
			.executeTakeFirst();
		if (!series) return { ok: false, reason: 'unknownSeries' };
		const last = answers.again ? await requireGathering(trx, actor, answers.again.gatheringId) : undefined;
		const lastParts = last && (await lastItems(trx, municipalityId, series.id, last.id));
		if (answers.again && !lastParts) return { ok: false, reason: 'unknownGathering' };
		const recipe = recipeOf(last?.recipe ?? answers.recipe);
		if (!recipe) return { ok: false, reason: 'unknownRecipe' };
		if (await isTaken(trx, municipalityId, series.id, date)) return { ok: false, reason: 'dateTaken' };
		const off = answers.despiteDayOff ? null : await dayOff(trx, municipalityId, date);
		if (off) return { ok: false, reason: 'dayOff', off };
		const locale = await languageOf(trx, municipalityId);
		const picked = await pickedTopics(trx, municipalityId, series.id, answers.topicIds);
		if (!picked) return { ok: false, reason: 'unknownTopic' };
		if (picked.some((topic) => !mayBecome(topic.state, 'planned'))) return { ok: false, reason: 'topicTaken' };
		if (!lastParts && picked.length > mostTopics(recipe)) return { ok: false, reason: 'tooManyTopics' };
		const visitors = await visitorsOf(trx, municipalityId, answers.partnerIds, locale);
		if (!visitors) return { ok: false, reason: 'unknownPartner' };
		const bring = (what: Bring) => answers.again?.bring.includes(what) ?? false;
		const cooked = lastParts
			? rebuildProgramme(lastParts, startTime, picked, visitors, bring('speakers'), locale)
			: buildProgramme(recipe, startTime, picked, visitors, locale);
		if (cooked === 'tooManyTopics') return { ok: false, reason: 'tooManyTopics' };
		const items = answers.sinceLast ? withSinceLast(cooked, locale) : cooked;
		if (trouble(items)) return { ok: false, reason: 'outsideDay' };
		const ideas = await openIdeas(trx, municipalityId, series.id, answers.ideaIds ?? []);
		if (!ideas) return { ok: false, reason: 'unknownIdea' };

		const gatheringId = newId();
		const steward = await stewardOf(trx, municipalityId, series.id, date);
		await trx
			.insertInto('gathering')
			.values({
				id: gatheringId,
				municipalityId,
				seriesId: series.id,
				recipe: recipe.id,
				theme,
				state: 'planned',
				date,
				month: date.slice(0, 7),
				year: Number(date.slice(0, 4)),
				startTime,
				endTime: span(items)!.endTime,
				room,
				organiserUnitId: steward?.unitId ?? actor.unitId,
				organiserRoleNn: steward?.roleNn ?? null,
				organiserRoleNb: steward?.roleNb ?? null,
				attendedCount: null,
				calendarSequence: 0,
				sentSequence: null,
				createdBy: actor.id,
				createdAt: now,
				openedAt: null,
				heldAt: null,
				cancelledAt: null,
				unitsFromId: last && bring('units') ? last.id : null
			})
			.execute();
		const parts = items.map((item) => ({ id: newId(), ...item }));
		await trx
			.insertInto('programmeItem')
			.values(parts.map((part, index) => ({ ...part, municipalityId, gatheringId, position: index + 1 })))
			.execute();
		await remember(trx, { id: gatheringId, municipalityId }, null, parts, actor, now);
		const owner = (of: 'steward' | 'facilitator') => {
			const unit = steward?.unitId ?? actor.unitId;
			if (of === 'steward' && steward) return { ownerUnitId: unit, ownerRoleNn: steward.roleNn, ownerRoleNb: steward.roleNb };
			const words = m[`gatherings_owner_${of}`];
			return { ownerUnitId: unit, ownerRoleNn: words({}, { locale: 'nn' }), ownerRoleNb: words({}, { locale: 'nb' }) };
		};
		const own = last?.date && bring('tasks') ? await ownTasks(trx, last.id, daysBetween(last.date, date), today) : [];
		const tasks = [
			...checklist(recipe, date, today, series.inviteWeeks, visitors.length > 0).map((task) => ({ ...task, title: '' })),
			...own,
			...ideas.map(({ text }) => ({ task: null, title: text, dueDate: today, owner: 'steward' as const }))
		];
		await trx
			.insertInto('checklistItem')
			.values(
				tasks.map(({ owner: of, ...task }) => ({
					id: newId(),
					municipalityId,
					gatheringId,
					...task,
					...owner(of),
					...(task.task === 'room' && room ? { doneAt: now, doneBy: actor.id } : { doneAt: null, doneBy: null })
				}))
			)
			.execute();
		await useIdeas(trx, gatheringId, ideas);
		const goalIds = [...new Set(answers.goalIds)];
		if (goalIds.length > 0)
			await trx
				.insertInto('gatheringGoal')
				.values(goalIds.map((elementId) => ({ gatheringId, elementId, municipalityId })))
				.execute();
		if (visitors.length > 0)
			await trx
				.insertInto('gatheringPartner')
				.values(visitors.map(({ id }) => ({ gatheringId, personId: id, municipalityId })))
				.execute();
		const marked = await topics.markPlanned(
			trx,
			actor,
			picked.map((topic) => topic.id),
			gatheringId,
			now
		);
		if (!marked.ok) throw new Error(`The topics were not taken into the programme: ${marked.reason}.`);
		await record(trx, actor, 'planGathering', { kind: 'gathering', id: gatheringId, detail: { date, recipe: recipe.id } }, now);
		await spend(trx, municipalityId, gatheringId, now, answers.askedAt);
		return { ok: true, gatheringId, recipe: recipe.id };
	});
}

/** Tasks that somebody typed in for a gathering, `days` later; those that would be late already are due today. */
async function ownTasks(trx: Db, gatheringId: string, days: number, today: CivilDate) {
	const rows = await trx
		.selectFrom('checklistItem')
		.select(['title', 'dueDate'])
		.where('gatheringId', '=', gatheringId)
		.where('task', 'is', null)
		.orderBy('dueDate')
		.execute();
	return rows.map(({ title, dueDate }) => {
		const due = addDays(dueDate, days);
		return { task: null, title, dueDate: due < today ? today : due, owner: 'steward' as const };
	});
}
