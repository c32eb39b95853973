import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { command } from '#lib/db/command.server.ts';
import { forgetPressed, pressedOnce } from '#lib/db/once.server.ts';
import { newId } from '#lib/ids.ts';
import { refuse } from '#lib/result.ts';
import { onBothDatabases } from '../../support/database.ts';
import { now } from '../../support/world.ts';

type Sent = { key: string; by?: string; form?: string };

/** One request that sends a form: adds a municipality for each of `names`, a command each; an empty name is refused. */
async function send(db: Kysely<Database>, { key, by = 'leiar /plan', form = 'Noko' }: Sent, ...names: string[]) {
	const { db: own, press } = pressedOnce(db);
	press.begin({ key, by, form, now });
	const answers = [];
	try {
		for (const name of names) {
			const add = command(own, async (trx) => {
				const id = newId();
				await trx.insertInto('municipality').values({ id, name, county: 'Vestland', locale: 'nn', createdAt: now }).execute();
				return name ? { ok: true as const, id, at: new Date(now) } : refuse('missing');
			});
			answers.push(await add);
		}
	} catch (thrown) {
		if (!press.wasOtherwise) throw thrown;
		return 'otherwise';
	} finally {
		press.end();
	}
	return answers;
}
const names = async (db: Kysely<Database>) =>
	(await db.selectFrom('municipality').select('name').orderBy('name').execute()).map(({ name }) => name);

onBothDatabases('a form that is sent again', (fresh) => {
	test('is done once, and answered as it was', async () => {
		const db = await fresh();
		const key = newId();
		const first = await send(db, { key }, 'Stord');
		expect(await send(db, { key }, 'Stord')).toEqual(first);
		expect(await names(db)).toEqual(['Stord']);
		// The next press of the same form has a key of its own.
		await send(db, { key: newId() }, 'Stord');
		expect(await names(db)).toEqual(['Stord', 'Stord']);
	});

	test('at the same moment is done once as well', async () => {
		const db = await fresh();
		const key = newId();
		const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => send(db, { key }, 'Stord', 'Bømlo')));
		for (const other of others) expect(other).toEqual(first);
		expect(await names(db)).toEqual(['Bømlo', 'Stord']);
	});

	test('goes on where the first time was cut off', async () => {
		const db = await fresh();
		const key = newId();
		const [stord] = await send(db, { key }, 'Stord');
		expect(await send(db, { key }, 'Stord', 'Bømlo')).toEqual([stord, expect.objectContaining({ ok: true })]);
		expect(await names(db)).toEqual(['Bømlo', 'Stord']);
	});

	test('after a refusal is tried anew', async () => {
		const db = await fresh();
		const key = newId();
		expect(await send(db, { key }, '')).toMatchObject([{ ok: false, reason: 'missing' }]);
		expect(await send(db, { key }, 'Stord')).toMatchObject([{ ok: true }]);
		expect(await names(db)).toEqual(['Stord']);
	});

	test('with other contents is neither done nor answered as done', async () => {
		const db = await fresh();
		const key = newId();
		await send(db, { key, form: 'Stord' }, 'Stord');
		expect(await send(db, { key, form: 'Bømlo' }, 'Bømlo')).toBe('otherwise');
		expect(await names(db)).toEqual(['Stord']);
	});

	test('tells nobody else anything: the key of another is a key of their own, and what is stored can’t be read', async () => {
		const db = await fresh();
		const key = newId();
		const mine = await send(db, { key }, 'Løyndom');
		const theirs = await send(db, { key, by: 'tilsett /plan' }, 'Løyndom');
		expect(theirs).not.toEqual(mine);
		expect(await names(db)).toEqual(['Løyndom', 'Løyndom']);
		const stored = await db.selectFrom('once').selectAll().execute();
		expect(stored).toHaveLength(2);
		const { id } = (mine as { id: string }[])[0]!;
		for (const row of stored)
			for (const told of [key, 'leiar', 'Noko', id]) {
				expect(JSON.stringify(row)).not.toContain(told);
				expect(Buffer.from(row.answer, 'base64').includes(told)).toBe(false);
			}
	});

	test('is known as long as its row is kept', async () => {
		const db = await fresh();
		const key = newId();
		await send(db, { key }, 'Stord');
		expect(await forgetPressed(db, '2018-01-15')).toBe(0);
		expect(await forgetPressed(db, '2018-01-16')).toBe(1);
	});

	test('and what the request does after the form is none of it', async () => {
		const db = await fresh();
		const { db: own, press } = pressedOnce(db);
		press.begin({ key: newId(), by: 'leiar', form: '', now });
		press.end();
		await command(own, async () => ({ ok: true }));
		expect(await db.selectFrom('once').selectAll().execute()).toEqual([]);
	});
});
