import type { Locale, Role } from '#db/schema/people.ts';

export type { Locale, Role };

/** The signed-in person behind a request. */
export type Actor = {
	id: string;
	municipalityId: string;
	municipalityName: string;
	name: string;
	unitId: string | null;
	roles: readonly Role[];
	locale: Locale;
};

export const roles: readonly Role[] = ['administrator', 'leader', 'facilitator', 'staff', 'partner', 'reader'];

/** Whether the actor holds any of `wanted`. */
export function holds(actor: Pick<Actor, 'roles'>, ...wanted: Role[]): boolean {
	return wanted.some((role) => actor.roles.includes(role));
}

/** Plans gatherings, sends invitations, harvests, publishes: the leader's and the administrator's work. */
export function mayLead(actor: Pick<Actor, 'roles'>): boolean {
	return holds(actor, 'leader', 'administrator');
}

/** Runs the day: rounds, seating, closing. */
export function mayFacilitate(actor: Pick<Actor, 'roles'>): boolean {
	return holds(actor, 'facilitator') || mayLead(actor);
}

/** Anybody employed here: proposes topics, reads the wheel and the plan. Partners are not staff. */
export function isStaff(actor: Pick<Actor, 'roles'>): boolean {
	return holds(actor, 'staff', 'facilitator', 'leader', 'administrator');
}

/**
 * Has no part in the work, and reads what is decided: adopted plans, what came of what was said, submitted reports (politicians, auditors).
 * Whoever has another role too has its pages.
 */
export function onlyReads(actor: Pick<Actor, 'roles'>): boolean {
	return actor.roles.length > 0 && actor.roles.every((role) => role === 'reader');
}

/** Persons, units, roles. */
export function mayAdminister(actor: Pick<Actor, 'roles'>): boolean {
	return holds(actor, 'administrator', 'leader');
}

/** The roles that the actor gives and takes, and whose holders they let in and out: none that reaches further than their own. */
export function rolesInReach(actor: Pick<Actor, 'roles'>): readonly Role[] {
	if (holds(actor, 'administrator')) return roles;
	return holds(actor, 'leader') ? roles.filter((role) => role !== 'administrator') : [];
}

/** Deletes a person's account for good: the administrator. */
export function mayErase(actor: Pick<Actor, 'roles'>): boolean {
	return holds(actor, 'administrator');
}

/** Says whom the municipality's pages on accessibility and privacy name: the administrator. */
export function mayEditNotice(actor: Pick<Actor, 'roles'>): boolean {
	return holds(actor, 'administrator');
}

/** Reads who did what: the administrator. */
export function mayReadLog(actor: Pick<Actor, 'roles'>): boolean {
	return holds(actor, 'administrator');
}

/** Says how many work in a unit: its leader, and those who administer. */
export function mayReportHeadcount(actor: Pick<Actor, 'id' | 'roles'>, leaderId: string | undefined): boolean {
	return mayAdminister(actor) || actor.id === leaderId;
}

/** Whether a unit exists on `date` (both ends inclusive, open when null). */
export function isCurrent(unit: { validFrom: string | null; validTo: string | null }, date: string): boolean {
	return (unit.validFrom === null || unit.validFrom <= date) && (unit.validTo === null || unit.validTo >= date);
}

/** Follows successors from `unitId` to the unit that has its duties on `date`; undefined when the chain ends before. */
export function successorOn<U extends { id: string; validFrom: string | null; validTo: string | null; successorId: string | null }>(
	units: readonly U[],
	unitId: string,
	date: string
): U | undefined {
	const seen = new Set<string>();
	let unit = units.find((candidate) => candidate.id === unitId);
	while (unit && !isCurrent(unit, date) && unit.successorId !== null && !seen.has(unit.id)) {
		seen.add(unit.id);
		const next: string = unit.successorId;
		unit = units.find((candidate) => candidate.id === next);
	}
	return unit && isCurrent(unit, date) ? unit : undefined;
}
