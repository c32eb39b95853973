import { createHash } from 'node:crypto';
import { sql, SqliteAdapter, type Kysely } from 'kysely';

/** An audit entry follows on the one before it in its municipality, by number and hash, and the database lets nobody change it. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('audit')
		.addColumn('seq', 'integer', (column) => column.notNull().defaultTo(0))
		.execute();
	await db.schema
		.alterTable('audit')
		.addColumn('hash', 'text', (column) => column.notNull().defaultTo(''))
		.execute();
	await chainEntries(db);
	await db.schema.createIndex('audit_seq').on('audit').columns(['municipalityId', 'seq']).unique().execute();
	if (db.getExecutor().adapter instanceof SqliteAdapter) {
		await sql`create trigger audit_keep before delete on audit begin select raise(abort, 'an audit entry is kept'); end`.execute(db);
		await sql`create trigger audit_fixed
			before update of id, municipality_id, at, actor_id, verb, subject_kind, subject_id, detail, seq, hash on audit
			begin select raise(abort, 'an audit entry is not changed'); end`.execute(db);
	} else {
		await sql`create function audit_fixed() returns trigger language plpgsql as
			$$ begin raise exception 'an audit entry is kept and not changed'; end $$`.execute(db);
		await sql`create trigger audit_keep before delete on audit for each row execute function audit_fixed()`.execute(db);
		await sql`create trigger audit_fixed
			before update of id, municipality_id, at, actor_id, verb, subject_kind, subject_id, detail, seq, hash on audit
			for each row execute function audit_fixed()`.execute(db);
	}
}

type Entry = {
	id: string;
	municipality_id: string;
	at: string;
	actor_id: string | null;
	verb: string;
	subject_kind: string;
	subject_id: string;
	detail: string | null;
};

/** The hash as `people/audit.server.ts` reckoned it when this was written. */
async function chainEntries(db: Kysely<unknown>): Promise<void> {
	const { rows } = await sql<Entry>`
		select id, municipality_id, at, actor_id, verb, subject_kind, subject_id, detail from audit order by municipality_id, at, id`.execute(
		db.withoutPlugins()
	);
	const last = new Map<string, { seq: number; hash: string }>();
	for (const row of rows) {
		const { seq, hash: before } = last.get(row.municipality_id) ?? { seq: 0, hash: '' };
		const entry = [before, seq + 1, row.at, row.actor_id, row.verb, row.subject_kind, row.subject_id, row.detail];
		const hash = createHash('sha256').update(JSON.stringify(entry)).digest('hex');
		await sql`update audit set seq = ${seq + 1}, hash = ${hash} where id = ${row.id}`.execute(db);
		last.set(row.municipality_id, { seq: seq + 1, hash });
	}
}
