import { stewardOf } from '#lib/cycle/series/queries.server.ts';
import { civilDate, daysBetween, type CivilDate, type Instant, type LocalTime } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { newId } from '#lib/ids.ts';
import type { Actor } from '#lib/people/model.ts';
import type { TaskId } from '../checklist/model.ts';
import type { PlannedItem } from '../programme/model.ts';
import { dueDay } from '../checklist/days.ts';
import { saveRevision } from '../programme/revisions.server.ts';
import { span } from '../programme/schedule.ts';
import type { Idea } from './ideas.server.ts';
import { checklist, type Recipe } from './recipes.ts';

type NewGathering = {
	series: { id: string; inviteWeeks: number };
	recipe: Recipe;
	theme: string;
	date: CivilDate;
	startTime: LocalTime;
	room: string;
	items: readonly PlannedItem[];
	unitsFromId: string | null;
};

/** The steps of `planGathering` that write; what they are given has been checked. */
export async function insertGathering(trx: Db, actor: Actor, planned: NewGathering, now: Instant) {
	const { municipalityId } = actor;
	const { series, recipe, theme, date, startTime, room, items, unitsFromId } = planned;
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
			unitsFromId
		})
		.execute();
	return { gatheringId, municipalityId, series, recipe, date, room, steward };
}
type Made = Awaited<ReturnType<typeof insertGathering>>;

/** The programme, with its first revision. */
export async function insertProgramme(
	trx: Db,
	actor: Actor,
	{ gatheringId, municipalityId }: Made,
	items: readonly PlannedItem[],
	now: Instant
): Promise<void> {
	const parts = items.map((item) => ({ id: newId(), ...item }));
	await trx
		.insertInto('programmeItem')
		.values(parts.map((part, index) => ({ ...part, municipalityId, gatheringId, position: index + 1 })))
		.execute();
	await saveRevision(trx, { id: gatheringId, municipalityId }, null, parts, actor, now);
}

type NewTask = { task: TaskId | null; title: string; dueDate: CivilDate; owner: 'steward' | 'facilitator' };

/** The checklist: the recipe's tasks, those brought along from last time, and one for each idea that is taken up. */
export async function insertChecklist(
	trx: Db,
	actor: Actor,
	{ gatheringId, municipalityId, series, recipe, date, room, steward }: Made,
	from: { own: readonly NewTask[]; ideas: readonly Idea[]; withPartner: boolean },
	now: Instant
): Promise<void> {
	const today = civilDate(now);
	const unit = steward?.unitId ?? actor.unitId;
	const ownerOf = (owner: NewTask['owner']) => {
		if (owner === 'steward' && steward) return { ownerUnitId: unit, ownerRoleNn: steward.roleNn, ownerRoleNb: steward.roleNb };
		const role = m[`gatherings_owner_${owner}`];
		return { ownerUnitId: unit, ownerRoleNn: role({}, { locale: 'nn' }), ownerRoleNb: role({}, { locale: 'nb' }) };
	};
	const tasks: NewTask[] = [
		...checklist(recipe, date, today, series.inviteWeeks, from.withPartner).map((task) => ({ ...task, title: '' })),
		...from.own,
		...from.ideas.map(({ text }) => ({ task: null, title: text, dueDate: today, owner: 'steward' as const }))
	];
	await trx
		.insertInto('checklistItem')
		.values(
			tasks.map(({ owner, ...task }) => ({
				id: newId(),
				municipalityId,
				gatheringId,
				...task,
				...ownerOf(owner),
				...(task.task === 'room' && room ? { doneAt: now, doneBy: actor.id } : { doneAt: null, doneBy: null })
			}))
		)
		.execute();
}

/** Tasks that somebody typed in for the gathering `last`, as far from the new day; those that would be late already are due today. */
export async function ownTasks(trx: Db, last: { id: string; date: CivilDate }, date: CivilDate, today: CivilDate): Promise<NewTask[]> {
	const rows = await trx
		.selectFrom('checklistItem')
		.select(['title', 'dueDate'])
		.where('gatheringId', '=', last.id)
		.where('task', 'is', null)
		.orderBy('dueDate')
		.execute();
	return rows.map(({ title, dueDate }) => {
		const due = dueDay(date, daysBetween(last.date, dueDate), today);
		return { task: null, title, dueDate: due, owner: 'steward' };
	});
}

/** Takes ideas out of the backlog: the gathering has them now. */
export async function useIdeas(trx: Db, gatheringId: string, ideas: readonly Pick<Idea, 'id'>[]): Promise<void> {
	for (const { id } of ideas) await trx.updateTable('seriesIdea').set({ usedInId: gatheringId }).where('id', '=', id).execute();
}

/** The goals of the plan it feeds, and the persons from outside it is shared with. */
export async function insertSharing(
	trx: Db,
	{ gatheringId, municipalityId }: Pick<Made, 'gatheringId' | 'municipalityId'>,
	shared: { goalIds: readonly string[]; visitors: readonly { id: string }[] }
): Promise<void> {
	const goalIds = [...new Set(shared.goalIds)];
	if (goalIds.length > 0)
		await trx
			.insertInto('gatheringGoal')
			.values(goalIds.map((elementId) => ({ gatheringId, elementId, municipalityId })))
			.execute();
	if (shared.visitors.length > 0)
		await trx
			.insertInto('gatheringPartner')
			.values(shared.visitors.map(({ id }) => ({ gatheringId, personId: id, municipalityId })))
			.execute();
}
