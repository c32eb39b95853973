import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { inTransaction, isPostgres, type Db } from '#lib/db/open.server.ts';
import { entryKey } from '../documentSchema.ts';
import { maxRowsPerStatement, putInPostgres, putInSqlite } from './putRows.server.ts';

/** The owner of client ids under which the server itself writes. */
export const serverOwner = 'server';

/** Client id → mark of its owner, as stored with the first update of that client: a hash that names nobody (L8). */
export interface ClientOwner {
	clientId: number;
	owner: string;
}

/** Whose an entry is, as stored with the update that creates it: a hash that names nobody. */
export interface EntryOwner {
	root: string;
	id: string;
	owner: string;
}

/** A board as stored. */
export interface StoredBoard {
	/** A word of the noun that owns the board; selects the document schema. */
	kind: string;
	epoch: number;
	closedAt: string | null;
	/** The log of the epoch; merged they are the document. */
	updates: Uint8Array[];
	/** The highest sequence number in use; 0 when the log is empty. */
	seq: number;
	/** Of this epoch. */
	owners: Map<number, string>;
	/** Whose its entries are (`entryKey`), whatever the epoch. */
	entries: Map<string, string>;
	/** Client ids of earlier epochs: a state vector that names one of them belongs to a document that was replaced (L7). */
	formerClients: Set<number>;
}

/** What one commit writes for one board. */
export interface Append {
	boardId: string;
	epoch: number;
	seq: number;
	/** Undefined: no new content. */
	bytes: Uint8Array | undefined;
	/** `bytes` is the whole document: the same transaction deletes the rows before it (L13). */
	isCompaction: boolean;
	/** Client ids used for the first time. */
	owners: readonly ClientOwner[];
	/** Entries that are new. */
	entries: readonly EntryOwner[];
}

/** The document with which an epoch begins. */
export interface FirstRow {
	/** Undefined when it is empty. */
	bytes: Uint8Array | undefined;
	owners: readonly ClientOwner[];
	/** What it holds (`entryKey`): whose the other entries were is forgotten. */
	holds: ReadonlySet<string>;
}

/**
 * All that the live server reads and writes; SQLite and PostgreSQL differ in how rows are put (`putRows.server.ts`). Whatever is sent again
 * since its answer was lost is done once: what stands in its place is compared byte by byte.
 */
export interface Storage {
	/** Undefined when there is no such board. */
	load(boardId: string): Promise<StoredBoard | undefined>;
	/**
	 * Writes for many boards at once, all of it or nothing (L11), but for the boards that it gives: those are not ours any more, since
	 * another process wrote in our place or began an epoch, and nothing of theirs is written. A board comes once.
	 */
	append(appends: readonly Append[]): Promise<ReadonlySet<string>>;
	/**
	 * Begins `epoch` with `first` as its document (L7), and deletes the log of the one before unless it is to be kept (L26). False, with
	 * everything as it is, when the board is not ours any more.
	 */
	renew(boardId: string, epoch: number, first: FirstRow, keepLog?: boolean): Promise<boolean>;
}

/** Rows in parts that a statement takes: SQLite binds 32,766 values at most, and what can't be written once is tried for ever (L12). */
function inParts<T>(rows: readonly T[]): T[][] {
	const parts: T[][] = [];
	for (let at = 0; at < rows.length; at += 1000) parts.push(rows.slice(at, at + 1000));
	return parts;
}

export function createStorage(db: Kysely<Database>): Storage {
	const put = isPostgres(db) ? putInPostgres : putInSqlite();
	return {
		load: (boardId) => loadBoard(db, boardId),

		async append(appends) {
			const rows = appends.flatMap(({ boardId, epoch, seq, bytes }) => (bytes ? [{ boardId, epoch, seq, bytes }] : []));
			const isPlain = ({ owners, entries, isCompaction }: Append) => owners.length + entries.length === 0 && !isCompaction;
			// The usual case, many times a second: one statement, which is a transaction by itself.
			if (appends.every(isPlain) && rows.length <= maxRowsPerStatement) return rows.length > 0 ? put(db, rows) : new Set();
			return inTransaction(db, async (trx) => {
				const lost = new Set<string>();
				for (let at = 0; at < rows.length; at += maxRowsPerStatement)
					for (const boardId of await put(trx, rows.slice(at, at + maxRowsPerStatement))) lost.add(boardId);
				await putMarks(
					trx,
					appends.filter(({ boardId }) => !lost.has(boardId))
				);
				return lost;
			});
		},

		renew: (boardId, epoch, first, keepLog = false) =>
			inTransaction(db, async (trx) => {
				const { epoch: stands } = await trx.selectFrom('board').select('epoch').where('id', '=', boardId).executeTakeFirstOrThrow();
				if (stands !== epoch - 1) return stands === epoch && (await beginsWith(trx, boardId, epoch, first));
				await beginEpoch(trx, boardId, epoch, first, keepLog);
				return true;
			})
	};
}

/** Whose client ids and entries are, and the rows that a compaction leaves behind. */
async function putMarks(trx: Db, appends: readonly Append[]): Promise<void> {
	const clients = appends.flatMap(({ boardId, epoch, owners }) => owners.map((owner) => ({ boardId, epoch, ...owner })));
	const entries = appends.flatMap(({ boardId, entries }) => entries.map(({ root, id, owner }) => ({ boardId, root, entryId: id, owner })));
	for (const some of inParts(clients))
		await trx
			.insertInto('boardClient')
			.values(some)
			.onConflict((on) => on.doNothing())
			.execute();
	for (const some of inParts(entries))
		await trx
			.insertInto('boardEntry')
			.values(some)
			.onConflict((on) => on.doNothing())
			.execute();
	for (const { boardId, epoch, seq, bytes, isCompaction } of appends) {
		if (!isCompaction || !bytes) continue;
		await trx.deleteFrom('boardUpdate').where('boardId', '=', boardId).where('epoch', '=', epoch).where('seq', '<', seq).execute();
	}
}

/** Whether an epoch begins with this document: then it was ourselves who began it. */
async function beginsWith(trx: Db, boardId: string, epoch: number, { bytes }: FirstRow): Promise<boolean> {
	const stored = await trx
		.selectFrom('boardUpdate')
		.select('bytes')
		.where('boardId', '=', boardId)
		.where('epoch', '=', epoch)
		.where('seq', '=', 1)
		.executeTakeFirst();
	return stored === undefined || bytes === undefined ? stored === bytes : Buffer.from(stored.bytes).equals(bytes);
}

/** Begins an epoch in the caller's transaction, which has read of which epoch the board is. */
export async function beginEpoch(
	trx: Db,
	boardId: string,
	epoch: number,
	{ bytes, owners, holds }: FirstRow,
	keepLog = false
): Promise<void> {
	await trx.updateTable('board').set({ epoch }).where('id', '=', boardId).execute();
	if (!keepLog) await trx.deleteFrom('boardUpdate').where('boardId', '=', boardId).execute();
	await forgetOwners(trx, boardId, holds);
	if (bytes) await trx.insertInto('boardUpdate').values({ boardId, epoch, seq: 1, bytes }).execute();
	for (const some of inParts(owners.map((owner) => ({ boardId, epoch, ...owner }))))
		await trx.insertInto('boardClient').values(some).execute();
}

/** Whose entries were that are not in the document any more. */
async function forgetOwners(trx: Db, boardId: string, holds: ReadonlySet<string>): Promise<void> {
	for (const { root, entryId } of await trx.selectFrom('boardEntry').selectAll().where('boardId', '=', boardId).execute())
		if (!holds.has(entryKey({ root, id: entryId })))
			await trx.deleteFrom('boardEntry').where('boardId', '=', boardId).where('root', '=', root).where('entryId', '=', entryId).execute();
}

/** Undefined when there is no such board. */
export async function loadBoard(db: Db, boardId: string): Promise<StoredBoard | undefined> {
	const board = await db.selectFrom('board').select(['kind', 'epoch', 'closedAt']).where('id', '=', boardId).executeTakeFirst();
	if (!board) return undefined;
	const rows = await db
		.selectFrom('boardUpdate')
		.select(['seq', 'bytes'])
		.where('boardId', '=', boardId)
		.where('epoch', '=', board.epoch)
		.orderBy('seq')
		.execute();
	const clients = await db.selectFrom('boardClient').select(['epoch', 'clientId', 'owner']).where('boardId', '=', boardId).execute();
	const marks = await db.selectFrom('boardEntry').select(['root', 'entryId', 'owner']).where('boardId', '=', boardId).execute();
	const entries = new Map(marks.map(({ root, entryId: id, owner }) => [entryKey({ root, id }), owner]));
	const owners = new Map<number, string>();
	const formerClients = new Set<number>();
	for (const { epoch, clientId, owner } of clients) {
		if (epoch === board.epoch) owners.set(Number(clientId), owner);
		else formerClients.add(Number(clientId));
	}
	return { ...board, updates: rows.map((row) => row.bytes), seq: rows.at(-1)?.seq ?? 0, owners, entries, formerClients };
}
