import type { Pending } from '../pending.ts';

/** The state of a table without names. */
export type TableNow = {
	id: string;
	/** Who has the table's board or a private one of theirs open, and with how many phones. */
	people: number;
	connections: number;
	/**
	 * Notes on the board, and while everybody writes alone on the private ones, binned ones not counted; null while it can't be read, and
	 * after freezing.
	 */
	notes: number | null;
	/** When somebody last wrote; null when nobody has since monitoring began. */
	wroteAt: string | null;
	/** False while an edit waits for the disk. */
	saved: boolean;
	/** Its board, or a private one of its people, could be read only in part: it can't be written on (L26). */
	damaged: boolean;
	hand: boolean;
	ready: boolean;
	/** While everybody writes alone: private boards, and how many of their writers are done. */
	writing: number;
	written: number;
	/** Of those who are to sit here now and have a phone (`awaited`, hosts left out), how many have come (`arrived`). Never who. */
	arrived: number;
	awaited: number;
	locked: boolean;
	/** The message to this table alone. */
	message: string | null;
};

/** The state of all tables from one poll. */
export type HallSnapshot = {
	tables: TableNow[];
	/** The step that somebody has pressed, and when it takes effect. */
	pending: Pending | null;
	/** Changes whenever anything else the page shows has changed: phase, timer, seats, who has joined. */
	mark: string;
};

/** The tables that have changed since the snapshot `before`; null when nothing has. */
export function newsSince(before: HallSnapshot | null, now: HallSnapshot): HallSnapshot | null {
	if (before === null) return now;
	const known = new Map(before.tables.map((table) => [table.id, JSON.stringify(table)]));
	const tables = now.tables.filter((table) => known.get(table.id) !== JSON.stringify(table));
	return tables.length === 0 && now.mark === before.mark ? null : { ...now, tables };
}
