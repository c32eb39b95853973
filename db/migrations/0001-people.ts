import { type Kysely, sql } from 'kysely';

/** Who: municipality, units with validity, persons, roles, sign-in, audit, and the red thread they all write to. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await organisation(db);
	await persons(db);
	await signIn(db);
	await traces(db);
}

/** Municipalities, their units over time, and how many work in each. */
async function organisation(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('municipality')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('county', 'text')
		.addColumn('locale', 'text', (column) => column.notNull().check(sql`locale in ('nn', 'nb', 'en')`))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('unit')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('nameNn', 'text', (column) => column.notNull())
		.addColumn('nameNb', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('internal', 'external')`))
		.addColumn('colour', 'integer', (column) => column.notNull())
		.addColumn('validFrom', 'text')
		.addColumn('validTo', 'text')
		.addColumn('successorId', 'text', (column) => column.references('unit.id'))
		.execute();
	await db.schema
		.createTable('level')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('nameNn', 'text', (column) => column.notNull())
		.addColumn('nameNb', 'text', (column) => column.notNull())
		.addColumn('rank', 'integer', (column) => column.notNull())
		.execute();
}

/** Persons, their roles, and the positions they hold. */
async function persons(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('person')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('email', 'text')
		.addColumn('unitId', 'text', (column) => column.references('unit.id'))
		.addColumn('levelId', 'text', (column) => column.references('level.id'))
		.addColumn('title', 'text')
		.addColumn('locale', 'text', (column) => column.check(sql`locale in ('nn', 'nb', 'en')`))
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.addColumn('disabledAt', 'text')
		.addUniqueConstraint('person_email_unique', ['municipalityId', 'email'])
		.execute();
	await db.schema.createIndex('person_municipality').on('person').columns(['municipalityId', 'unitId']).execute();
	await db.schema
		.createTable('roleGrant')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('role', 'text', (column) =>
			column.notNull().check(sql`role in ('administrator', 'leader', 'facilitator', 'staff', 'partner')`)
		)
		.addColumn('grantedAt', 'text', (column) => column.notNull())
		.addColumn('revokedAt', 'text')
		.execute();
	await db.schema
		.createIndex('role_grant_once')
		.on('roleGrant')
		.columns(['personId', 'role'])
		.unique()
		.where(sql.ref('revokedAt'), 'is', null)
		.execute();
	await db.schema
		.createTable('position')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('unitId', 'text', (column) => column.notNull().references('unit.id'))
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('leader', 'other')`))
		.addColumn('roleNn', 'text', (column) => column.notNull())
		.addColumn('roleNb', 'text', (column) => column.notNull())
		.addColumn('validFrom', 'text', (column) => column.notNull())
		.addColumn('validTo', 'text')
		.execute();
	await db.schema.createIndex('position_unit').on('position').columns(['municipalityId', 'unitId', 'validFrom']).execute();
	await db.schema.createIndex('position_person').on('position').columns(['personId']).execute();
	await db.schema
		.createTable('unitHeadcount')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('unitId', 'text', (column) => column.notNull().references('unit.id'))
		.addColumn('date', 'text', (column) => column.notNull())
		.addColumn('headcount', 'integer', (column) => column.notNull())
		.addColumn('newcomers', 'integer', (column) => column.notNull())
		.addColumn('enteredBy', 'text', (column) => column.references('person.id'))
		.addColumn('enteredAt', 'text', (column) => column.notNull())
		.addCheckConstraint('unit_headcount_numbers', sql`headcount >= 0 and newcomers >= 0 and newcomers <= headcount`)
		.execute();
	await db.schema.createIndex('unit_headcount_day').on('unitHeadcount').columns(['municipalityId', 'unitId', 'date']).unique().execute();
}

/** Accounts and sessions. */
async function signIn(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('account')
		.addColumn('personId', 'text', (column) => column.primaryKey().notNull().references('person.id'))
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('passwordHash', 'text', (column) => column.notNull())
		.addColumn('createdAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('session')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('personId', 'text', (column) => column.notNull().references('person.id'))
		.addColumn('expiresAt', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('session_person').on('session').columns(['personId']).execute();
}

/** Who did what, what came of what, and what the installation remembers. */
async function traces(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('audit')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('actorId', 'text')
		.addColumn('actorName', 'text', (column) => column.notNull())
		.addColumn('verb', 'text', (column) => column.notNull())
		.addColumn('subjectKind', 'text', (column) => column.notNull())
		.addColumn('subjectId', 'text', (column) => column.notNull())
		.addColumn('detail', 'text')
		.execute();
	await db.schema.createIndex('audit_subject').on('audit').columns(['municipalityId', 'subjectKind', 'subjectId']).execute();
	await db.schema
		.createTable('lineage')
		.addColumn('municipalityId', 'text', (column) => column.notNull().references('municipality.id'))
		.addColumn('fromKind', 'text', (column) => column.notNull())
		.addColumn('fromId', 'text', (column) => column.notNull())
		.addColumn('toKind', 'text', (column) => column.notNull())
		.addColumn('toId', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('lineage_pk', ['fromId', 'toId', 'fromKind', 'toKind'])
		.execute();
	await db.schema.createIndex('lineage_back').on('lineage').columns(['toId', 'fromId']).execute();
	await db.schema
		.createTable('installation')
		.addColumn('key', 'text', (column) => column.primaryKey().notNull())
		.addColumn('value', 'text', (column) => column.notNull())
		.execute();
}
