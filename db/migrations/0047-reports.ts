import { sql, SqliteAdapter, type Kysely } from 'kysely';

/** Reports that are written, submitted, kept and shared by links; a submitted one is a leaf of the log. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('report')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('half', 'text', (column) => column.notNull())
		.addColumn('version', 'integer', (column) => column.notNull())
		.addColumn('replacesId', 'text', (column) => column.references('report.id'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('createdBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('submittedAt', 'text')
		.addColumn('submittedBy', 'text', (column) => column.references('person.id'))
		.addColumn('recipient', 'text', (column) => column.notNull())
		.addColumn('content', 'text')
		.addColumn('contentHash', 'text')
		.addColumn('partnersAt', 'text')
		.addUniqueConstraint('report_version', ['municipalityId', 'kind', 'half', 'version'])
		.execute();
	await db.schema
		.createTable('reportWords')
		.addColumn('reportId', 'text', (column) => column.notNull().references('report.id'))
		.addColumn('part', 'text', (column) => column.notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('words', 'text', (column) => column.notNull())
		.addColumn('edition', 'integer', (column) => column.notNull())
		.addColumn('changedBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('changedAt', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('report_words_key', ['reportId', 'part'])
		.execute();
	await kept(db);
	await wider(db);
}

async function kept(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('reportFile')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('reportId', 'text', (column) => column.notNull().references('report.id'))
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('hash', 'text', (column) => column.notNull())
		.addColumn('size', 'integer', (column) => column.notNull())
		.addColumn('content', 'bytea')
		.addColumn('madeAt', 'text', (column) => column.notNull())
		.addColumn('takenOutAt', 'text')
		.execute();
	await db.schema
		.createIndex('report_file_kept')
		.unique()
		.on('reportFile')
		.columns(['reportId', 'name'])
		.where('takenOutAt' as never, 'is', null)
		.execute();
	await db.schema
		.createTable('reportLink')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('reportId', 'text', (column) => column.notNull().references('report.id'))
		.addColumn('recipient', 'text', (column) => column.notNull())
		.addColumn('tokenHash', 'text', (column) => column.notNull().unique())
		.addColumn('lastDay', 'text', (column) => column.notNull())
		.addColumn('createdBy', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('revokedAt', 'text')
		.addColumn('opened', 'integer', (column) => column.notNull())
		.addColumn('lastOpenedAt', 'text')
		.execute();
	await db.schema.createIndex('report_link_report').on('reportLink').columns(['reportId']).execute();
}

/** The log takes leaves of reports too. SQLite can't change a check, so its leaves move to a table of the same shape. */
async function wider(db: Kysely<unknown>): Promise<void> {
	const kinds = sql`kind in ('cafeTable', 'summary', 'version', 'report')`;
	if (!(db.getExecutor().adapter instanceof SqliteAdapter)) {
		await sql`alter table log_leaf drop constraint log_leaf_kind_check`.execute(db);
		await sql`alter table log_leaf add constraint log_leaf_kind_check check (${kinds})`.execute(db);
		return;
	}
	await db.schema
		.createTable('logLeafNow')
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('position', 'integer', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull().check(kinds))
		.addColumn('subjectId', 'text', (column) => column.notNull())
		.addColumn('hash', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('leaf', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('log_leaf_key', ['municipalityId', 'position'])
		.execute();
	const columns = sql.raw('municipality_id, position, kind, subject_id, hash, at, leaf');
	await sql`insert into log_leaf_now (${columns}) select ${columns} from log_leaf`.execute(db);
	await db.schema.dropTable('logLeaf').execute();
	await db.schema.alterTable('logLeafNow').renameTo('logLeaf').execute();
	await db.schema.createIndex('log_leaf_subject').on('logLeaf').columns(['subjectId']).execute();
	for (const [name, event] of [
		['log_kept', 'delete'],
		['log_fixed', 'update']
	] as const)
		await sql`create trigger ${sql.raw(name)} before ${sql.raw(event)} on log_leaf
			begin select raise(abort, 'a leaf of the log is kept and not changed'); end`.execute(db);
}
