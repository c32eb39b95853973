import type { SummaryTables } from '#db/schema/summaries.ts';
import type { CivilDate, Instant } from '#lib/dates.ts';

/*
 * Plenary: one table after the other tells its points, which arrive on the wall as they are told; then the room decides what comes first
 * and who starts; it ends with who does what.
 */

export type PlenaryPart = SummaryTables['plenary']['part'];
export const plenaryParts: readonly PlenaryPart[] = ['tables', 'first', 'actions', 'over'];

/** Where plenary stands: its part, the table that speaks, and the point that is spoken of. */
export type Stand = { part: PlenaryPart; tableId: string | null; pointId: string | null };
/** Where it goes, and which point arrives by that, or goes back to its table. */
export type Move = Stand & { arrives?: string; leaves?: string };

type Table = { id: string; number: number };
type Point = { id: string; tables: readonly number[]; merged: boolean; arrivedAt: Instant | null };

const isOf = (table: Table) => (point: Point) => point.tables.includes(table.number);
const waits = (point: Point) => point.arrivedAt === null;
const latest = (points: readonly Point[]) =>
	points
		.filter((point) => !waits(point))
		.toReversed()
		.toSorted((a, b) => b.arrivedAt!.localeCompare(a.arrivedAt!))[0];

/**
 * The next step: the next point of the table that speaks, then the next table with points that are not told yet, then what comes first,
 * then who does what, then the end. `tables` and `points` in their order.
 */
export function nextMove(at: Stand, tables: readonly Table[], points: readonly Point[]): Move {
	if (at.part !== 'tables') return { part: plenaryParts[plenaryParts.indexOf(at.part) + 1] ?? 'over', tableId: null, pointId: null };
	const speaks = tables.find(({ id }) => id === at.tableId);
	const point = speaks && points.find((one) => waits(one) && isOf(speaks)(one));
	if (point) return { ...at, pointId: point.id, arrives: point.id };
	const after = [...tables.filter(({ number }) => number > (speaks?.number ?? 0)), ...tables];
	const table = after.find((one) => points.some((point) => waits(point) && isOf(one)(point)));
	return table ? { part: 'tables', tableId: table.id, pointId: null } : { part: 'first', tableId: null, pointId: null };
}

/** The step back; null at the beginning. A point that several were merged into stays: it is not one table's to take back. */
export function previousMove(at: Stand, tables: readonly Table[], points: readonly Point[]): Move | null {
	if (at.part === 'actions' || at.part === 'over') return { part: at.part === 'over' ? 'actions' : 'first', tableId: null, pointId: null };
	const told = at.part === 'tables' ? points.find(({ id }) => id === at.pointId) : undefined;
	const speaks = tables.find(({ id }) => id === at.tableId);
	if (told && speaks) {
		const before = latest(points.filter((point) => point.id !== told.id && isOf(speaks)(point)));
		return { ...at, pointId: before?.id ?? null, ...(!told.merged && { leaves: told.id }) };
	}
	const last = latest(points.filter((point) => !speaks || !isOf(speaks)(point)));
	const table = last && tables.find((one) => isOf(one)(last));
	return table ? { part: 'tables', tableId: table.id, pointId: last.id } : at.part === 'first' ? firstTable(tables) : null;
}

function firstTable(tables: readonly Table[]): Move | null {
	return tables[0] ? { part: 'tables', tableId: tables[0].id, pointId: null } : null;
}

/** What the room may see of plenary; also what the facilitator's page shows of it. */
export type PlenaryView = {
	part: PlenaryPart;
	turn: number;
	table: { id: string; number: number; question: string } | null;
	pointId: string | null;
	/** How far each table that has handed in has come. */
	tables: { id: string; number: number; points: number; told: number }[];
	/** Those that have arrived (with `all`: every one), in the order of the forum's list. */
	points: PlenaryViewPoint[];
};

export type PlenaryViewPoint = {
	id: string;
	/** Null while the text looks as if it points at somebody, and nobody has decided that it does not. */
	text: string | null;
	tables: number[];
	votes: number;
	merged: boolean;
	first: boolean;
	arrived: boolean;
	/** Who starts with it: the unit that has the duties today, and a role; null when nobody does yet. */
	starter: { unit: { nn: string; nb: string } | null; role: string; by: CivilDate | null } | null;
};
