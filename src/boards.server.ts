import type { Db } from '#lib/db/open.server.ts';
import { tableOfBoard } from '#lib/cafe/board/tableOfBoard.server.ts';
import { boardIds } from '#lib/live/storage/boards.server.ts';
import { startNewEpoch } from '#lib/live/storage/newEpoch.server.ts';
import { isWhole, salvage, type Salvaged } from '#lib/live/storage/salvage.server.ts';
import { createStorage, type StoredBoard } from '#lib/live/storage/updateLog.server.ts';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { documentSchemas } from './documentSchemas.ts';

/** A board whose log can't be read to its end. `name` is for the person who runs the server. */
export interface DamagedBoard {
	id: string;
	name: string;
	/** Rows of its log, and how many of them are not readable. */
	rows: number;
	unreadable: number;
}

/** A board as it was read, whole or not. */
interface ReadBoard {
	id: string;
	stored: StoredBoard;
	salvaged: Salvaged;
}

/** Reads every board of the database, one at a time. */
async function* readBoards(db: Kysely<Database>): AsyncGenerator<ReadBoard> {
	const storage = createStorage(db);
	const schemaOf = documentSchemas();
	for (const id of await boardIds(db)) {
		const stored = (await storage.load(id))!;
		yield { id, stored, salvaged: salvage(stored.updates, schemaOf(stored.kind)) };
	}
}

/**
 * Begins a new epoch on every board, or on the damaged ones only, with all that could be read of it (L7). Gives how many boards
 * it has looked at, and those of which something is lost.
 */
export async function renewBoards(db: Kysely<Database>, which: 'all' | 'damaged') {
	const storage = createStorage(db);
	const schemaOf = documentSchemas();
	return eachBoard(db, async ({ id, stored, salvaged }) => {
		if (which === 'damaged' && isWhole(salvaged)) return;
		await startNewEpoch(storage, { id, epoch: stored.epoch }, salvaged.doc, schemaOf(stored.kind));
	});
}

/** Reads every board and gives how many there are, and those that are damaged. */
export function checkBoards(db: Kysely<Database>) {
	return eachBoard(db, async () => undefined);
}

async function eachBoard(
	db: Kysely<Database>,
	work: (board: ReadBoard) => Promise<void>
): Promise<{ boards: number; damaged: DamagedBoard[] }> {
	let boards = 0;
	const damaged: DamagedBoard[] = [];
	for await (const read of readBoards(db)) {
		boards++;
		if (!isWhole(read.salvaged)) damaged.push(await damagedBoard(db, read));
		await work(read);
		read.salvaged.doc.destroy();
	}
	return { boards, damaged };
}

async function damagedBoard(db: Db, { id, stored, salvaged }: ReadBoard): Promise<DamagedBoard> {
	return {
		id,
		name: (await tableOfBoard(db, id)) ?? `${stored.kind} (board ${id})`,
		rows: stored.updates.length,
		unreadable: salvaged.unreadable
	};
}

/** One line about a damaged board: where it is, and how much of it could be read. */
export function damageText({ name, rows, unreadable }: DamagedBoard): string {
	return unreadable > 0
		? `${name}: ${unreadable} of the ${rows} rows of its log cannot be read`
		: `${name}: its log of ${rows} rows has a gap`;
}
