import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality } from '../../support/world.ts';

const renamed = async (db: Kysely<Database>, id: string, name: string) =>
	void (await db.updateTable('municipality').set({ name }).where('id', '=', id).execute());
const nameOf = async (db: Kysely<Database>, id: string) =>
	(await db.selectFrom('municipality').select('name').where('id', '=', id).executeTakeFirstOrThrow()).name;

/** Renames a municipality as a command, then refuses when it is told to. */
const rename = (db: Kysely<Database>, id: string, name: string, refused = false) =>
	command(db, async (trx) => {
		await renamed(trx, id, name);
		return refused ? refuse('conflict', { name }) : { ok: true as const, name };
	});

onBothDatabases('a command', (fresh) => {
	test('keeps what it wrote when it is accepted, and gives what it answered', async () => {
		const db = await fresh();
		const { municipalityId: id } = await aMunicipality(db);
		expect(await rename(db, id, 'Fitjar kommune')).toEqual({ ok: true, name: 'Fitjar kommune' });
		expect(await nameOf(db, id)).toBe('Fitjar kommune');
	});

	test('has changed nothing when it refuses, and gives the refusal with its facts', async () => {
		const db = await fresh();
		const { municipalityId: id } = await aMunicipality(db);
		expect(await rename(db, id, 'Fitjar kommune', true)).toEqual({ ok: false, reason: 'conflict', name: 'Fitjar kommune' });
		expect(await nameOf(db, id)).toBe('Stord kommune');
		expect(await rename(db, id, 'Fitjar kommune')).toMatchObject({ ok: true });
	});

	test('has changed nothing when it throws, and the error comes through', async () => {
		const db = await fresh();
		const { municipalityId: id } = await aMunicipality(db);
		const broken = command(db, async (trx): Promise<{ ok: true }> => {
			await renamed(trx, id, 'Fitjar kommune');
			throw new Error('a bug');
		});
		await expect(broken).rejects.toThrow('a bug');
		expect(await nameOf(db, id)).toBe('Stord kommune');
	});

	test('within another is part of its transaction: the outer one decides', async () => {
		const db = await fresh();
		const { municipalityId: id } = await aMunicipality(db);
		const passedOn = await command(db, async (trx) => {
			await renamed(trx, id, 'Fitjar kommune');
			return rename(trx, id, 'Bømlo kommune', true);
		});
		expect(passedOn).toMatchObject({ ok: false, reason: 'conflict' });
		expect(await nameOf(db, id)).toBe('Stord kommune');

		const refused = await command(db, async (trx) => {
			const inner = await rename(trx, id, 'Bømlo kommune');
			return inner.ok ? refuse('closed') : inner;
		});
		expect(refused).toEqual({ ok: false, reason: 'closed' });
		expect(await nameOf(db, id)).toBe('Stord kommune');

		const accepted = await command(db, async (trx) => {
			await rename(trx, id, 'Bømlo kommune', true);
			return { ok: true as const };
		});
		expect(accepted).toEqual({ ok: true });
		expect(await nameOf(db, id)).toBe('Bømlo kommune');
	});
});
