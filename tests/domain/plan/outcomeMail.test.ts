import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { setUnsubscribed, unsubscribeTokens } from '#lib/mail/unsubscribe.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { mailOutcomes, readersOf } from '#lib/plan/outcomes/outcomeMail.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { atTheTable } from '../../support/harvest.ts';
import { told } from '../../support/thread.ts';
import { now } from '../../support/world.ts';

/** Two decided inputs from one table where the staff member sat and wrote one of the notes by name; adopted. */
async function decided(db: Kysely<Database>) {
	const thread = await told(db);
	const { leader, staff, inputs, measure, notes, gatheringId, cafeTableId } = thread;
	await atTheTable(db, thread.world, gatheringId, staff, cafeTableId);
	await db.updateTable('note').set({ writtenBy: staff.name }).where('id', '=', notes.form).execute();
	const plain = { internalRemark: 'berre for oss', reason: '' };
	await decide(db, leader, inputs[0], { ...plain, outcome: 'in', change: { kind: 'existing', elementId: measure } }, now);
	await decide(db, leader, inputs[1], { ...plain, outcome: 'no', reason: 'Vi har eitt skjema alt.', change: { kind: 'none' } }, now);
	return thread;
}
const adopted = { date: '2018-01-15', body: 'Stord kommunestyre', caseNumber: '18/12' };
const origin = 'https://samling.example';

onBothDatabases('what became of what we said', (fresh) => {
	test('collects every decision on what a person’s tables brought, with their own notes first', async () => {
		const db = await fresh();
		const { municipalityId, versionId, staff, inputs } = await decided(db);
		const readers = await readersOf(db, municipalityId, versionId);
		expect(readers.map((reader) => reader.id)).toEqual([staff.id]);
		expect(readers[0]!.told).toMatchObject([
			{
				inputId: inputs[1],
				outcome: 'no',
				reason: 'Vi har eitt skjema alt.',
				notes: [{ text: 'Skjema', firstText: null }],
				tables: [4],
				measure: null
			},
			{ inputId: inputs[0], outcome: 'in', notes: [], tables: [4], measure: { number: '1.1' } }
		]);
	});

	test('is one mail a person and adopted version, without the internal remark', async () => {
		const db = await fresh();
		const { leader, versionId, staff } = await decided(db);
		expect(await mailOutcomes(db, leader, versionId, origin, now)).toEqual({ ok: false, reason: 'conflictDraft' });
		await adopt(db, leader, adopted, now);
		expect(await mailOutcomes(db, leader, versionId, origin, now)).toEqual({ ok: true, queued: 1 });
		expect(await mailOutcomes(db, leader, versionId, origin, now)).toEqual({ ok: true, queued: 0 });
		const mail = await db.selectFrom('mail').selectAll().executeTakeFirstOrThrow();
		expect(mail).toMatchObject({ kind: 'becameOf', state: 'held', recipientPersonId: staff.id, locale: 'nn' });
		expect(mail.text).toContain('Vi har eitt skjema alt.');
		expect(mail.text).toContain('«Skjema»');
		expect(mail.text).toContain('1.1 Arrangere bustadsosialt forum');
		expect(mail.text).not.toContain('berre for oss');
	});

	test('leaves out who said no thank you', async () => {
		const db = await fresh();
		const { leader, versionId, staff, municipalityId } = await decided(db);
		await adopt(db, leader, adopted, now);
		const tokens = await unsubscribeTokens(db, municipalityId, 'becameOf', [staff.id], now);
		await setUnsubscribed(db, tokens.get(staff.id)!, true, now);
		expect(await mailOutcomes(db, leader, versionId, origin, now)).toEqual({ ok: true, queued: 0 });
	});

	test('is refused for staff, for a version of another municipality, and when nobody is to hear', async () => {
		const db = await fresh();
		const { leader, stranger, staff, versionId } = await decided(db);
		await adopt(db, leader, adopted, now);
		expect(await mailOutcomes(db, staff, versionId, origin, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await mailOutcomes(db, stranger, versionId, origin, now)).toEqual({ ok: false, reason: 'notFound' });
		await db.updateTable('person').set({ email: null }).execute();
		expect(await mailOutcomes(db, leader, versionId, origin, now)).toEqual({ ok: false, reason: 'empty' });
	});
});
