import { expect, test, vi } from 'vitest';
import { addMilliseconds } from '#lib/dates.ts';
import { deliverDue, startDelivery } from '#lib/mail/delivery.server.ts';
import { cancel, release, retry } from '#lib/mail/outbox.server.ts';
import { countsOf } from '#lib/mail/queries.server.ts';
import type { Transport } from '#lib/mail/transport.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { batch, document, from, mailServer, mailsOf, minutes, outbox } from '../../support/outbox.ts';
import { answer } from '../../support/smtp.ts';
import { now } from '../../support/world.ts';

const ics =
	'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:g1@samling\r\nSUMMARY:Forum på rådhuset\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';

onBothDatabases('delivery', (fresh) => {
	test('nothing leaves before it is released', async () => {
		const db = await fresh();
		await outbox(db, 3);
		const { transport, connections } = await mailServer();
		expect(await deliverDue(db, transport, now)).toEqual({ sent: 0, awaitingRetry: 0, failed: 0 });
		expect(connections()).toBe(0);
	});

	test('a released mail arrives as it was read in the outbox', async () => {
		const db = await fresh();
		const world = await outbox(db, 1, { calendar: { method: 'REQUEST', text: ics } });
		const { transport, arrived } = await mailServer();
		await release(db, world.leader, { batch }, now);
		expect(await deliverDue(db, transport, now)).toEqual({ sent: 1, awaitingRetry: 0, failed: 0 });

		const [{ mail, raw, ...envelope }] = arrived as [(typeof arrived)[0]];
		const [row] = await mailsOf(db, world);
		expect(envelope).toEqual({ from, to: ['person1@stord.example'] });
		expect(mail.subject).toBe('Svar på invitasjonen: «Heile vegen heim»');
		expect(mail.to).toMatchObject({ value: [{ address: 'person1@stord.example', name: 'Åse 1' }] });
		expect(mail.text?.trim()).toBe('Hei på deg.');
		expect(mail.html).toBe('<p>Hei på deg.</p>');
		expect(mail.date?.toISOString()).toBe(now);
		expect(mail.messageId).toBe(`<${row!.id}@stord.example>`);
		expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
		expect(mail.headers.get('content-language')).toBe('nn');
		expect(raw).toMatch(/Content-Type: text\/calendar;[^:]*method=REQUEST/);
		expect(mail.attachments.map((part) => part.content.toString('utf8'))).toContain(ics);
		expect(row).toMatchObject({ state: 'sent', attempts: 1, sentAt: now, nextAttemptAt: null, lastError: null });
	});

	test('two releases and two deliveries at once send one mail', async () => {
		const db = await fresh();
		const world = await outbox(db, 4);
		const { transport, arrived } = await mailServer();
		await Promise.all([release(db, world.leader, { batch }, now), release(db, world.leader, { batch }, now)]);
		const runs = await Promise.all([deliverDue(db, transport, now), deliverDue(db, transport, now)]);
		expect(runs[0].sent + runs[1].sent).toBe(4);
		await release(db, world.leader, { batch }, now);
		await deliverDue(db, transport, minutes(600));
		expect(arrived.map((one) => one.to[0]).sort()).toEqual(
			['person1', 'person2', 'person3', 'person4'].map((name) => `${name}@stord.example`)
		);
	});

	test('one of 46 who is rejected fails at once, and 45 get theirs', async () => {
		const db = await fresh();
		const world = await outbox(db, 46);
		const { transport, arrived } = await mailServer({
			rcpt: (address) => (address.startsWith('person7@') ? answer(550, 'No such user here') : undefined)
		});
		await release(db, world.leader, { batch }, now);
		expect(await deliverDue(db, transport, now)).toEqual({ sent: 45, awaitingRetry: 0, failed: 1 });
		expect(arrived).toHaveLength(45);
		const [first] = await mailsOf(db, world);
		expect(first).toMatchObject({ recipientEmail: 'person7@stord.example', state: 'failed', nextAttemptAt: null });
		expect(first!.lastError).toContain('550 No such user here');
		expect(await deliverDue(db, transport, minutes(600))).toMatchObject({ sent: 0 });
	});

	test('a greylisted mail is tried again after a minute, with the same Message-ID, and the others do not wait for it', async () => {
		const db = await fresh();
		const world = await outbox(db, 2);
		const seen: string[] = [];
		const { transport, arrived } = await mailServer({
			data: async (raw) => {
				seen.push(/^Message-ID: (.*)$/im.exec(raw)![1]!.trim());
				return seen.length === 1 ? answer(451, 'Greylisted, come back later') : undefined;
			}
		});
		await release(db, world.leader, { batch }, now);
		expect(await deliverDue(db, transport, now)).toEqual({ sent: 1, awaitingRetry: 1, failed: 0 });
		expect((await mailsOf(db, world))[0]).toMatchObject({ state: 'awaitingRetry', attempts: 1, nextAttemptAt: minutes(1) });
		expect(await deliverDue(db, transport, addMilliseconds(now, 59_000))).toMatchObject({ sent: 0 });
		expect(await deliverDue(db, transport, minutes(1))).toMatchObject({ sent: 1 });
		expect(seen[2]).toBe(seen[0]);
		expect(arrived).toHaveLength(2);
	});

	test('a mail that was put off while the clock was two years ahead leaves when the clock is right again', async () => {
		const db = await fresh();
		const world = await outbox(db);
		let isBusy = true;
		const { transport, arrived } = await mailServer({ rcpt: () => (isBusy ? answer(450, 'Mailbox busy') : undefined) });
		await release(db, world.leader, { batch }, now);
		expect(await deliverDue(db, transport, now.replace('2018', '2020'))).toMatchObject({ awaitingRetry: 1 });
		isBusy = false;
		expect(await deliverDue(db, transport, now)).toMatchObject({ sent: 1 });
		expect(arrived).toHaveLength(1);
	});

	test('a mail is tried after 1, 5, 15, 60 and 240 minutes and has then failed', async () => {
		const db = await fresh();
		const world = await outbox(db);
		const { transport } = await mailServer({ rcpt: () => answer(450, 'Mailbox busy') });
		await release(db, world.leader, { batch }, now);
		let at = now;
		const waits: number[] = [];
		for (;;) {
			await deliverDue(db, transport, at);
			const [mail] = await mailsOf(db, world);
			if (mail!.state === 'failed') break;
			waits.push((Date.parse(mail!.nextAttemptAt!) - Date.parse(at)) / 60_000);
			at = mail!.nextAttemptAt!;
		}
		expect(waits).toEqual([1, 5, 15, 60, 240]);
		expect((await mailsOf(db, world))[0]).toMatchObject({ state: 'failed', attempts: 6, nextAttemptAt: null });
	});

	test('a failed mail can be tried anew when what was wrong is mended', async () => {
		const db = await fresh();
		const world = await outbox(db);
		let full = true;
		const { transport, arrived } = await mailServer({ rcpt: () => (full ? answer(552, 'Mailbox full') : undefined) });
		await release(db, world.leader, { batch }, now);
		await deliverDue(db, transport, now);
		full = false;
		expect(await retry(db, world.leader, { batch }, minutes(10))).toEqual({ ok: true, count: 1 });
		await deliverDue(db, transport, minutes(10));
		expect(arrived).toHaveLength(1);
		expect(await retry(db, world.leader, { batch }, minutes(10))).toEqual({ ok: false, reason: 'emptyFailed' });
	});

	test('a mail that a killed worker was sending is sent again with the same Message-ID when its claim has run out', async () => {
		const db = await fresh();
		const world = await outbox(db);
		const { transport, arrived } = await mailServer();
		await release(db, world.leader, { batch }, now);
		// Killed after the server took the mail and before that was written down.
		const killed: Transport = {
			...transport,
			send: async (mail, at) => {
				await transport.send(mail, at);
				throw new Error('killed');
			}
		};
		await expect(deliverDue(db, killed, now)).rejects.toThrow('killed');
		expect(await countsOf(db, world.municipalityId, document)).toEqual({ sending: 1 });
		expect(await deliverDue(db, transport, minutes(4))).toMatchObject({ sent: 0 });
		expect(await deliverDue(db, transport, minutes(5))).toMatchObject({ sent: 1 });
		expect(arrived.map((one) => one.mail.messageId)).toEqual([arrived[0]!.mail.messageId, arrived[0]!.mail.messageId]);
		expect(await countsOf(db, world.municipalityId, document)).toEqual({ sent: 1 });
	});

	test('a mail that is cancelled while it waits for the next attempt does not leave', async () => {
		const db = await fresh();
		const world = await outbox(db);
		let busy = true;
		const { transport, arrived } = await mailServer({ rcpt: () => (busy ? answer(450, 'Busy') : undefined) });
		await release(db, world.leader, { batch }, now);
		await deliverDue(db, transport, now);
		busy = false;
		expect(await cancel(db, world.leader, { batch }, now)).toEqual({ ok: true, count: 1 });
		await deliverDue(db, transport, minutes(600));
		expect(arrived).toEqual([]);
	});

	test('the delivery sends what is released when it is nudged, and stops after the mail it is sending', async () => {
		const db = await fresh();
		const world = await outbox(db, 3);
		let arrive: () => void = () => undefined;
		const first = new Promise<void>((resolve) => (arrive = resolve));
		let go: () => void = () => undefined;
		const gate = new Promise<void>((resolve) => (go = resolve));
		const { transport, arrived } = await mailServer({
			data: async () => {
				arrive();
				await gate;
				return undefined;
			}
		});
		const delivery = startDelivery(db, transport, () => now, vi.fn(), { everyMilliseconds: 60_000 });
		await release(db, world.leader, { batch }, now);
		delivery.nudge();
		await first;
		const stopped = delivery.stop();
		go();
		await stopped;
		expect(arrived).toHaveLength(1);
		expect(await countsOf(db, world.municipalityId, document)).toEqual({ sent: 1, queued: 2 });
	});
});
