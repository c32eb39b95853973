import type { CivilDate } from '#lib/dates.ts';
import type { PlanTables } from '#db/schema/plan.ts';
import type { ElementKind, MeasureStatus } from '../model.ts';
export const elementKinds = ['goal', 'subGoal', 'measure', 'chapter', 'paragraph', 'appendix'] as const satisfies readonly ElementKind[];

/** What the municipality strives for and does: what is discussed at tables, followed up and counted. The rest of a plan is text. */
export type GoalKind = 'goal' | 'subGoal' | 'measure';

export function isOfGoals(kind: ElementKind): kind is GoalKind {
	return kind === 'goal' || kind === 'subGoal' || kind === 'measure';
}

/** Whether it stands at the top of a plan and has what is under it. */
export function isTop(kind: ElementKind): kind is 'goal' | 'chapter' | 'appendix' {
	return kind === 'goal' || kind === 'chapter' || kind === 'appendix';
}

export const measureStatuses: readonly MeasureStatus[] = ['notStarted', 'ongoing', 'done', 'stopped'];

/** What only a measure says; goals and sub-goals have null everywhere here. */
export type MeasureFields = Pick<
	PlanTables['elementText'],
	| 'unitId'
	| 'roleNn'
	| 'roleNb'
	| 'deadline'
	| 'seriesId'
	| 'aimNn'
	| 'aimNb'
	| 'costKr'
	| 'legalBasis'
	| 'indicatorId'
	| 'notMeasurableNn'
	| 'notMeasurableNb'
>;

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

/** Whether the deadline of a measure has passed while it is neither done nor stopped. */
export function isOverdue(element: { deadline: string | null; status: { status: MeasureStatus } | null }, today: CivilDate): boolean {
	const isSettled = element.status?.status === 'done' || element.status?.status === 'stopped';
	return element.deadline !== null && element.deadline < today && !isSettled;
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

/**
 * An element as one version has it. `number` (1, 3a, 3.1, 3.2.1) is what is printed in that version: set by hand or reckoned, and kept
 * from version to version until somebody renumbers; what it is stays `elementId`.
 */
export type Element = ElementFields & {
	elementId: string;
	kind: ElementKind;
	position: number;
	number: string;
	/** Goes up at every edit of the draft. */
	edition: number;
};

/**
 * What an element of `kind` may stand under: goals, chapters and appendices at the top, sub-goals under goals, measures under either,
 * paragraphs under chapters and appendices.
 */
export function mayStandUnder(kind: ElementKind, parent: ElementKind | null): boolean {
	if (isTop(kind)) return parent === null;
	if (kind === 'paragraph') return parent === 'chapter' || parent === 'appendix';
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
 * The elements as a document is read, on every page and in every file: each followed by what stands under it, a goal's own measures
 * before its sub-goals (else they would be read as the last sub-goal's), appendices after all else, siblings of a kind by position. An
 * element whose parent is missing comes last, so that nothing is ever lost from sight.
 */
export function inDocumentOrder<E extends Pick<Element, 'elementId' | 'kind' | 'parentId' | 'position' | 'number'>>(
	elements: readonly E[]
): E[] {
	return depthFirst(elements.toSorted((a, b) => rank(a) - rank(b) || byPosition(a, b)));
}

/** Siblings of one rank stand among each other: a chapter may come between goals, no sub-goal before a goal's own measure. */
export function rank({ kind }: Pick<Element, 'kind'>): number {
	return kind === 'measure' ? 0 : kind === 'appendix' ? 2 : 1;
}

/** The order that adopted versions are hashed in: as `inDocumentOrder`, but siblings of all kinds by position. It must never change. */
export function inHashedOrder<E extends Pick<Element, 'elementId' | 'parentId' | 'position' | 'number'>>(elements: readonly E[]): E[] {
	return depthFirst(elements.toSorted(byPosition));
}

type Placed = Pick<Element, 'elementId' | 'position' | 'number'>;

function byPosition(a: Placed, b: Placed): number {
	return a.position - b.position || compareNumbers(a.number, b.number) || (a.elementId < b.elementId ? -1 : 1);
}

function depthFirst<E extends Pick<Element, 'elementId' | 'parentId'>>(sorted: readonly E[]): E[] {
	const byParent = Map.groupBy(sorted, (element) => element.parentId);
	const ordered = new Set<E>();
	const visit = (parentId: string | null) => {
		for (const element of byParent.get(parentId) ?? []) {
			if (ordered.has(element)) continue;
			ordered.add(element);
			visit(element.elementId);
		}
	};
	visit(null);
	for (const element of sorted) ordered.add(element);
	return [...ordered];
}

/** How deep each element stands, 1 for what stands at the top: the level of its heading in every file. */
export function depthsOf(elements: readonly Pick<Element, 'elementId' | 'parentId'>[]): Map<string, number> {
	const depths = new Map<string, number>();
	for (const { elementId, parentId } of depthFirst(elements)) depths.set(elementId, ((parentId && depths.get(parentId)) || 0) + 1);
	return depths;
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

/** How numbers are reckoned: 3, 3a and 3.1, or 3, 3.1 and 3.1.1. */
export const numberStyles = ['letters', 'decimals'] as const;

export type NumberStyle = (typeof numberStyles)[number];

/** The style that these numbers are in: with three parts somewhere it is decimals. */
export function styleOf(numbers: readonly string[]): NumberStyle {
	return numbers.some((number) => /^\d+\.\d+\.\d+/.test(number)) ? 'decimals' : 'letters';
}

/** Whether a plan can print this as a number: 3, 3a, 3.2.1, B-4, at most 12 characters. */
export function isNumber(number: string): boolean {
	return number.length <= 12 && /^[\p{L}\p{N}]+([.–-][\p{L}\p{N}]+)*$/u.test(number);
}

/** A number stands once among goals and their measures, and once among chapters: goal 1 and chapter 1 are two things. */
export function numberedAmong(kind: ElementKind): 'goals' | 'text' {
	return isOfGoals(kind) ? 'goals' : 'text';
}

/** Where a number is for: what the element stands under, and the goal at the top of that; null at the top. */
export type Under = { parent: string | null; goal: string | null };

/**
 * The next free number for a `kind`: chapters 1, 2, paragraphs 1-1, 1-2, appendices A, B. `taken` holds every number that the plan's
 * versions have among such, of what was removed too: a number that people have used is not given to something else.
 */
export function nextNumber(kind: ElementKind, { parent, goal }: Under, taken: ReadonlySet<string>, style: NumberStyle): string {
	const printed: Record<ElementKind, (n: number) => string> = {
		goal: (n) => `${n}`,
		subGoal: (n) => (style === 'decimals' ? `${parent}.${n}` : `${goal}${letters(n)}`),
		measure: (n) => `${style === 'decimals' ? parent : goal}.${n}`,
		chapter: (n) => `${n}`,
		paragraph: (n) => `${parent}-${n}`,
		appendix: (n) => letters(n).toUpperCase()
	};
	for (let n = 1; ; n++) if (!taken.has(printed[kind](n))) return printed[kind](n);
}

/** The numbers of a whole document, reckoned anew in the order in which it is read, by element. */
export function numbersInOrder(
	elements: readonly Pick<Element, 'elementId' | 'kind' | 'parentId' | 'position' | 'number'>[],
	style: NumberStyle
): Map<string, string> {
	const numbers = new Map<string, string>();
	const taken = { goals: new Set<string>(), text: new Set<string>() };
	const parents = new Map(elements.map((element) => [element.elementId, element.parentId]));
	for (const element of inDocumentOrder(elements)) {
		let top = element.parentId;
		while (top !== null && parents.get(top)) top = parents.get(top)!;
		const under = { parent: (element.parentId && numbers.get(element.parentId)) ?? null, goal: (top && numbers.get(top)) ?? null };
		const used = taken[numberedAmong(element.kind)];
		const number = nextNumber(element.kind, under, used, style);
		used.add(number);
		numbers.set(element.elementId, number);
	}
	return numbers;
}

/** a … z, aa, ab … for 1, 2, … */
function letters(n: number): string {
	return n <= 26 ? String.fromCharCode(96 + n) : letters(Math.floor((n - 1) / 26)) + letters(((n - 1) % 26) + 1);
}
