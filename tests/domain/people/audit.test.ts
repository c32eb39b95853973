import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { brokenEntry, record } from '#lib/people/audit.server.ts';
import { createAttempts } from '#lib/people/auth/attempts.server.ts';
import { recordRefusedSignIn } from '#lib/people/auth/trail.server.ts';
import { addPerson } from '#lib/people/persons/commands.server.ts';
import { freshSqlite, onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

onBothDatabases('the audit trail', (fresh) => {
	test('cannot be changed or shortened through the database, but for the name of somebody who is erased', async () => {
		const db = await fresh();
		const { leader, municipalityId } = await aMunicipality(db);
		for (const id of ['a', 'b', 'c']) await record(db, leader, 'task.add', { kind: 'thing', id, detail: { id } }, now);
		await expect(db.deleteFrom('audit').where('subjectId', '=', 'b').execute()).rejects.toThrow('kept');
		await expect(db.updateTable('audit').set({ verb: 'mail.pause' }).execute()).rejects.toThrow(/kept|not changed/);
		await db.updateTable('audit').set({ actorName: 'Borte' }).execute();
		expect(await brokenEntry(db, municipalityId)).toBe(undefined);
	});

	test('counts what somebody tries that is not there for them, and tells the tenth, the hundredth and so on of an hour', async () => {
		const db = await fresh();
		const { leader, staff, municipalityId } = await aMunicipality(db);
		const attempts = createAttempts();
		const tries = async (who: Parameters<typeof attempts.count>[1], times: number, at: string) => {
			for (let nth = 0; nth < times; nth++) await attempts.count(db, who, 'page', at);
		};
		const later = now.replace('T08', 'T09');
		await tries(leader, 9, now);
		await tries(leader, 9, later);
		await tries(staff, 1500, later);
		await tries({ id: null, municipalityId }, 10, later);
		const trail = await db.selectFrom('audit').select(['actorId', 'detail']).where('verb', '=', 'access.attempt').orderBy('seq').execute();
		expect(trail).toEqual([
			...[10, 100, 1000].map((count) => ({ actorId: staff.id, detail: JSON.stringify({ what: 'page', count }) })),
			{ actorId: null, detail: '{"what":"page","count":10}' }
		]);
	});

	test('says whose sign-in was refused', async () => {
		const db = await fresh();
		const { leader } = await aMunicipality(db);
		const somebody = { name: 'Kari', title: '', unitId: null, levelId: null, locale: null, roles: [], password: 'eit langt passord' };
		const added = await addPerson(db, leader, { ...somebody, email: 'kari@stord.example' }, now);
		await recordRefusedSignIn(db, 'kari@stord.example', now);
		await recordRefusedSignIn(db, 'ingen@stord.example', now);
		const trail = await db.selectFrom('audit').select(['verb', 'actorId', 'subjectId']).orderBy('seq').execute();
		expect(trail.slice(1)).toEqual([{ verb: 'session.refuse', actorId: null, subjectId: added.ok && added.personId }]);
	});
});

test('the audit trail tells an entry that was changed, and one that is missing, in a file that was written by hand', async () => {
	const db = await freshSqlite();
	const { leader, stranger, municipalityId } = await aMunicipality(db);
	for (const id of ['a', 'b', 'c', 'd']) await record(db, leader, 'task.add', { kind: 'thing', id }, now);
	await record(db, stranger, 'task.add', { kind: 'thing', id: 'theirs' }, now);
	const entries = await db.selectFrom('audit').select(['subjectId', 'seq']).orderBy('subjectId').execute();
	expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 1]);
	for (const trigger of ['audit_keep', 'audit_fixed']) await sql.raw(`drop trigger ${trigger}`).execute(db);
	await db.updateTable('audit').set({ subjectId: 'x' }).where('subjectId', '=', 'c').execute();
	expect(await brokenEntry(db, municipalityId)).toBe(3);
	expect(await brokenEntry(db, stranger.municipalityId)).toBe(undefined);
	await db.updateTable('audit').set({ subjectId: 'c' }).where('subjectId', '=', 'x').execute();
	expect(await brokenEntry(db, municipalityId)).toBe(undefined);
	await db.deleteFrom('audit').where('subjectId', '=', 'b').execute();
	expect(await brokenEntry(db, municipalityId)).toBe(3);
});
