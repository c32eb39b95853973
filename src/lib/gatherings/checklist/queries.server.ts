import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { type Actor, successorOn } from '#lib/people/model.ts';
import { type PersonRow, persons, units } from '#lib/people/queries.server.ts';
import { positions } from '#lib/people/units/positions.server.ts';
import { stewardOf } from '#lib/cycle/series/queries.server.ts';
import { isFor, mayTickTask, type OpenTask } from './model.ts';
import type { Locale } from '#lib/i18n/language.ts';

/**
 * Tasks that nobody has ticked off, of gatherings that are not cancelled, the most urgent first; those of a unit that has ended are the
 * successor's. Two queries.
 */
export async function openTasks(db: Db, municipalityId: string, today: CivilDate): Promise<OpenTask[]> {
	const tasks = await db
		.selectFrom('checklistItem')
		.innerJoin('gathering', 'gathering.id', 'checklistItem.gatheringId')
		.select([
			'checklistItem.id',
			'checklistItem.gatheringId',
			'gathering.theme',
			'gathering.state',
			'checklistItem.task',
			'checklistItem.title',
			'checklistItem.dueDate',
			'checklistItem.ownerUnitId',
			'checklistItem.ownerRoleNn'
		])
		.where('checklistItem.municipalityId', '=', municipalityId)
		.where('checklistItem.doneAt', 'is', null)
		.where('gathering.state', '!=', 'cancelled')
		.orderBy('checklistItem.dueDate')
		.orderBy('checklistItem.id')
		.execute();
	const all = await units(db, municipalityId);
	return tasks.map((task) => ({
		...task,
		ownerUnitId: task.ownerUnitId && (successorOn(all, task.ownerUnitId, today)?.id ?? task.ownerUnitId)
	}));
}

/** Which tasks somebody may tick off; those of a unit that has ended are the successor's. Two queries. */
export async function tickableBy(db: Db, actor: Actor, today: CivilDate) {
	const held = await positions(db, actor.municipalityId);
	const all = await units(db, actor.municipalityId);
	return (gathering: Parameters<typeof mayTickTask>[1], task: Pick<OpenTask, 'ownerUnitId' | 'ownerRoleNn'>): boolean => {
		const ownerUnitId = task.ownerUnitId && (successorOn(all, task.ownerUnitId, today)?.id ?? task.ownerUnitId);
		return mayTickTask(actor, gathering, { ...task, ownerUnitId }, held, today);
	};
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
	const people = await reachablePersons(db, municipalityId);
	const held = await positions(db, municipalityId);
	const nobodys = { ownerUnitId: null, ownerRoleNn: '' };
	const whose = (duty: { ownerUnitId: string | null; ownerRoleNn: string }) =>
		people.filter(({ person }) => isFor(duty, person, held, today));
	const own = steward ? whose({ ownerUnitId: steward.unitId, ownerRoleNn: steward.roleNn }) : [];
	return own.length > 0 ? own : whose(nobodys);
}

/** The checklist by due date, with who ticked what off. */
export async function checklist(db: Db, municipalityId: string, gatheringId: string) {
	return db
		.selectFrom('checklistItem')
		.leftJoin('unit', 'unit.id', 'checklistItem.ownerUnitId')
		.leftJoin('person', 'person.id', 'checklistItem.doneBy')
		.selectAll('checklistItem')
		.select(['unit.nameNn as unitNn', 'unit.nameNb as unitNb', 'person.name as doneByName'])
		.where('checklistItem.municipalityId', '=', municipalityId)
		.where('checklistItem.gatheringId', '=', gatheringId)
		.orderBy('checklistItem.dueDate')
		.orderBy('checklistItem.id')
		.execute();
}
