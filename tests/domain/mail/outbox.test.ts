import { expect, test } from 'vitest';
import { cancel, enqueue, release, withdraw, type Document, type NewMail } from '#lib/mail/outbox.server.ts';
import { batches, countsOf, mailsIn, neighbours, oneMail } from '#lib/mail/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const document: Document = { kind: 'invitation', id: 'gathering-1', version: 1, title: 'Bustadsosialt forum 14. mars 2018' };
const batch = 'invitation-gathering-1-1';
const mailTo = (email: string, change: Partial<NewMail> = {}): NewMail => ({
	recipient: { personId: null, name: 'Anna Åkre', email },
	locale: 'nn',
	subject: 'Svar på invitasjonen innan 1. mars',
	text: 'Hei',
	html: '<p>Hei</p>',
	...change
});
const calendar = (method: string) => `BEGIN:VCALENDAR\r\nMETHOD:${method}\r\nEND:VCALENDAR\r\n`;

onBothDatabases('the outbox', (fresh) => {
	test('a mail stays until somebody releases it', async () => {
		const db = await fresh();
		const { municipalityId } = await aMunicipality(db);
		expect(await enqueue(db, municipalityId, document, [mailTo('anna@stord.example')], now)).toEqual({
			enqueued: 1,
			already: 0,
			unsubscribed: 0,
			bounced: [],
			refused: []
		});
		expect(await mailsIn(db, municipalityId, batch)).toMatchObject([{ state: 'held', attempts: 0, nextAttemptAt: null }]);
	});

	test('a receipt that somebody asked for needs no release', async () => {
		const db = await fresh();
		const { municipalityId } = await aMunicipality(db);
		await enqueue(db, municipalityId, document, [mailTo('anna@stord.example', { askedFor: true })], now);
		expect(await mailsIn(db, municipalityId, batch)).toMatchObject([{ state: 'queued', nextAttemptAt: now }]);
	});

	test('nobody gets the same version of a document twice, however the address is written', async () => {
		const db = await fresh();
		const { municipalityId } = await aMunicipality(db);
		await enqueue(db, municipalityId, document, [mailTo('anna@stord.example')], now);
		const again = await enqueue(db, municipalityId, document, [mailTo(' Anna@Stord.example'), mailTo('berit@stord.example')], now);
		expect(again).toEqual({ enqueued: 1, already: 1, unsubscribed: 0, bounced: [], refused: [] });
		expect((await enqueue(db, municipalityId, { ...document, version: 2 }, [mailTo('anna@stord.example')], now)).enqueued).toBe(1);
	});

	test('two mails to one address in one go become one', async () => {
		const db = await fresh();
		const { municipalityId } = await aMunicipality(db);
		const both = [mailTo('anna@stord.example'), mailTo('anna@stord.example')];
		expect(await enqueue(db, municipalityId, document, both, now)).toEqual({
			enqueued: 1,
			already: 1,
			unsubscribed: 0,
			bounced: [],
			refused: []
		});
	});

	test('a recipient who cannot get mail is named, and the others get theirs', async () => {
		const db = await fresh();
		const { municipalityId } = await aMunicipality(db);
		const mails = [mailTo('anna@stord.example'), mailTo('anna@stord.example, berit@stord.example'), mailTo('berit@stord.example')];
		expect(await enqueue(db, municipalityId, document, mails, now)).toEqual({
			enqueued: 2,
			already: 0,
			unsubscribed: 0,
			bounced: [],
			refused: [{ email: 'anna@stord.example, berit@stord.example', reason: 'invalidAddress' }]
		});
	});

	test.each<[string, Partial<NewMail>]>([
		['a subject with a line break', { subject: 'Hei\r\nBcc: alle@stord.example' }],
		['an empty subject', { subject: '  ' }],
		['a name with a line break', { recipient: { personId: null, name: 'Anna\nTo: alle@stord.example', email: 'anna@stord.example' } }],
		['a name that turns the direction of writing', { recipient: { personId: null, name: 'Anna\u202Eexe.', email: 'anna@stord.example' } }]
	])('%s is refused: it could become a header', async (_what, change) => {
		const db = await fresh();
		const { municipalityId } = await aMunicipality(db);
		const { enqueued, refused } = await enqueue(db, municipalityId, document, [mailTo('anna@stord.example', change)], now);
		expect({ enqueued, refused }).toEqual({ enqueued: 0, refused: [{ email: 'anna@stord.example', reason: 'invalidHeader' }] });
	});

	test('a mail over 100 kB is refused', async () => {
		const db = await fresh();
		const { municipalityId } = await aMunicipality(db);
		const { refused } = await enqueue(db, municipalityId, document, [mailTo('anna@stord.example', { html: 'å'.repeat(50_000) })], now);
		expect(refused).toEqual([{ email: 'anna@stord.example', reason: 'tooLong' }]);
	});

	test('a calendar must say the method its mail says', async () => {
		const db = await fresh();
		const { municipalityId } = await aMunicipality(db);
		const mail = mailTo('anna@stord.example', { calendar: { method: 'CANCEL', text: calendar('REQUEST') } });
		await expect(enqueue(db, municipalityId, document, [mail], now)).rejects.toThrow('METHOD:CANCEL');
	});

	test('more mails than one statement can hold go in together', async () => {
		const db = await fresh();
		const { municipalityId } = await aMunicipality(db);
		const mails = Array.from({ length: 1200 }, (_, index) => mailTo(`person${index}@stord.example`));
		expect((await enqueue(db, municipalityId, document, mails, now)).enqueued).toBe(1200);
	});

	test('releasing lets every held mail of the batch go, and is written in the trail', async () => {
		const db = await fresh();
		const { municipalityId, leader } = await aMunicipality(db);
		await enqueue(db, municipalityId, document, [mailTo('anna@stord.example'), mailTo('berit@stord.example')], now);
		expect(await release(db, leader, { batch }, now)).toEqual({ ok: true, count: 2 });
		expect(await countsOf(db, municipalityId, document)).toEqual({ queued: 2 });
		const trail = await db
			.selectFrom('audit')
			.select(['actorId', 'verb', 'subjectId', 'detail'])
			.where('subjectKind', '=', 'mail')
			.execute();
		expect(trail).toEqual([{ actorId: leader.id, verb: 'mail.release', subjectId: batch, detail: '{"count":2}' }]);
	});

	test('the second of two who release is told that nothing is held', async () => {
		const db = await fresh();
		const { municipalityId, leader } = await aMunicipality(db);
		await enqueue(db, municipalityId, document, [mailTo('anna@stord.example')], now);
		const both = await Promise.all([release(db, leader, { batch }, now), release(db, leader, { batch }, now)]);
		expect(both.map((one) => one.ok).sort()).toEqual([false, true]);
		expect(both.find((one) => !one.ok)).toEqual({ ok: false, reason: 'empty' });
	});

	test('some mails can be released and the rest held back', async () => {
		const db = await fresh();
		const { municipalityId, leader } = await aMunicipality(db);
		await enqueue(db, municipalityId, document, [mailTo('anna@stord.example'), mailTo('berit@stord.example')], now);
		const [first] = await mailsIn(db, municipalityId, batch);
		expect(await release(db, leader, { ids: [first!.id] }, now)).toEqual({ ok: true, count: 1 });
		expect(await release(db, leader, { ids: [] }, now)).toEqual({ ok: false, reason: 'empty' });
		expect(await countsOf(db, municipalityId, document)).toEqual({ queued: 1, held: 1 });
	});

	test('staff and partners release nothing', async () => {
		const db = await fresh();
		const { municipalityId, staff, partner } = await aMunicipality(db);
		await enqueue(db, municipalityId, document, [mailTo('anna@stord.example')], now);
		expect(await release(db, staff, { batch }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await cancel(db, partner, { batch }, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await countsOf(db, municipalityId, document)).toEqual({ held: 1 });
	});

	test("another municipality's mail is neither seen nor released", async () => {
		const db = await fresh();
		const { municipalityId, stranger } = await aMunicipality(db);
		await enqueue(db, municipalityId, document, [mailTo('anna@stord.example')], now);
		const [mail] = await mailsIn(db, municipalityId, batch);
		expect(await release(db, stranger, { batch }, now)).toEqual({ ok: false, reason: 'empty' });
		expect(await release(db, stranger, { ids: [mail!.id] }, now)).toEqual({ ok: false, reason: 'empty' });
		expect(await oneMail(db, stranger.municipalityId, mail!.id)).toBeUndefined();
		expect(await batches(db, stranger.municipalityId)).toEqual([]);
		expect(await mailsIn(db, stranger.municipalityId, batch)).toEqual([]);
	});

	test('a cancelled mail does not leave, and is not released afterwards', async () => {
		const db = await fresh();
		const { municipalityId, leader } = await aMunicipality(db);
		await enqueue(db, municipalityId, document, [mailTo('anna@stord.example')], now);
		expect(await cancel(db, leader, { batch }, now)).toEqual({ ok: true, count: 1 });
		expect(await release(db, leader, { batch }, now)).toEqual({ ok: false, reason: 'empty' });
		expect(await cancel(db, leader, { batch }, now)).toEqual({ ok: false, reason: 'closed' });
	});

	test('cancelling a gathering takes back what has not left of all its versions, and nothing else', async () => {
		const db = await fresh();
		const { municipalityId, leader } = await aMunicipality(db);
		await enqueue(db, municipalityId, document, [mailTo('anna@stord.example')], now);
		await release(db, leader, { batch }, now);
		await enqueue(db, municipalityId, { ...document, version: 2 }, [mailTo('anna@stord.example')], now);
		await enqueue(db, municipalityId, { ...document, id: 'gathering-2' }, [mailTo('anna@stord.example')], now);
		expect(await withdraw(db, municipalityId, document)).toBe(2);
		expect(await countsOf(db, municipalityId, { ...document, id: 'gathering-2' })).toEqual({ held: 1 });
	});

	test('the outbox counts each batch by state, newest first', async () => {
		const db = await fresh();
		const { municipalityId, leader } = await aMunicipality(db);
		const later = '2018-01-16T08:00:00.000Z';
		await enqueue(db, municipalityId, document, [mailTo('anna@stord.example'), mailTo('berit@stord.example')], now);
		await enqueue(db, municipalityId, { ...document, kind: 'summary', title: 'Oppsummering' }, [mailTo('anna@stord.example')], later);
		const [, first] = await batches(db, municipalityId);
		await release(db, leader, { ids: [(await mailsIn(db, municipalityId, first!.batch))[0]!.id] }, later);
		expect(await batches(db, municipalityId)).toEqual([
			{
				batch: 'summary-gathering-1-1',
				documentId: 'gathering-1',
				recipient: 'Anna Åkre',
				kind: 'summary',
				title: 'Oppsummering',
				createdAt: later,
				counts: { held: 1 }
			},
			{
				batch,
				documentId: 'gathering-1',
				recipient: null,
				kind: 'invitation',
				title: document.title,
				createdAt: now,
				counts: { held: 1, queued: 1 }
			}
		]);
		expect(await batches(db, municipalityId, batch)).toHaveLength(1);
	});

	test('one can leaf through a batch from mail to mail', async () => {
		const db = await fresh();
		const { municipalityId } = await aMunicipality(db);
		const named = (name: string, email: string) => mailTo(email, { recipient: { personId: null, name, email } });
		await enqueue(
			db,
			municipalityId,
			document,
			[named('Åse', 'a@stord.example'), named('Bo', 'b@stord.example'), named('Ærlend', 'e@stord.example')],
			now
		);
		const list = await mailsIn(db, municipalityId, batch);
		expect(list.map((mail) => mail.recipientName)).toEqual(['Bo', 'Ærlend', 'Åse']);
		const second = await oneMail(db, municipalityId, list[1]!.id);
		expect(await neighbours(db, second!)).toEqual({ position: 2, of: 3, previous: list[0]!.id, next: list[2]!.id });
	});
});
