import { createHash, randomBytes } from 'node:crypto';
import { sql, SqliteAdapter, type Kysely } from 'kysely';

/**
 * An append-only Merkle log of what was frozen (RFC 9162), a tree of salted leaves for each frozen board, and leaves for what was frozen
 * before: in the order in which it was frozen.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('logLeaf')
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('cafeTable', 'summary', 'version')`))
		.addColumn('subjectId', 'text', (column) => column.notNull())
		.addColumn('hash', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('leaf', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('log_leaf_key', ['municipalityId', 'position'])
		.execute();
	await db.schema
		.createTable('boardLeaf')
		.addColumn('cafeTableId', 'text', (column) => column.notNull().references('cafeTable.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('noteId', 'text')
		.addColumn('salt', 'text')
		.addColumn('leaf', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('board_leaf_key', ['cafeTableId', 'position'])
		.execute();
	await db.schema.createIndex('log_leaf_subject').on('logLeaf').columns(['subjectId']).execute();
	await logFormer(db.withoutPlugins());
	if (db.getExecutor().adapter instanceof SqliteAdapter) {
		for (const [name, event] of [
			['log_kept', 'delete'],
			['log_fixed', 'update']
		] as const)
			await sql`create trigger ${sql.raw(name)} before ${sql.raw(event)} on log_leaf
				begin select raise(abort, 'a leaf of the log is kept and not changed'); end`.execute(db);
	} else {
		await sql`create function log_fixed() returns trigger language plpgsql as
			$$ begin raise exception 'a leaf of the log is kept and not changed'; end $$`.execute(db);
		await sql`create trigger log_fixed before update or delete on log_leaf for each row execute function log_fixed()`.execute(db);
	}
}

type Former = { kind: string; id: string; municipality: string; hash: string; at: string; content: string | null };

/** Leaves as `src/lib/merkle` and `cafe/harvest/boardTree.server.ts` reckoned them when this was written. */
async function logFormer(db: Kysely<unknown>): Promise<void> {
	const { rows } = await sql<Former>`
		select 'cafeTable' as kind, id, municipality_id as municipality, frozen_hash as hash, frozen_at as at, frozen_content as content
			from cafe_table where frozen_at is not null and frozen_content is not null
		union all select 'summary', id, municipality_id, content_hash, published_at, null from summary where published_at is not null
		union all select 'version', id, municipality_id, content_hash, adopted_at, null from plan_version where adopted_at is not null`.execute(db);
	rows.sort((a, b) => order(a.at, b.at) || order(a.kind, b.kind) || order(a.id, b.id));
	const sizes = new Map<string, number>();
	for (const { kind, id, municipality, hash: kept, at, content } of rows) {
		const hash = content === null ? kept : await boardRoot(db, municipality, id, content);
		const position = sizes.get(municipality) ?? 0;
		sizes.set(municipality, position + 1);
		const leaf = leafHash(canonical({ kind, id, hash, at }));
		await sql`insert into log_leaf (municipality_id, position, kind, subject_id, hash, at, leaf)
			values (${municipality}, ${position}, ${kind}, ${id}, ${hash}, ${at}, ${leaf})`.execute(db);
	}
}

async function boardRoot(db: Kysely<unknown>, municipality: string, id: string, content: string): Promise<string> {
	const { notes = [], ...rest } = JSON.parse(content) as { notes?: { id: string }[] };
	const leaves: string[] = [];
	for (const part of [...notes, rest]) {
		const salt = randomBytes(32).toString('hex');
		const noteId = part === rest ? null : (part as { id: string }).id;
		const leaf = leafHash(canonical(noteId === null ? { board: rest, salt } : { note: part, salt }));
		await sql`insert into board_leaf (cafe_table_id, position, municipality_id, note_id, salt, leaf)
			values (${id}, ${leaves.length}, ${municipality}, ${noteId}, ${salt}, ${leaf})`.execute(db);
		leaves.push(leaf);
	}
	return root(leaves);
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function leafHash(content: string): string {
	return createHash('sha256').update(Uint8Array.of(0)).update(content).digest('hex');
}

function root(leaves: readonly string[]): string {
	if (leaves.length === 1) return leaves[0]!;
	const split = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
	const [left, right] = [root(leaves.slice(0, split)), root(leaves.slice(split))];
	return createHash('sha256')
		.update(Uint8Array.of(1))
		.update(Buffer.from(left + right, 'hex'))
		.digest('hex');
}

function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
	if (value !== null && typeof value === 'object') {
		const entries = Object.entries(value)
			.filter(([, item]) => item !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : 1));
		return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
	}
	return JSON.stringify(value ?? null);
}
