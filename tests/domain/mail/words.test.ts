import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { deliverDue } from '#lib/mail/delivery.server.ts';
import { letter } from '#lib/mail/letter.ts';
import { enqueue, release, retry, type NewMail } from '#lib/mail/outbox.server.ts';
import { batchWords, editBatch, resetBatch } from '#lib/mail/release.server.ts';
import { reach } from '#lib/mail/unsubscribe.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { batch, document, mailServer, mailsOf } from '../../support/outbox.ts';
import { aMunicipality, now } from '../../support/world.ts';

const mailTo = (name: string, locale: 'nn' | 'nb' = 'nn'): NewMail => ({
	recipient: { personId: null, name, email: `${name.toLowerCase()}@stord.example` },
	locale,
	subject: locale === 'nn' ? 'Invitasjon til forum' : 'Invitasjon til forum (nb)',
	...letter({
		locale,
		heading: 'Velkomen & hei',
		body: [`Hei ${name}!`, 'Vi «inviterer» <deg>.\nKom!', 'Svar innan fredag.', { list: ['Innlegg'] }, 'Vel møtt.'],
		footer: ['Stord kommune']
	})
});

async function aBatch(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	await enqueue(db, world.municipalityId, document, [mailTo('Anna'), mailTo('Bo'), mailTo('Kari', 'nb')], now);
	const mails = () => db.selectFrom('mail').selectAll().orderBy('recipientName').execute();
	const edit = (asked: { subject: string | null; words: string }, locale: 'nn' | 'nb' = 'nn') =>
		editBatch(db, world.leader, { batch, locale, ...asked }, now);
	return { world, mails, edit };
}

onBothDatabases('the words of a batch', (fresh) => {
	test('are what its letters begin with in one language, and what is changed is what is sent, to those who join as well', async () => {
		const db = await fresh();
		const { world, mails, edit } = await aBatch(db);
		const before = await mails();
		expect(await batchWords(db, world.municipalityId, batch)).toMatchObject([
			{ locale: 'nn', count: 2, subject: 'Invitasjon til forum', words: 'Vi «inviterer» <deg>.\nKom!\n\nSvar innan fredag.', edited: null },
			{ locale: 'nb', count: 1 }
		]);
		expect(await edit({ subject: 'Kom på forum', words: 'Ei ny <innleiing>.\n\n\nTo avsnitt.' })).toEqual({ ok: true, count: 2 });
		await enqueue(db, world.municipalityId, document, [mailTo('Dag')], now);
		for (const mail of (await mails()).filter(({ locale }) => locale === 'nn')) {
			expect(mail.subject).toBe('Kom på forum');
			expect(mail.text).toContain(`Hei ${mail.recipientName}!\n\nEi ny <innleiing>.\n\nTo avsnitt.\n\n- Innlegg\n\nVel møtt.`);
			expect(mail.html).toContain('Ei ny &lt;innleiing&gt;.</p>');
			expect(mail.html + mail.text).not.toMatch(/inviterer|fredag/);
		}
		expect((await mails()).find(({ locale }) => locale === 'nb')!.text).toContain('Svar innan fredag.');
		expect(await batchWords(db, world.municipalityId, batch)).toMatchObject([
			{ subject: 'Kom på forum', words: 'Ei ny <innleiing>.\n\nTo avsnitt.', edited: { by: world.leader.id, at: now } },
			{ edited: null }
		]);
		// Once more, emptied, and back again: what they said first is kept.
		expect(await edit({ subject: 'Kom!', words: '' })).toEqual({ ok: true, count: 3 });
		expect((await mails())[0]!.text).toContain('Hei Anna!\n\n- Innlegg');
		expect(await resetBatch(db, world.leader, { batch, locale: 'nn' }, now)).toEqual({ ok: true, count: 3 });
		const after = await mails();
		expect([after[0], after[1]]).toEqual([before[0], before[1]]);
		expect(await resetBatch(db, world.leader, { batch, locale: 'nn' }, now)).toEqual({ ok: false, reason: 'conflict' });
		const verbs = await db.selectFrom('audit').select('verb').where('verb', 'like', 'mail.%').orderBy('seq').execute();
		expect(verbs.map(({ verb }) => verb)).toEqual(['mail.editWords', 'mail.editWords', 'mail.resetWords']);
	});

	test('are changed by who releases, with a subject that a mail can carry, until the mails have left', async () => {
		const db = await fresh();
		const { world, mails, edit } = await aBatch(db);
		const server = await mailServer();
		expect(await editBatch(db, world.staff, { batch, locale: 'nn', subject: 'A', words: '' }, now)).toEqual({
			ok: false,
			reason: 'notAllowed'
		});
		expect(await editBatch(db, world.stranger, { batch, locale: 'nn', subject: 'A', words: '' }, now)).toEqual({
			ok: false,
			reason: 'closed'
		});
		expect(await edit({ subject: ' ', words: '' })).toEqual({ ok: false, reason: 'missingSubject' });
		expect(await edit({ subject: 'To\nlinjer', words: '' })).toEqual({ ok: false, reason: 'invalidSubject' });
		expect(await edit({ subject: 'Kom', words: 'x'.repeat(60_000) })).toEqual({ ok: false, reason: 'tooLong' });
		expect((await mails())[0]!.subject).toBe('Invitasjon til forum');
		await release(db, world.leader, { batch }, now);
		expect(await edit({ subject: 'Like før', words: 'Det som går.' }), 'until it leaves').toEqual({ ok: true, count: 2 });
		await deliverDue(db, server.transport, now);
		const sent = (await mails()).filter(({ locale }) => locale === 'nn');
		expect(sent.map(({ state, subject }) => `${state} ${subject}`)).toEqual(['sent Like før', 'sent Like før']);
		expect(await edit({ subject: 'For seint', words: '' })).toEqual({ ok: false, reason: 'closed' });
	});

	test('to an address that a mail has come back from nothing is tried again, and whoever chooses recipients is told', async () => {
		const db = await fresh();
		const { world } = await aBatch(db);
		await release(db, world.leader, { batch }, now);
		const state = (name: string, state: 'bounced' | 'failed') =>
			db.updateTable('mail').set({ state, sentAt: now, nextAttemptAt: null }).where('recipientName', '=', name).execute();
		await state('Anna', 'bounced');
		expect(await retry(db, world.leader, { batch }, now)).toEqual({ ok: false, reason: 'closedBounced' });
		await state('Bo', 'failed');
		expect(await retry(db, world.leader, { batch }, now)).toEqual({ ok: true, count: 1 });
		expect((await mailsOf(db, world)).find(({ recipientName }) => recipientName === 'Anna')!.state).toBe('bounced');
		const people = ['anna@stord.example', 'bo@stord.example', null].map((email) => ({ personId: null, email }));
		expect(await reach(db, world.municipalityId, 'invitation', people)).toEqual(['bounced', 'yes', 'noAddress']);
	});
});
