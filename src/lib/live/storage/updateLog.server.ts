import { CompiledQuery, type Insertable, type Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';

/** A board as it lies on disk. */
export interface StoredBoard {
	/** What the board is for; says which shape it has. */
	kind: string;
	epoch: number;
	closedAt: string | null;
	/** The rows of the epoch; the document is all of them together. */
	updates: Uint8Array[];
	/** The highest sequence number given; 0 when nothing is written. */
	seq: number;
	/** Client id → principal, of this epoch. */
	owners: Map<number, string>;
	/** Client ids of earlier epochs: a client that knows one of them comes with a document that is no more. */
	former: Set<number>;
}

type BoardUpdate = Insertable<Database['boardUpdate']>;

/** What one board has to write. */
export interface Append {
	boardId: string;
	epoch: number;
	seq: number;
	/** Undefined: no new content. */
	bytes: Uint8Array | undefined;
	principalId: string | null;
	/** `bytes` is the whole document: the rows before it go in the same transaction (L13). */
	whole: boolean;
	/** Client ids used for the first time. */
	owners: readonly { clientId: number; principalId: string }[];
}

/** Each number of rows is a statement of its own, which is kept. */
const mostAtOnce = 50;

export type Storage = ReturnType<typeof createStorage>;

/** All that the live server reads and writes of the database. Every function is one transaction or one read. */
export function createStorage(db: Kysely<Database>) {
	const compiled = new Map<number, string>();

	/** The statement that inserts `rows`: put together by Kysely once a number of rows, since that takes longer than to run it. */
	function insertRows(rows: readonly BoardUpdate[]): CompiledQuery {
		let sql = compiled.get(rows.length);
		if (!sql) compiled.set(rows.length, (sql = db.insertInto('boardUpdate').values(rows).compile().sql));
		return CompiledQuery.raw(
			sql,
			rows.flatMap(({ boardId, epoch, seq, bytes, principalId }) => [boardId, epoch, seq, bytes, principalId])
		);
	}

	return {
		/** Undefined when there is no such board. */
		async load(boardId: string): Promise<StoredBoard | undefined> {
			const board = await db.selectFrom('board').select(['kind', 'epoch', 'closedAt']).where('id', '=', boardId).executeTakeFirst();
			if (!board) return undefined;
			const rows = await db
				.selectFrom('boardUpdate')
				.select(['seq', 'bytes'])
				.where('boardId', '=', boardId)
				.where('epoch', '=', board.epoch)
				.orderBy('seq')
				.execute();
			const clients = await db
				.selectFrom('boardClient')
				.select(['epoch', 'clientId', 'principalId'])
				.where('boardId', '=', boardId)
				.execute();
			const owners = new Map<number, string>();
			const former = new Set<number>();
			for (const { epoch, clientId, principalId } of clients) {
				if (epoch === board.epoch) owners.set(Number(clientId), principalId);
				else former.add(Number(clientId));
			}
			return { ...board, updates: rows.map((row) => row.bytes), seq: rows.at(-1)?.seq ?? 0, owners, former };
		},

		/** Writes for many boards at once: all of it or nothing (L11). */
		async append(appends: readonly Append[]): Promise<void> {
			const rows = appends.flatMap(({ boardId, epoch, seq, bytes, principalId }) =>
				bytes ? [{ boardId, epoch, seq, bytes, principalId }] : []
			);
			const clients = appends.flatMap(({ boardId, epoch, owners }) => owners.map((owner) => ({ boardId, epoch, ...owner })));
			if (rows.length === 0 && clients.length === 0) return;
			// The usual case many times a second: one statement, which is a transaction by itself.
			if (clients.length === 0 && rows.length <= mostAtOnce && !appends.some(({ whole }) => whole)) {
				await db.executeQuery(insertRows(rows));
				return;
			}
			await db.transaction().execute(async (trx) => {
				if (clients.length > 0) await trx.insertInto('boardClient').values(clients).execute();
				if (rows.length > 0) await trx.insertInto('boardUpdate').values(rows).execute();
				for (const { boardId, epoch, seq, bytes, whole } of appends) {
					if (!whole || !bytes) continue;
					await trx.deleteFrom('boardUpdate').where('boardId', '=', boardId).where('epoch', '=', epoch).where('seq', '<', seq).execute();
				}
			});
		},

		/** Begins a new epoch with `bytes` as its document; the log of the old one is gone. */
		async startNewEpoch(
			boardId: string,
			epoch: number,
			bytes: Uint8Array | undefined,
			owners: readonly { clientId: number; principalId: string }[]
		): Promise<void> {
			await db.transaction().execute(async (trx) => {
				await trx.updateTable('board').set({ epoch }).where('id', '=', boardId).execute();
				await trx.deleteFrom('boardUpdate').where('boardId', '=', boardId).execute();
				if (bytes) await trx.insertInto('boardUpdate').values({ boardId, epoch, seq: 1, bytes, principalId: null }).execute();
				if (owners.length > 0)
					await trx
						.insertInto('boardClient')
						.values(owners.map((owner) => ({ boardId, epoch, ...owner })))
						.execute();
			});
		}
	};
}
