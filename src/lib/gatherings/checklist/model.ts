import type { CivilDate } from '#lib/dates.ts';
import { type Actor, holds, isCurrent, isStaff, mayLead } from '#lib/people/model.ts';
import { type GatheringState, mayTick } from '../model.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { nameKey } from '#lib/text/names.ts';

export type TaskId =
	| 'topics'
	| 'room'
	| 'speakers'
	| 'partner'
	| 'invite'
	| 'questions'
	| 'hosts'
	| 'findings'
	| 'course'
	| 'remind'
	| 'materials'
	| 'setUp'
	| 'checkIn'
	| 'summary'
	| 'inputs';

export type OpenTask = {
	id: string;
	seriesId: string;
	gatheringId: string;
	theme: string;
	state: GatheringState;
	task: string | null;
	title: string;
	dueDate: CivilDate;
	ownerUnitId: string | null;
	ownerRoleNn: string;
	ownerRoleNb: string;
};

type Position = {
	unitId: string;
	personId: string;
	kind: 'leader' | 'other';
	roleNn: string;
	validFrom: CivilDate;
	validTo: CivilDate | null;
};

type Person = Pick<Actor, 'id' | 'unitId' | 'roles'>;

/**
 * Whether a task is for this person: whoever fills the role in the unit; the facilitators, where that is the role; else the leader of
 * the unit, and where nobody leads it those who may lead forums in it. A task that no unit owns is for all who may lead.
 */
export function isFor(
	task: Pick<OpenTask, 'ownerUnitId' | 'ownerRoleNn'>,
	person: Person,
	positions: readonly Position[],
	today: CivilDate
): boolean {
	if (task.ownerUnitId === null) return mayLead(person);
	if (task.ownerRoleNn === m.gatherings_owner_facilitator({}, { locale: 'nn' })) return holds(person, 'facilitator');
	const there = positions.filter((held) => held.unitId === task.ownerUnitId && isCurrent(held, today));
	const fill = there.filter((held) => nameKey(held.roleNn) === nameKey(task.ownerRoleNn));
	const answer = fill.length > 0 ? fill : there.filter((held) => held.kind === 'leader');
	if (answer.length > 0) return answer.some((held) => held.personId === person.id);
	return person.unitId === task.ownerUnitId && mayLead(person);
}

/** Those who run the day tick off any task; other staff the tasks that are for them. Nobody, when the gathering is cancelled. */
export function mayTickTask(
	actor: Person,
	gathering: Parameters<typeof mayTick>[1],
	task: Pick<OpenTask, 'ownerUnitId' | 'ownerRoleNn'>,
	positions: readonly Position[],
	today: CivilDate
): boolean {
	if (mayTick(actor, gathering)) return true;
	return gathering.state !== 'cancelled' && isStaff(actor) && isFor(task, actor, positions, today);
}

/** Days ahead that the weekly letter looks: this week and the next. */
export const digestDays = 14;

/** Tasks of the recipe that prepare the day: when it is over they can't be done any more. */
const preparing: readonly TaskId[] = [
	'topics',
	'room',
	'speakers',
	'partner',
	'invite',
	'questions',
	'hosts',
	'findings',
	'course',
	'remind',
	'setUp',
	'checkIn'
];

/** Whether a task went with the day: it prepares it, and the day is over, or it is held. */
export function hasLapsed(
	task: { task: string | null; doneAt?: string | null },
	day: { state: GatheringState; date: CivilDate | null },
	today: CivilDate
): boolean {
	const isOver = day.state === 'held' || (day.date !== null && day.date < today);
	return isOver && !task.doneAt && preparing.some((one) => one === task.task);
}
