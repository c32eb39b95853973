import type { Db } from './open.server.ts';

/** What the installation remembers beside its municipalities: one text a key. Undefined when nothing was stored under it. */
export async function storedValue(db: Db, key: string): Promise<string | undefined> {
	return (await db.selectFrom('installation').select('value').where('key', '=', key).executeTakeFirst())?.value;
}

/** Stores `value` under `key` in the place of what was there; undefined removes it. */
export async function storeValue(db: Db, key: string, value: string | undefined): Promise<void> {
	if (value === undefined) return void (await db.deleteFrom('installation').where('key', '=', key).execute());
	await db
		.insertInto('installation')
		.values({ key, value })
		.onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
		.execute();
}
