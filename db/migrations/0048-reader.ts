import { sql, SqliteAdapter, type Kysely } from 'kysely';

/** Who only reads what is adopted and submitted has a role of their own. SQLite can't change a check, so grants move to a new table. */
export async function up(db: Kysely<unknown>): Promise<void> {
	const roles = sql`role in ('administrator', 'leader', 'facilitator', 'staff', 'partner', 'reader')`;
	if (!(db.getExecutor().adapter instanceof SqliteAdapter)) {
		await sql`alter table role_grant drop constraint role_grant_role_check`.execute(db);
		await sql`alter table role_grant add constraint role_grant_role_check check (${roles})`.execute(db);
		return;
	}
	await db.schema
		.createTable('roleGrantNow')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('role', 'text', (column) => column.notNull().check(roles))
		.addColumn('grantedAt', 'text', (column) => column.notNull())
		.addColumn('revokedAt', 'text')
		.execute();
	const columns = sql.raw('id, municipality_id, person_id, role, granted_at, revoked_at');
	await sql`insert into role_grant_now (${columns}) select ${columns} from role_grant`.execute(db);
	await db.schema.dropTable('roleGrant').execute();
	await db.schema.alterTable('roleGrantNow').renameTo('roleGrant').execute();
	await db.schema
		.createIndex('role_grant_once')
		.on('roleGrant')
		.columns(['personId', 'role'])
		.unique()
		.where(sql.ref('revokedAt'), 'is', null)
		.execute();
}
