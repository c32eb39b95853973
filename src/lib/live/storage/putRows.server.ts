import { CompiledQuery, type Insertable } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Db } from '#lib/db/open.server.ts';

type Row = Insertable<Database['boardUpdate']>;

/**
 * Puts rows into the logs of boards, each in the place and epoch that it names. Gives the boards whose place or epoch is another's: theirs
 * is not put. A row that stands there already is ours. One board comes once.
 */
export type PutRows = (db: Db, rows: readonly Row[]) => Promise<ReadonlySet<string>>;

/** Rows that one prepared statement takes at most; on SQLite each number of rows is a statement of its own, kept compiled. */
export const maxRowsPerStatement = 50;

export function putInSqlite(): PutRows {
	const statements = new Map<number, string>();
	/** Compiling a statement takes longer than running it. */
	const statement = (rows: number) => {
		let sql = statements.get(rows);
		if (!sql)
			statements.set(
				rows,
				(sql = `with sent (board_id, epoch, seq, bytes) as (values ${Array(rows).fill('(?, ?, ?, ?)').join(', ')})
					insert into board_update (board_id, epoch, seq, bytes)
					select sent.* from sent cross join board on board.id = sent.board_id and board.epoch = sent.epoch
					where true on conflict do nothing returning board_id`)
			);
		return sql;
	};
	return async (db, rows) => {
		const values = rows.flatMap(({ boardId, epoch, seq, bytes }) => [boardId, epoch, seq, bytes]);
		const put = await db.executeQuery<{ boardId: string }>(CompiledQuery.raw(statement(rows.length), values));
		if (put.rows.length === rows.length) return new Set();
		const written = new Set(put.rows.map(({ boardId }) => boardId));
		const lost = new Set<string>();
		for (const row of rows) if (!written.has(row.boardId) && !(await stands(db, row))) lost.add(row.boardId);
		return lost;
	};
}

async function stands(db: Db, { boardId, epoch, seq, bytes }: Row): Promise<boolean> {
	const row = await db
		.selectFrom('boardUpdate')
		.select('bytes')
		.where('boardId', '=', boardId)
		.where('epoch', '=', epoch)
		.where('seq', '=', seq)
		.executeTakeFirst();
	return row !== undefined && Buffer.from(row.bytes).equals(bytes);
}

const postgresStatement = `
	with sent as (select * from unnest($1::text[], $2::int[], $3::int[], $4::bytea[]) as sent (board_id, epoch, seq, bytes)),
	put as (
		insert into board_update (board_id, epoch, seq, bytes)
		select sent.* from sent join board on board.id = sent.board_id and board.epoch = sent.epoch
		on conflict do nothing returning board_id
	)
	select sent.board_id from sent
	where not exists (select 1 from put where put.board_id = sent.board_id)
	and not exists (
		select 1 from board_update as stands
		where (stands.board_id, stands.epoch, stands.seq) = (sent.board_id, sent.epoch, sent.seq) and stands.bytes = sent.bytes
	)`;

/** One way to the server and back, whatever comes of it. */
export const putInPostgres: PutRows = async (db, rows) => {
	const columns = [
		rows.map(({ boardId }) => boardId),
		rows.map(({ epoch }) => epoch),
		rows.map(({ seq }) => seq),
		rows.map(({ bytes }) => bytes)
	];
	const lost = await db.executeQuery<{ boardId: string }>(CompiledQuery.raw(postgresStatement, columns));
	return new Set(lost.rows.map(({ boardId }) => boardId));
};
