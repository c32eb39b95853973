import { holds, isStaff, mayLead, type Actor } from '#lib/people/model.ts';

/** What is written about the plan for Husbanken: twice a year and at the end. */
export const reportKinds = ['half', 'final'] as const;

export type ReportKind = (typeof reportKinds)[number];

/** The parts of a report, in their order; beside the facts of each stand own words. A half-year report has some of them. */
export const partKeys = ['development', 'measures', 'outcomes', 'duties', 'cost', 'pulse', 'activity'] as const;

export type PartKey = (typeof partKeys)[number];

/** In letters: own words beside one part. */
export const longestWords = 5000;

/** How many days a link to a report lasts, unless another last day is chosen; and at most. */
export const linkDays = { usual: 14, most: 365 } as const;

/** The halves of a plan's period that have begun by `today`, newest first. */
export function halvesOf(period: { periodFrom: number; periodTo: number }, today: string): string[] {
	const halves: string[] = [];
	for (let year = period.periodFrom; year <= period.periodTo; year++) {
		if (`${year}-01-01` <= today) halves.unshift(`${year}-1`);
		if (`${year}-07-01` <= today) halves.unshift(`${year}-2`);
	}
	return halves;
}

/** Writes beside the facts, submits, shares. */
export function mayWriteReports(actor: Pick<Actor, 'roles'>): boolean {
	return mayLead(actor);
}

/** Has the list of submitted reports; which of them are there for a partner is `mayReadReport`. */
export function mayReadReports(actor: Pick<Actor, 'roles'>): boolean {
	return isStaff(actor) || holds(actor, 'partner', 'reader');
}

/** Reads a report: staff and readers what was submitted, partners (Husbanken) what they were let in to, nobody a draft here. */
export function mayReadReport(actor: Pick<Actor, 'roles'>, report: { submittedAt: string | null; partnersAt: string | null }): boolean {
	if (report.submittedAt === null) return false;
	return isStaff(actor) || holds(actor, 'reader') || (holds(actor, 'partner') && report.partnersAt !== null);
}

/** Whether a link opens its report on `today`. */
export function isOpenLink(link: { lastDay: string; revokedAt: string | null }, today: string): boolean {
	return link.revokedAt === null && today <= link.lastDay;
}
