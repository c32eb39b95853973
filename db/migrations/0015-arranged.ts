import type { Kysely } from 'kysely';

/** Whether somebody has set a café up, or it stands as its recipe laid it. A café that has begun was set up. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('cafe').addColumn('arrangedAt', 'text').execute();
	await (db as Kysely<{ cafe: { arrangedAt: string | null; phaseAt: string; phase: string } }>)
		.updateTable('cafe')
		.set((eb) => ({ arrangedAt: eb.ref('phaseAt') }))
		.where('phase', '!=', 'setUp')
		.execute();
}
