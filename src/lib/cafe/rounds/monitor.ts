/** How a table is doing right now, as far as it can be told without names. */
export type TableNow = {
	id: string;
	/** Who has the board open, and with how many phones. */
	people: number;
	connections: number;
	/** Notes on the board, those in the bin not counted; null while nobody has looked. */
	notes: number | null;
	/** When somebody last wrote; null when nobody has while this was watched. */
	wroteAt: string | null;
	/** False while what was written waits for the disk. */
	saved: boolean;
	hand: boolean;
	ready: boolean;
	/** While everybody writes alone: sheets, and how many of their writers are done. */
	writing: number;
	written: number;
	locked: boolean;
	/** What was said to this table alone. */
	message: string | null;
};

/** One look at the hall. */
export type HallSnapshot = {
	tables: TableNow[];
	/** Changes whenever anything else the page shows has changed: phase, clock, seats, who has joined. */
	mark: string;
};

/** What is new since the last look; null when nothing is. */
export function newsSince(before: HallSnapshot | null, now: HallSnapshot): HallSnapshot | null {
	if (before === null) return now;
	const known = new Map(before.tables.map((table) => [table.id, JSON.stringify(table)]));
	const tables = now.tables.filter((table) => known.get(table.id) !== JSON.stringify(table));
	return tables.length === 0 && now.mark === before.mark ? null : { tables, mark: now.mark };
}
