import type { DecisionOutcome, ElementKind, InputOrigin, MeasureStatus } from '#db/schema/plan.ts';
import type { CivilDate } from '#lib/dates.ts';
import { holds, isStaff, mayLead, type Actor } from '#lib/people/model.ts';

export type { DecisionOutcome, ElementKind, InputOrigin, MeasureStatus };
export const outcomes: readonly DecisionOutcome[] = ['in', 'partly', 'later', 'no'];

/** What a plan is called, for which years (both inclusive), and what it is in law; null: not settled. */
export type Metadata = {
	nameNn: string;
	nameNb: string;
	periodFrom: number;
	periodTo: number;
	legalStatus: 'kommunedelplan' | 'temaplan' | null;
};

export const metadataFields = ['nameNn', 'nameNb', 'periodFrom', 'periodTo', 'legalStatus'] as const satisfies readonly (keyof Metadata)[];

export function metadataOf({ nameNn, nameNb, periodFrom, periodTo, legalStatus }: Metadata): Metadata {
	return { nameNn, nameNb, periodFrom, periodTo, legalStatus };
}

export type Version = Metadata & {
	id: string;
	planId: string;
	number: number;
	createdAt: string;
	adoptedAt: string | null;
	/** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; null when unknown. */
	adoptedDate: string | null;
	adoptedBy: string | null;
	caseNumber: string | null;
	contentHash: string | null;
	/** When it was entered by hand, being adopted elsewhere before, and by whom; null of what was adopted here. */
	enteredAt: string | null;
	enteredBy: string | null;
};

export const versionColumns = [
	'id',
	'planId',
	'number',
	...metadataFields,
	'createdAt',
	'adoptedAt',
	'adoptedDate',
	'adoptedBy',
	'caseNumber',
	'contentHash',
	'enteredAt',
	'enteredBy'
] as const satisfies readonly (keyof Version)[];

/**
 * Versions in the order of what they decided, the open revision last. What was adopted here comes after all that was there then; what was
 * entered afterwards stands before the first that is for later years, whenever somebody came to enter it.
 */
export function inTime<V extends Pick<Version, 'number' | 'periodFrom' | 'periodTo' | 'adoptedAt' | 'adoptedDate' | 'enteredAt'>>(
	versions: readonly V[]
): V[] {
	const byFreezing = versions
		.filter(({ adoptedAt }) => adoptedAt !== null)
		.toSorted((a, b) => order(a.adoptedAt!, b.adoptedAt!) || a.number - b.number);
	const ordered: V[] = [];
	for (const version of byFreezing) {
		const at = version.enteredAt === null ? -1 : ordered.findIndex((other) => order(yearsOf(other), yearsOf(version)) > 0);
		ordered.splice(at < 0 ? ordered.length : at, 0, version);
	}
	return [...ordered, ...versions.filter(({ adoptedAt }) => adoptedAt === null)];
}

const yearsOf = ({ periodFrom, periodTo, adoptedDate }: Pick<Version, 'periodFrom' | 'periodTo' | 'adoptedDate'>): string =>
	`${periodFrom} ${periodTo} ${adoptedDate ?? periodFrom}`;
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Reads the plan, its queue and its threads. Partners see what is shared with them, and the plan is not. */
export function mayReadPlan(actor: Pick<Actor, 'roles'>): boolean {
	return isStaff(actor);
}

/** Reads adopted plans with what came of what was said, and the politicians' page. */
export function mayReadAdopted(actor: Pick<Actor, 'roles'>): boolean {
	return isStaff(actor) || holds(actor, 'reader');
}

/** Changes the draft, decides inputs, adopts. */
export function mayRevise(actor: Pick<Actor, 'roles'>): boolean {
	return mayLead(actor);
}

/** Whether a version is the open revision, the only one that can change. */
export function isOpen(version: Pick<Version, 'adoptedAt'>): boolean {
	return version.adoptedAt === null;
}

/** Whether the plan is to change (or already says so) because of an input with this outcome. */
export function isTakenIn(outcome: DecisionOutcome): outcome is 'in' | 'partly' {
	return outcome === 'in' || outcome === 'partly';
}

/** What notes of a table say of an element of the plan. */
export type Stance = 'keep' | 'change' | 'missing';

/** Whether a date as known lies after `today`: this year and this month do not. */
export function isAfter(date: string, today: CivilDate): boolean {
	return date > today.slice(0, date.length);
}

/**
 * `value` as JSON that is the same for the same content: keys sorted, no spaces (RFC 8785 for the strings, integers and nulls used here).
 * What is hashed at adoption is this text in UTF-8.
 */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(value, (_, inner: unknown) =>
		inner !== null && typeof inner === 'object' && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
			: inner
	);
}
