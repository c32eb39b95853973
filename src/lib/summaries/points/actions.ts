import type { CivilDate, Instant } from '#lib/dates.ts';
import { isStaff, mayLead, type Actor } from '#lib/people/model.ts';

/** A point of the forum that a unit and role start with: open until it is said to be done. */
export type Action = {
	/** The forum point's. */
	id: string;
	gatheringId: string;
	theme: string;
	date: CivilDate | null;
	position: number;
	text: string;
	/** The unit that has the starter's duties today; null when only a role was named. */
	unit: { id: string; nn: string; nb: string } | null;
	role: string;
	startBy: CivilDate | null;
	/** One of those that come first. */
	first: boolean;
	doneAt: Instant | null;
	/** What came of it. */
	doneWord: string | null;
};

/** Those who work in the unit that starts, and those who lead forums. */
export function mayFinish(actor: Pick<Actor, 'roles' | 'unitId'>, action: Pick<Action, 'unit'>): boolean {
	return mayLead(actor) || (isStaff(actor) && action.unit !== null && action.unit.id === actor.unitId);
}
