import { addDays, type CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { type PersonRow, persons, units } from '#lib/people/queries.server.ts';
import { positions } from '#lib/people/units/positions.server.ts';
import { allStewardships, stewardOf } from '#lib/cycle/series/queries.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { inChargeOn } from '../inCharge.ts';
import { isOver } from '../model.ts';
import { ofSeries } from '../queries.server.ts';
import { hasLapsed, isFor, mayTickTask, type OpenTask } from './model.ts';
import type { Locale } from '#lib/i18n/language.ts';

type Owned = { ownerUnitId: string | null; ownerRoleNn: string; ownerRoleNb: string };

/** Tells whose a task is on a day: whoever its series was handed over to, in the unit that took over. Two queries. */
async function ownersOn(db: Db, municipalityId: string, today: CivilDate) {
	const [stewardships, all] = [await allStewardships(db, municipalityId), await units(db, municipalityId)];
	const facilitator = m.gatherings_owner_facilitator({}, { locale: 'nn' });
	return <T extends Owned>(task: T, seriesId: string): T => {
		const duty = { unitId: task.ownerUnitId, roleNn: task.ownerRoleNn, roleNb: task.ownerRoleNb };
		const { unitId, roleNn, roleNb } = inChargeOn(duty, { seriesId, stewardships, units: all }, today, task.ownerRoleNn === facilitator);
		return { ...task, ownerUnitId: unitId, ownerRoleNn: roleNn, ownerRoleNb: roleNb };
	};
}

/**
 * Tasks that nobody has ticked off, of gatherings that are not cancelled, the most urgent first; they are whose the series is by now.
 * What prepares a day is not among them when that is over. Three queries.
 */
export async function openTasks(db: Db, municipalityId: string, today: CivilDate): Promise<OpenTask[]> {
	return (await undone(db, municipalityId, today)).filter((task) => !hasLapsed(task, task, today));
}

/** Tasks that prepared a day of the last two weeks and were not done: nobody can do them any more. */
export async function lapsedTasks(db: Db, municipalityId: string, today: CivilDate): Promise<OpenTask[]> {
	const recent = addDays(today, -14);
	return (await undone(db, municipalityId, today)).filter((task) => hasLapsed(task, task, today) && (task.date ?? '') >= recent);
}

async function undone(db: Db, municipalityId: string, today: CivilDate): Promise<(OpenTask & { date: CivilDate | null })[]> {
	const tasks = await db
		.selectFrom('checklistItem')
		.innerJoin('gathering', 'gathering.id', 'checklistItem.gatheringId')
		.select([
			'checklistItem.id',
			'checklistItem.gatheringId',
			'gathering.theme',
			'gathering.state',
			'gathering.date',
			'checklistItem.task',
			'checklistItem.title',
			'checklistItem.dueDate',
			'gathering.seriesId',
			'checklistItem.ownerUnitId',
			'checklistItem.ownerRoleNn',
			'checklistItem.ownerRoleNb'
		])
		.where('checklistItem.municipalityId', '=', municipalityId)
		.where('checklistItem.doneAt', 'is', null)
		.where('gathering.state', '!=', 'cancelled')
		.orderBy('checklistItem.dueDate')
		.orderBy('checklistItem.id')
		.execute();
	const owned = await ownersOn(db, municipalityId, today);
	return tasks.map((task) => owned(task, task.seriesId));
}

/** Which tasks somebody may tick off, as they are whose the series is by now. Three queries. */
export async function tickableBy(db: Db, actor: Actor, today: CivilDate) {
	const held = await positions(db, actor.municipalityId);
	const owned = await ownersOn(db, actor.municipalityId, today);
	return (gathering: Parameters<typeof mayTickTask>[1] & { seriesId: string }, task: Owned): boolean =>
		mayTickTask(actor, gathering, owned(task, gathering.seriesId), held, today);
}

export type ReachablePerson = { person: PersonRow; email: string; locale: Locale };

export async function reachablePersons(db: Db, municipalityId: string): Promise<ReachablePerson[]> {
	const { locale } = await db.selectFrom('municipality').select('locale').where('id', '=', municipalityId).executeTakeFirstOrThrow();
	return (await persons(db, municipalityId)).flatMap((person) =>
		person.email === null || person.disabledAt !== null ? [] : [{ person, email: person.email, locale: person.locale ?? locale }]
	);
}

/**
 * Who answers for a series on a day and can be written to: whoever fills its steward's role, else the leader of the unit, else those who
 * may lead.
 */
export async function stewardsOf(
	db: Db,
	municipalityId: string,
	seriesId: string | undefined,
	today: CivilDate
): Promise<ReachablePerson[]> {
	const steward = seriesId === undefined ? undefined : await stewardOf(db, municipalityId, seriesId, today);
	return answering(db, municipalityId, steward ?? { unitId: null, roleNn: '' }, today);
}

/** Who answers for a role in a unit on a day and can be written to; those who may lead, where nobody does. */
export async function answering(
	db: Db,
	municipalityId: string,
	duty: { unitId: string | null; roleNn: string },
	today: CivilDate
): Promise<ReachablePerson[]> {
	const people = await reachablePersons(db, municipalityId);
	const held = await positions(db, municipalityId);
	const whose = (ownerUnitId: string | null, ownerRoleNn: string) =>
		people.filter(({ person }) => isFor({ ownerUnitId, ownerRoleNn }, person, held, today));
	const own = whose(duty.unitId, duty.roleNn);
	return own.length > 0 ? own : whose(null, '');
}

/** What follows when a series is handed over: the open tasks of whoever has it, and its gatherings that are not over. */
export async function followingWork(db: Db, municipalityId: string, seriesId: string, today: CivilDate) {
	const steward = await stewardOf(db, municipalityId, seriesId, today);
	const tasks = (await openTasks(db, municipalityId, today)).filter(
		(task) => task.seriesId === seriesId && task.ownerUnitId === (steward?.unitId ?? null)
	);
	const gatherings = (await ofSeries(db, municipalityId, seriesId)).filter((one) => !isOver(one));
	return { tasks: tasks.length, gatherings: gatherings.length };
}

/** The checklist by due date, with who ticked what off; what is not done is whose the series is `today`. */
export async function checklist(db: Db, municipalityId: string, gatheringId: string, today: CivilDate) {
	const tasks = await db
		.selectFrom('checklistItem')
		.innerJoin('gathering', 'gathering.id', 'checklistItem.gatheringId')
		.leftJoin('person', 'person.id', 'checklistItem.doneBy')
		.selectAll('checklistItem')
		.select(['gathering.seriesId', 'person.name as doneByName'])
		.where('checklistItem.municipalityId', '=', municipalityId)
		.where('checklistItem.gatheringId', '=', gatheringId)
		.orderBy('checklistItem.dueDate')
		.orderBy('checklistItem.id')
		.execute();
	const owned = await ownersOn(db, municipalityId, today);
	const all = await units(db, municipalityId);
	return tasks.map(({ seriesId, ...task }) => {
		const now = task.doneAt === null ? owned(task, seriesId) : task;
		const unit = all.find(({ id }) => id === now.ownerUnitId);
		return { ...now, unitNn: unit?.nameNn ?? null, unitNb: unit?.nameNb ?? null };
	});
}
