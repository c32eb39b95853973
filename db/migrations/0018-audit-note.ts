import type { Kysely } from 'kysely';

/**
 * Words that a person wrote for an audit entry, such as why they took something out. Not in the entry's hash, since they may name
 * somebody who is erased later.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('audit').addColumn('note', 'text').execute();
}
