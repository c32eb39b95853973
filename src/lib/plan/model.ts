import type { DecisionOutcome, ElementKind, InputOrigin, MeasureStatus } from '#db/schema/plan.ts';
import { isCivilDate, type CivilDate } from '#lib/dates.ts';
import { isStaff, mayLead, type Actor } from '#lib/people/model.ts';

export type { DecisionOutcome, ElementKind, InputOrigin, MeasureStatus };

export const elementKinds: readonly ElementKind[] = ['goal', 'subGoal', 'measure'];
export const measureStatuses: readonly MeasureStatus[] = ['notStarted', 'ongoing', 'done', 'stopped'];
export const outcomes: readonly DecisionOutcome[] = ['in', 'partly', 'later', 'no'];
/** Where an input may come from when somebody types it in; harvest and pre-analysis are taken in by the system. */
export const typedOrigins = ['hearing', 'mail', 'paper'] as const satisfies readonly InputOrigin[];
export type TypedOrigin = (typeof typedOrigins)[number];

/** What only a measure says; goals and sub-goals have null everywhere here. */
export type MeasureFields = {
	unitId: string | null;
	roleNn: string | null;
	roleNb: string | null;
	/** `YYYY-MM-DD`. */
	deadline: string | null;
	/** The forum series whose gatherings keep this measure. */
	seriesId: string | null;
	/** What shall be different for whom. */
	aimNn: string | null;
	aimNb: string | null;
	/** Whole kroner in the plan's period; 0 when it is done within what there is. */
	costKr: number | null;
	/** The law or decision it rests on. */
	legalBasis: string | null;
	/** How the difference is seen. One of this and the two below, which say why it can't be measured. */
	indicatorId: string | null;
	notMeasurableNn: string | null;
	notMeasurableNb: string | null;
};

/** What an element says. */
export type ElementFields = MeasureFields & {
	/** One of nn and nb may be '', never both. */
	nn: string;
	nb: string;
	parentId: string | null;
};

/** A measure of which nothing more is said than its words, and what a goal has. */
export const nothingMore: Readonly<MeasureFields> = {
	unitId: null,
	roleNn: null,
	roleNb: null,
	deadline: null,
	seriesId: null,
	aimNn: null,
	aimNb: null,
	costKr: null,
	legalBasis: null,
	indicatorId: null,
	notMeasurableNn: null,
	notMeasurableNb: null
};
export const measureFields = Object.keys(nothingMore) as (keyof MeasureFields)[];

/** `element` without what is not its words and fields. */
export function fieldsIn(element: ElementFields): ElementFields {
	const fields = Object.fromEntries((['nn', 'nb', 'parentId', ...measureFields] as const).map((field) => [field, element[field]]));
	return fields as ElementFields;
}

/** What a measure should say before it is decided, and does not yet: who, when, what shall be different, and how that is seen. */
export const gapKinds = ['responsible', 'deadline', 'aim', 'indicator'] as const;
export type Gap = (typeof gapKinds)[number];
export function gapsIn(element: ElementFields & { kind: ElementKind }): Gap[] {
	if (element.kind !== 'measure') return [];
	const said = {
		responsible: element.unitId ?? element.roleNn ?? element.roleNb,
		deadline: element.deadline ?? element.seriesId,
		aim: element.aimNn ?? element.aimNb,
		indicator: element.indicatorId ?? element.notMeasurableNn ?? element.notMeasurableNb
	};
	return gapKinds.filter((gap) => said[gap] === null);
}

/** An element as one version has it. `number` (1, 3a, 3.1) follows it for life unless it moves to another goal. */
export type Element = ElementFields & {
	elementId: string;
	kind: ElementKind;
	position: number;
	number: string;
	/** Goes up at every edit of the draft. */
	edition: number;
};

/** What a plan is called, for which years (both inclusive), and what it is in law; null: not settled. */
export type Frame = {
	nameNn: string;
	nameNb: string;
	periodFrom: number;
	periodTo: number;
	legalStatus: 'kommunedelplan' | 'temaplan' | null;
};

export const frameFields = ['nameNn', 'nameNb', 'periodFrom', 'periodTo', 'legalStatus'] as const satisfies readonly (keyof Frame)[];

export function frameOf({ nameNn, nameNb, periodFrom, periodTo, legalStatus }: Frame): Frame {
	return { nameNn, nameNb, periodFrom, periodTo, legalStatus };
}

export type Version = Frame & {
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
};

export const versionColumns = [
	'id',
	'planId',
	'number',
	...frameFields,
	'createdAt',
	'adoptedAt',
	'adoptedDate',
	'adoptedBy',
	'caseNumber',
	'contentHash'
] as const satisfies readonly (keyof Version)[];

/** Reads the plan, its queue and its threads. Partners see what is shared with them, and the plan is not. */
export function mayReadPlan(actor: Pick<Actor, 'roles'>): boolean {
	return isStaff(actor);
}

/** Changes the draft, decides inputs, adopts. */
export function mayRevise(actor: Pick<Actor, 'roles'>): boolean {
	return mayLead(actor);
}

/** Whether a version is the open revision, the only one that can change. */
export function isOpen(version: Pick<Version, 'adoptedAt'>): boolean {
	return version.adoptedAt === null;
}

/** Whether an input still waits: neither decided nor withdrawn. */
export function waits(input: { withdrawnAt: string | null; outcome: DecisionOutcome | null }): boolean {
	return input.withdrawnAt === null && input.outcome === null;
}

/** Whether the plan is to change (or already says so) because of an input with this outcome. */
export function isTakenIn(outcome: DecisionOutcome): outcome is 'in' | 'partly' {
	return outcome === 'in' || outcome === 'partly';
}

/** Who asked must be told why: everything but a plain yes needs a reason. */
export function needsReason(outcome: DecisionOutcome): boolean {
	return outcome !== 'in';
}

/** What an element of `kind` may stand under: goals at the top, sub-goals under goals, measures under either. */
export function mayStandUnder(kind: ElementKind, parent: ElementKind | null): boolean {
	if (kind === 'goal') return parent === null;
	if (kind === 'subGoal') return parent === 'goal';
	return parent === 'goal' || parent === 'subGoal';
}

/** `fields` without what only measures have, for goals and sub-goals. */
export function fieldsFor(kind: ElementKind, fields: ElementFields): ElementFields {
	if (kind === 'measure') return fields;
	const { nn, nb, parentId } = fields;
	return { nn, nb, parentId, ...nothingMore };
}

/**
 * The elements as a document is read: each followed by what stands under it, siblings by position.
 * An element whose parent is missing comes last, so that nothing is ever lost from sight.
 */
export function inDocumentOrder<E extends Pick<Element, 'elementId' | 'parentId' | 'position' | 'number'>>(elements: readonly E[]): E[] {
	const byParent = Map.groupBy(
		elements.toSorted((a, b) => a.position - b.position || compareNumbers(a.number, b.number) || (a.elementId < b.elementId ? -1 : 1)),
		(element) => element.parentId
	);
	const ordered = new Set<E>();
	const visit = (parentId: string | null) => {
		for (const element of byParent.get(parentId) ?? []) {
			if (ordered.has(element)) continue;
			ordered.add(element);
			visit(element.elementId);
		}
	};
	visit(null);
	for (const element of elements) ordered.add(element);
	return [...ordered];
}

/** Compares 3.2 and 3.10 as a reader does. */
export function compareNumbers(a: string, b: string): number {
	const parts = (number: string) => number.match(/\d+|\D+/g) ?? [];
	const left = parts(a);
	const right = parts(b);
	for (let i = 0; i < Math.max(left.length, right.length); i++) {
		const [l = '', r = ''] = [left[i], right[i]];
		const difference = Number(l) - Number(r);
		if (l !== r) return Number.isNaN(difference) || l === '' || r === '' ? (l < r ? -1 : 1) : difference;
	}
	return 0;
}

/**
 * The next free number for a `kind` under the goal numbered `goal`: goals 1, 2, 3; sub-goals 3a, 3b; measures 3.1, 3.2.
 * `taken` holds every number of the version, removed ones too: a number that people have used is not given away.
 */
export function nextNumber(kind: ElementKind, goal: string | null, taken: readonly string[]): string {
	const used = new Set(taken);
	for (let n = 1; ; n++) {
		const number = kind === 'goal' ? `${n}` : kind === 'subGoal' ? `${goal}${letters(n)}` : `${goal}.${n}`;
		if (!used.has(number)) return number;
	}
}

/** a … z, aa, ab … for 1, 2, … */
function letters(n: number): string {
	return n <= 26 ? String.fromCharCode(96 + n) : letters(Math.floor((n - 1) / 26)) + letters(((n - 1) % 26) + 1);
}

/** Whether `text` is a day, or the month or year where that is all that is known. */
export function isDateAsKnown(text: string): boolean {
	if (/^\d{4}$/.test(text)) return true;
	if (/^\d{4}-\d{2}$/.test(text)) return isCivilDate(`${text}-01`);
	return isCivilDate(text);
}

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
