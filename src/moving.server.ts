import { sql, type Kysely } from 'kysely';
import { createHash } from 'node:crypto';
import type { Database } from '#db/schema.ts';
import { migrations } from '#db/migrations/index.ts';
import { inTransaction, isPostgres, migrate, type Db } from '#lib/db/open.server.ts';
import { checkSeals } from './seals.server.ts';

/** What was moved: tables, rows, and frozen texts whose hashes were reckoned anew. */
export type Moved = { tables: number; rows: number; sealed: number };

type Table = { name: string; columns: string[] };
type Row = Record<string, unknown>;

/** Rows that one statement inserts: SQLite binds 32,766 values at most. */
const rowsAtOnce = 200;
const own = /^kysely_/;

/**
 * Copies every row of one database into another one that holds nothing, or `replacing` what it holds, in one transaction: all of it is
 * there afterwards, row for row by a SHA-256 of each table on both sides and with the frozen texts as they were, or nothing. Boards keep
 * their epochs. Throws a sentence.
 */
export async function moveDatabase(from: Kysely<Database>, to: Kysely<Database>, how: { replacing?: boolean } = {}): Promise<Moved> {
	await isOurs(from);
	await migrate(to);
	// Of one moment, also while others write.
	return from.transaction().execute((still) => moveRows(still, to, how));
}

async function moveRows(from: Db, to: Kysely<Database>, { replacing = false }): Promise<Moved> {
	if (isPostgres(from)) await sql`set transaction read only, deferrable`.execute(from);
	const tables = await tablesOf(from);
	const there = new Map((await tablesOf(to)).map((table) => [table.name, table.columns.toSorted().join()]));
	for (const { name, columns } of tables)
		if (there.get(name) !== columns.toSorted().join()) throw new Error(`The table ${name} is not the same in both databases.`);
	const before = await checkSeals(from);
	const rows = await inTransaction(to, async (trx) => {
		const plain = trx.withoutPlugins();
		if (replacing) await sql`truncate ${sql.join(tables.map(({ name }) => sql.table(name)))}`.execute(plain);
		const settle = await lettingRowsWait(plain);
		let count = 0;
		for (const table of tables) count += await moveTable(from.withoutPlugins(), plain, table);
		await settle();
		const after = await checkSeals(trx);
		if (JSON.stringify(after) !== JSON.stringify(before))
			throw new Error('The frozen texts do not have the same hashes in both databases.');
		return count;
	});
	return { tables: tables.length, rows, sealed: before.sealed };
}

/** Throws unless the database has been through all migrations of this version. */
async function isOurs(db: Kysely<Database>): Promise<void> {
	const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db).catch(() => ({ rows: [] }));
	if (JSON.stringify(rows.map(({ name }) => name)) !== JSON.stringify(Object.keys(migrations).toSorted()))
		throw new Error('The database to move is empty or of another version of Samling: start this version with it once, and stop it again.');
}

async function tablesOf(db: Db): Promise<Table[]> {
	const found = await db.withoutPlugins().introspection.getTables();
	return found
		.filter(({ name, isView }) => !isView && !own.test(name))
		.map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) }));
}

/**
 * Lets rows refer to such as come later in this transaction, in whichever order tables come; the function given asks for all of them to
 * be there, and lets nothing wait any more.
 */
async function lettingRowsWait(trx: Db): Promise<() => Promise<void>> {
	if (!isPostgres(trx)) {
		await sql`pragma defer_foreign_keys = on`.execute(trx);
		return async () => undefined;
	}
	const { rows } = await sql<{ table: string; name: string }>`
		select conrelid::regclass::text as "table", quote_ident(conname) as name from pg_constraint
		where contype = 'f' and connamespace = 'public'::regnamespace`.execute(trx);
	const alter = async (how: string) => {
		for (const { table, name } of rows) await sql.raw(`alter table ${table} alter constraint ${name} ${how}`).execute(trx);
	};
	await alter('deferrable initially deferred');
	return async () => {
		await sql`set constraints all immediate`.execute(trx);
		await alter('not deferrable');
	};
}

/** Gives how many rows there are. */
async function moveTable(from: Db, to: Db, table: Table): Promise<number> {
	if ((await rowsOf(to, table.name, 1)).length > 0) throw new Error(`The database to move to holds something already: ${table.name}.`);
	const rows = await rowsOf(from, table.name);
	for (let at = 0; at < rows.length; at += rowsAtOnce) {
		const values = rows.slice(at, at + rowsAtOnce).map((row) => sql`(${sql.join(table.columns.map((column) => row[column]))})`);
		await sql`insert into ${sql.table(table.name)} (${sql.join(table.columns.map((column) => sql.ref(column)))})
			values ${sql.join(values)}`.execute(to);
	}
	const moved = await rowsOf(to, table.name);
	if (moved.length !== rows.length || digestOf(table, moved) !== digestOf(table, rows))
		throw new Error(`The table ${table.name} is not the same in both databases after moving it.`);
	return rows.length;
}

async function rowsOf(db: Db, name: string, atMost?: number): Promise<Row[]> {
	const limit = atMost === undefined ? sql`` : sql`limit ${atMost}`;
	return (await sql<Row>`select * from ${sql.table(name)} ${limit}`.execute(db)).rows;
}

/** SHA-256 of the rows of a table, in whichever order they came. */
function digestOf({ columns }: Table, rows: readonly Row[]): string {
	const one = (row: Row) =>
		createHash('sha256')
			.update(JSON.stringify(columns.map((column) => plainOf(row[column]))))
			.digest('hex');
	return createHash('sha256').update(rows.map(one).toSorted().join('\n')).digest('hex');
}

const plainOf = (value: unknown): unknown => (value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value);
