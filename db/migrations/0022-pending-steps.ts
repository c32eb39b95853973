import { type Kysely, sql } from 'kysely';

/** A step of the facilitator takes effect some seconds after it was pressed, and can be taken back until then. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('cafe')
		.addColumn('pendingStep', 'text', (column) =>
			column.check(sql`${sql.ref('pendingStep')} in ('round', 'changeover', 'vote', 'harvest')`)
		)
		.execute();
	await db.schema
		.alterTable('cafe')
		.addColumn('pendingBy', 'text', (column) => column.references('person.id').onDelete('set null'))
		.execute();
	for (const name of ['pendingAt', 'pendingChoices', 'pressedAt', 'refusedStep'])
		await db.schema.alterTable('cafe').addColumn(name, 'text').execute();
}
