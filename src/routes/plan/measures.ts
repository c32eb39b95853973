import type { CivilDate } from '#lib/dates.ts';
import { isOverdue, measureStatuses } from '#lib/plan/document/model.ts';
import type { ElementView } from '#lib/plan/document/queries.server.ts';

/** Which measures to show: those of a unit, in a status, and with a deadline in a year, passed (`overdue`) or not set (`none`). */
export type Wanted = { unit: string; status: string; due: string };

/** What the address asks for; what is none of the choices asks for nothing. */
export function wantedIn(params: URLSearchParams): Wanted {
	const [unit, status, due] = ['unit', 'status', 'due'].map((name) => params.get(name) ?? '') as [string, string, string];
	return {
		unit,
		status: measureStatuses.some((known) => known === status) ? status : '',
		due: /^(overdue|none|\d{4})$/.test(due) ? due : ''
	};
}

export function isFiltered(wanted: Wanted): boolean {
	return Object.values(wanted).some(Boolean);
}

/** The measures that are wanted, with the goals they stand under; the whole plan when nothing is asked for. */
export function chosen(elements: readonly ElementView[], wanted: Wanted, today: CivilDate): ElementView[] {
	if (!isFiltered(wanted)) return [...elements];
	const parents = new Map(elements.map((element) => [element.elementId, element.parentId]));
	const kept = new Set<string>();
	for (const element of elements)
		if (isWanted(element, wanted, today))
			for (let id: string | null | undefined = element.elementId; id; id = parents.get(id)) kept.add(id);
	return elements.filter(({ elementId }) => kept.has(elementId));
}

function isWanted(element: ElementView, { unit, status, due }: Wanted, today: CivilDate): boolean {
	if (element.kind !== 'measure') return false;
	if (unit !== '' && element.unitId !== unit) return false;
	if (status !== '' && element.status?.status !== status) return false;
	if (due === 'overdue') return isOverdue(element, today);
	return due === '' || (due === 'none' ? element.deadline === null : element.deadline?.slice(0, 4) === due);
}

/** The years in which measures have their deadlines, in order. */
export function yearsIn(elements: readonly ElementView[]): string[] {
	return [...new Set(elements.flatMap(({ deadline }) => deadline?.slice(0, 4) ?? []))].toSorted();
}

export type Costs = { years: { year: string | null; kr: number }[]; total: number; unknown: number };

/**
 * What measures cost, whole kroner, by the year of their deadline (null: none), in order. How many don't say what they cost is told
 * beside the sum: a sum over unknowns would be too low. Null when none says it.
 */
export function costsOf(elements: readonly ElementView[]): Costs | null {
	const measures = elements.filter(({ kind }) => kind === 'measure');
	const known = measures.filter(({ costKr }) => costKr !== null);
	if (known.length === 0) return null;
	const sum = (rows: readonly ElementView[]) => rows.reduce((kr, { costKr }) => kr + costKr!, 0);
	const years = [...Map.groupBy(known, ({ deadline }) => deadline?.slice(0, 4) ?? null)]
		.map(([year, rows]) => ({ year, kr: sum(rows) }))
		.toSorted((a, b) => (a.year === null ? 1 : b.year === null ? -1 : a.year < b.year ? -1 : 1));
	return { years, total: sum(known), unknown: measures.length - known.length };
}
