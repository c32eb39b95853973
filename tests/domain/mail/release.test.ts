import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { addMilliseconds } from '#lib/dates.ts';
import { letter } from '#lib/mail/letter.ts';
import { matchBounce, pause, pauseOf, resume, sendTrial } from '#lib/mail/release.server.ts';
import { deliverDue } from '#lib/mail/delivery.server.ts';
import { enqueue, release, undoRelease, type Document } from '#lib/mail/outbox.server.ts';
import { mailsIn } from '#lib/mail/queries.server.ts';
import { setUnsubscribed, unsubscribeLinkOf, unsubscribeTokens } from '#lib/mail/unsubscribe.server.ts';
import type { Transport } from '#lib/mail/transport.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

const document: Document = { kind: 'summary', id: 'summary-1', version: 1, title: 'Oppsummering' };
const batch = 'summary-summary-1-1';
const later = (minutes: number) => addMilliseconds(now, minutes * 60_000);

/** A mail server that takes everything and remembers who it was for. */
function taking(): Transport & { to: string[] } {
	const to: string[] = [];
	return {
		to,
		domain: 'stord.example',
		send: async (mail) => {
			to.push(mail.recipientEmail);
			return undefined;
		},
		close: () => undefined
	};
}

async function twoMails(db: Kysely<Database>): Promise<World> {
	const world = await aMunicipality(db);
	await enqueue(
		db,
		world.municipalityId,
		document,
		[world.staff, world.partner].map((person) => ({
			recipient: { personId: person.id, name: person.name, email: `${person.id}@stord.example` },
			locale: 'nn' as const,
			subject: 'Les oppsummeringa',
			...letter({
				locale: 'nn',
				heading: 'Hei',
				body: [{ button: 'Les', href: 'https://samling.example/summary/hemmeleg' }],
				footer: []
			})
		})),
		now
	);
	return world;
}
const statesOf = async (db: Kysely<Database>, world: World) => (await mailsIn(db, world.municipalityId, batch)).map((mail) => mail.state);

onBothDatabases('sending', (fresh) => {
	test('mails released for later leave then, and not before', async () => {
		const db = await fresh();
		const world = await twoMails(db);
		const server = taking();
		expect(await release(db, world.leader, { batch }, now, later(2))).toEqual({ ok: true, count: 2 });
		expect(await deliverDue(db, server, later(1))).toMatchObject({ sent: 0 });
		expect(await deliverDue(db, server, later(2))).toMatchObject({ sent: 2 });
	});

	test('a release can be undone while the mails wait, and is refused when they have left', async () => {
		const db = await fresh();
		const world = await twoMails(db);
		const server = taking();
		await release(db, world.leader, { batch }, now, later(2));
		expect(await undoRelease(db, world.leader, { batch }, later(1))).toEqual({ ok: true, count: 2 });
		expect(await statesOf(db, world)).toEqual(['held', 'held']);
		expect(await deliverDue(db, server, later(10))).toMatchObject({ sent: 0 });
		await release(db, world.leader, { batch }, later(10));
		await deliverDue(db, server, later(10));
		expect(await undoRelease(db, world.leader, { batch }, later(11))).toEqual({ ok: false, reason: 'closed' });
		expect(server.to).toHaveLength(2);
	});

	test('a time that has passed is refused, and so is whoever may not release', async () => {
		const db = await fresh();
		const world = await twoMails(db);
		expect(await release(db, world.leader, { batch }, now, later(-1))).toEqual({ ok: false, reason: 'past' });
		expect(await undoRelease(db, world.staff, { batch }, now)).toEqual({ ok: false, reason: 'notAllowed' });
	});

	test('nothing leaves while the outbox is paused, and all of it afterwards', async () => {
		const db = await fresh();
		const world = await twoMails(db);
		const server = taking();
		await release(db, world.leader, { batch }, now);
		expect(await pause(db, world.leader, now)).toEqual({ ok: true });
		expect(await pause(db, world.leader, now)).toEqual({ ok: false, reason: 'duplicate' });
		expect(await pauseOf(db, world.municipalityId)).toMatchObject({ pausedAt: now });
		expect(await deliverDue(db, server, now)).toMatchObject({ sent: 0 });
		expect(await statesOf(db, world)).toEqual(['queued', 'queued']);
		expect(await resume(db, world.leader, now)).toEqual({ ok: true });
		expect(await resume(db, world.leader, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await deliverDue(db, server, now)).toMatchObject({ sent: 2 });
	});

	test("a pause stops one municipality's mail and not its neighbour's, and is the leader's", async () => {
		const db = await fresh();
		const world = await twoMails(db);
		expect(await pause(db, world.staff, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await resume(db, world.staff, now)).toEqual({ ok: false, reason: 'notAllowed' });
		await pause(db, world.stranger, now);
		await release(db, world.leader, { batch }, now);
		expect(await deliverDue(db, taking(), now)).toMatchObject({ sent: 2 });
	});

	test('a trial copy goes to whoever asks, at once, as often as they ask, and without the recipient’s secret', async () => {
		const db = await fresh();
		const world = await twoMails(db);
		const [mail] = await mailsIn(db, world.municipalityId, batch);
		const me = { email: 'leiar@stord.example', origin: 'https://samling.example' };
		expect(await sendTrial(db, world.leader, mail!.id, me, now)).toEqual({ ok: true, sentTo: me.email });
		expect(await sendTrial(db, world.leader, mail!.id, me, now)).toEqual({ ok: true, sentTo: me.email });
		const copies = await db.selectFrom('mail').selectAll().where('kind', '=', 'trial').execute();
		expect(copies).toHaveLength(2);
		for (const copy of copies) {
			expect(copy).toMatchObject({ state: 'queued', recipientEmail: 'leiar@stord.example', subject: '[Prøve] Les oppsummeringa' });
			expect(copy.html + copy.text).not.toContain('hemmeleg');
		}
		expect(await statesOf(db, world)).toEqual(['held', 'held']);
	});

	test('a trial copy is refused for those who may not release, for a mail that is not there, and for no address', async () => {
		const db = await fresh();
		const world = await twoMails(db);
		const [mail] = await mailsIn(db, world.municipalityId, batch);
		const me = { email: 'leiar@stord.example', origin: 'https://samling.example' };
		expect(await sendTrial(db, world.staff, mail!.id, me, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await sendTrial(db, world.stranger, mail!.id, me, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await sendTrial(db, world.leader, mail!.id, { ...me, email: 'leiar' }, now)).toEqual({ ok: false, reason: 'invalidAddress' });
	});

	test('a returned mail of half a megabyte of nothing is read in one pass', { timeout: 20_000 }, async () => {
		const db = await fresh();
		const world = await twoMails(db);
		for (const nothing of ['\n', ' ', '> ', '<a@', 'Status:\n', '<'])
			expect(await matchBounce(db, world.leader, nothing.repeat(500_000 / nothing.length), now)).toEqual({ ok: false, reason: 'missing' });
	});

	test('a returned mail is matched by its Message-ID, with the reason its server gives', async () => {
		const db = await fresh();
		const world = await twoMails(db);
		await release(db, world.leader, { batch }, now);
		await deliverDue(db, taking(), now);
		const { messageId, recipientName } = await db.selectFrom('mail').selectAll().limit(1).executeTakeFirstOrThrow();
		const returned = (action: string) =>
			`Subject: Undelivered Mail\r\n\r\nAction: ${action}\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n  no such user\r\n\r\nMessage-ID: ${messageId}\r\n`;
		expect(await matchBounce(db, world.leader, returned('delayed'), now)).toEqual({ ok: false, reason: 'invalid' });
		expect(await matchBounce(db, world.stranger, returned('failed'), now)).toEqual({ ok: false, reason: 'missing' });
		expect(await matchBounce(db, world.staff, returned('failed'), now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await matchBounce(db, world.leader, returned('failed'), now)).toEqual({ ok: true, recipients: [recipientName] });
		const [first, second] = await mailsIn(db, world.municipalityId, batch);
		expect(first).toMatchObject({ state: 'bounced', lastError: '550 5.1.1 no such user', recipientName });
		expect(second).toMatchObject({ state: 'sent' });
		expect(await matchBounce(db, world.leader, returned('failed'), now)).toEqual({ ok: false, reason: 'missing' });
		expect(await matchBounce(db, world.leader, 'Hei, eg er på ferie', now)).toEqual({ ok: false, reason: 'missing' });
	});

	test('who says no thank you gets no more of that kind, and what waited for them is cancelled', async () => {
		const db = await fresh();
		const world = await twoMails(db);
		const tokens = await unsubscribeTokens(db, world.municipalityId, 'summary', [world.staff.id], now);
		const token = tokens.get(world.staff.id)!;
		expect(await unsubscribeLinkOf(db, token)).toMatchObject({ kind: 'summary', isUnsubscribed: false });
		expect(await statesOf(db, world)).toEqual(['held', 'held']);
		expect(await setUnsubscribed(db, token, true, now)).toEqual({ ok: true });
		expect(await setUnsubscribed(db, token, true, now)).toEqual({ ok: true });
		expect((await statesOf(db, world)).toSorted()).toEqual(['cancelled', 'held']);
		const mail = (version: number, kind: Document['kind'] = 'summary') =>
			enqueue(
				db,
				world.municipalityId,
				{ ...document, kind, version },
				[
					{
						recipient: { personId: world.staff.id, name: 'Tilsett', email: 'tilsett@stord.example' },
						locale: 'nn',
						subject: 'Ny',
						text: 'Ny',
						html: 'Ny'
					}
				],
				now
			);
		expect(await mail(2)).toMatchObject({ enqueued: 0, unsubscribed: 1 });
		expect(await mail(2, 'invitation')).toMatchObject({ enqueued: 1, unsubscribed: 0 });
		await setUnsubscribed(db, token, false, now);
		expect(await mail(3)).toMatchObject({ enqueued: 1, unsubscribed: 0 });
	});

	test('an address that a letter came back from is not written to again before it is mended, and whoever sends is told', async () => {
		const db = await fresh();
		const world = await twoMails(db);
		await release(db, world.leader, { batch }, now);
		await deliverDue(db, taking(), now);
		const [came] = await db.selectFrom('mail').select(['id', 'recipientEmail']).where('recipientPersonId', '=', world.staff.id).execute();
		await db.updateTable('mail').set({ state: 'bounced' }).where('id', '=', came!.id).execute();
		const write = (version: number, email: string) =>
			enqueue(
				db,
				world.municipalityId,
				{ ...document, version },
				[{ recipient: { personId: world.staff.id, name: 'Tilsett', email }, locale: 'nn', subject: 'Ny', text: 'Ny', html: 'Ny' }],
				now
			);
		expect(await write(2, came!.recipientEmail)).toMatchObject({ enqueued: 0, bounced: [came!.recipientEmail] });
		const [told] = await mailsIn(db, world.municipalityId, 'summary-summary-1-2');
		expect(told).toMatchObject({ state: 'failed', recipientPersonId: world.staff.id, sentAt: null, attempts: 0 });
		expect(await write(3, 'ny@stord.example')).toMatchObject({ enqueued: 1, bounced: [] });
		// Tried again on purpose, it has arrived.
		await db.updateTable('mail').set({ state: 'sent' }).where('id', '=', came!.id).execute();
		expect(await write(4, came!.recipientEmail)).toMatchObject({ enqueued: 1, bounced: [] });
	});

	test('an unknown link says nothing, and a kind that is part of the work cannot be stopped', async () => {
		const db = await fresh();
		const { municipalityId, staff } = await aMunicipality(db);
		expect(await unsubscribeLinkOf(db, 'ukjend')).toBeUndefined();
		expect(await setUnsubscribed(db, 'ukjend', true, now)).toEqual({ ok: false, reason: 'notFound' });
		const tokens = await unsubscribeTokens(db, municipalityId, 'invitation', [staff.id], now);
		expect(await setUnsubscribed(db, tokens.get(staff.id)!, true, now)).toEqual({ ok: false, reason: 'notAllowed' });
	});

	test('a letter ends with the link that stops its kind, and refuses one that leads nowhere', () => {
		const { text, html } = letter({
			locale: 'nn',
			heading: 'Hei',
			body: ['Hei'],
			footer: ['Stord kommune'],
			unsubscribe: { text: 'Nei takk', href: 'https://samling.example/mail/x/stop' }
		});
		expect(text).toContain('Nei takk: https://samling.example/mail/x/stop');
		expect(html).toContain('<a href="https://samling.example/mail/x/stop"');
		expect(() => letter({ locale: 'nn', heading: 'Hei', body: [], footer: [], unsubscribe: { text: 'Nei', href: '/mail' } })).toThrow();
	});
});
