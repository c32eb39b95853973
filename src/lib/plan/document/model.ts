import type { PlanTables } from '#db/schema/plan.ts';
import type { ElementKind, MeasureStatus } from '../model.ts';
export const elementKinds: readonly ElementKind[] = ['goal', 'subGoal', 'measure'];
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
