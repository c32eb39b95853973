import ICAL from 'ical.js';
import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import { byToken } from '#lib/gatherings/invitations/rsvp.server.ts';
import { deliverDue } from '#lib/mail/delivery.server.ts';
import { cancel, release, retry, withdraw } from '#lib/mail/outbox.server.ts';
import { oneMail } from '#lib/mail/queries.server.ts';
import { personalData } from '#lib/privacy/export.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { everythingIn } from '../../support/dump.ts';
import { aGathering, mails, post, tokenIn } from '../../support/gatherings.ts';
import { mailServer, minutes } from '../../support/outbox.ts';
import { answer } from '../../support/smtp.ts';
import { now } from '../../support/world.ts';

/** Invitations to two, in the outbox; `links` are their secrets. */
async function invitations(db: Kysely<Database>) {
	const { world, id } = await aGathering(db);
	const sent = await invite(db, world.leader, id, [world.staff.id, world.partner.id], post, now);
	if (!sent.ok) throw new Error(sent.reason);
	const letters = await mails(db);
	return { world, id, ids: letters.map((mail) => mail.id), links: letters.map(({ text }) => tokenIn(text)), batch: letters[0]!.batch };
}

onBothDatabases('the links in a mail', (fresh) => {
	test('are the recipient’s own: neither the outbox nor what is known of a person shows one, before it leaves or after', async () => {
		const db = await fresh();
		const { world, ids, links, batch } = await invitations(db);
		const { transport } = await mailServer();
		const seen = async () =>
			JSON.stringify([
				...(await Promise.all(ids.map((id) => oneMail(db, world.municipalityId, id)))),
				await personalData(db, world.municipalityId, world.staff.id)
			]).replaceAll('\\r\\n ', '');
		for (const leave of [false, true]) {
			if (leave) await release(db, world.leader, { batch }, now);
			if (leave) expect(await deliverDue(db, transport, now)).toMatchObject({ sent: 2 });
			expect(await seen()).toContain('/invitation/…');
			for (const link of links) expect(await seen()).not.toContain(link);
		}
	});

	test('are in the database as hashes once it has left, was cancelled or withdrawn, and open what they opened', async () => {
		const db = await fresh();
		const { world, id, ids, links, batch } = await invitations(db);
		const { transport, arrived } = await mailServer();
		await release(db, world.leader, { ids: [ids[0]!] }, now);
		await deliverDue(db, transport, now);
		await cancel(db, world.leader, { batch }, now);
		expect((await mails(db)).map(({ state }) => state).toSorted()).toEqual(['cancelled', 'sent']);
		const kept = (await everythingIn(db)).replaceAll('\r\n ', '');
		for (const link of links) expect(kept).not.toContain(link);
		expect(await byToken(db, tokenIn(arrived[0]!.mail.text!))).toMatchObject({ name: expect.any(String) });

		const other = await invite(db, world.leader, id, [world.facilitator.id], post, now);
		expect(other.ok).toBe(true);
		const third = (await mails(db)).find(({ recipientPersonId }) => recipientPersonId === world.facilitator.id)!;
		await withdraw(db, world.municipalityId, { kind: 'invitation', id });
		expect((await everythingIn(db)).replaceAll('\r\n ', '')).not.toContain(tokenIn(third.text));
	});

	test('are new when it is sent again, since nobody knows those that were tried: also in its calendar', async () => {
		const db = await fresh();
		const { world, links, batch } = await invitations(db);
		let full = true;
		const { transport, arrived } = await mailServer({
			rcpt: () => (full ? answer(552, 'Mailbox full') : undefined)
		});
		await release(db, world.leader, { batch }, now);
		expect(await deliverDue(db, transport, now)).toMatchObject({ sent: 0, failed: 2 });
		full = false;
		expect(await retry(db, world.leader, { batch }, minutes(10))).toEqual({ ok: true, count: 2 });
		arrived.length = 0;
		expect(await deliverDue(db, transport, minutes(10))).toMatchObject({ sent: 2 });
		for (const { mail } of arrived) {
			const token = tokenIn(mail.text!);
			expect(links).not.toContain(token);
			expect(mail.html).toContain(`/invitation/${token}`);
			expect(await byToken(db, token)).toMatchObject({ name: expect.any(String) });
			const calendar = mail.attachments[0]!.content.toString('utf8');
			expect(calendar.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
			expect(JSON.stringify(ICAL.parse(calendar))).toContain(`/invitation/${token}`);
		}
		for (const link of links) expect(await byToken(db, link)).toBe(undefined);
	});
});
