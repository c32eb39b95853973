import { expect, test } from 'vitest';
import { onBothDatabases } from '../../support/database.ts';

onBothDatabases('the schema', (fresh) => {
	test('an empty installation has every table and no municipality', async () => {
		const db = await fresh();
		expect(await db.selectFrom('municipality').selectAll().execute()).toEqual([]);
		expect(await db.selectFrom('decision').selectAll().execute()).toEqual([]);
	});

	test('every test has a database of its own', async () => {
		const db = await fresh();
		await db.insertInto('installation').values({ key: 'a', value: 'b' }).execute();
		const other = await fresh();
		expect(await other.selectFrom('installation').selectAll().execute()).toEqual([]);
	});
});
