import type { Kysely } from 'kysely';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { Database } from '#db/schema.ts';
import { addMilliseconds } from '#lib/dates.ts';
import { deliverDue, startDelivery } from '#lib/mail/delivery.server.ts';
import { mailServerTrouble, tryServerNow } from '#lib/mail/mailServer.server.ts';
import { cancel, enqueue, release, retry, type Document, type NewMail } from '#lib/mail/outbox.server.ts';
import { countsOf, mailsIn } from '#lib/mail/queries.server.ts';
import { smtpTransport, type Transport } from '#lib/mail/transport.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { answer, startSmtp } from '../../support/smtp.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

const document: Document = { kind: 'invitation', id: 'gathering-1', version: 1, title: 'Bustadsosialt forum' };
const batch = 'invitation-gathering-1-1';
const from = 'samling@stord.example';
const minutes = (count: number) => addMilliseconds(now, count * 60_000);
const ics =
	'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:g1@samling\r\nSUMMARY:Forum på rådhuset\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';

const open: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of open.splice(0)) await close();
});

async function server(behaviour?: Parameters<typeof startSmtp>[0]) {
	const smtp = await startSmtp(behaviour);
	const transport = smtpTransport(smtp.url, from, 1000);
	open.push(() => transport.close(), smtp.close);
	return { ...smtp, transport };
}

async function outbox(db: Kysely<Database>, count = 1, change: Partial<NewMail> = {}): Promise<World> {
	const world = await aMunicipality(db);
	const mails = Array.from({ length: count }, (_, index) => ({
		recipient: { personId: null, name: `Åse ${index + 1}`, email: `person${index + 1}@stord.example` },
		locale: 'nn' as const,
		subject: 'Svar på invitasjonen: «Heile vegen heim»',
		text: 'Hei på deg.',
		html: '<p>Hei på deg.</p>',
		...change
	}));
	await enqueue(db, world.municipalityId, document, mails, now);
	return world;
}

const mailsOf = (db: Kysely<Database>, { municipalityId }: World) => mailsIn(db, municipalityId, batch);

onBothDatabases('delivery', (fresh) => {
	test('nothing leaves before it is released', async () => {
		const db = await fresh();
		await outbox(db, 3);
		const { transport, connections } = await server();
		expect(await deliverDue(db, transport, now)).toEqual({ sent: 0, awaitingRetry: 0, failed: 0 });
		expect(connections()).toBe(0);
	});

	test('a released mail arrives as it was read in the outbox', async () => {
		const db = await fresh();
		const world = await outbox(db, 1, { calendar: { method: 'REQUEST', text: ics } });
		const { transport, arrived } = await server();
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
		const { transport, arrived } = await server();
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
		const { transport, arrived } = await server({
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
		const { transport, arrived } = await server({
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

	test('a mail is tried after 1, 5, 15, 60 and 240 minutes and has then failed', async () => {
		const db = await fresh();
		const world = await outbox(db);
		const { transport } = await server({ rcpt: () => answer(450, 'Mailbox busy') });
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
		const { transport, arrived } = await server({ rcpt: () => (full ? answer(552, 'Mailbox full') : undefined) });
		await release(db, world.leader, { batch }, now);
		await deliverDue(db, transport, now);
		full = false;
		expect(await retry(db, world.leader, { batch }, minutes(10))).toEqual({ ok: true, count: 1 });
		await deliverDue(db, transport, minutes(10));
		expect(arrived).toHaveLength(1);
		expect(await retry(db, world.leader, { batch }, minutes(10))).toEqual({ ok: false, reason: 'emptyFailed' });
	});

	test('a server that is not there costs no mail an attempt', async () => {
		const db = await fresh();
		const world = await outbox(db, 46);
		const { transport, close } = await server();
		await close();
		await release(db, world.leader, { batch }, now);
		const { unreachable, ...counts } = await deliverDue(db, transport, now);
		expect(counts).toEqual({ sent: 0, awaitingRetry: 0, failed: 0 });
		expect(unreachable).toContain('ECONNREFUSED');
		expect(await countsOf(db, world.municipalityId, document)).toEqual({ queued: 46 });
		expect((await mailsOf(db, world)).map(({ attempts }) => attempts)).toEqual(Array(46).fill(0));
	});

	test('a server that takes the connection and says nothing is given up', async () => {
		const db = await fresh();
		const world = await outbox(db, 2);
		const silent = createServer(() => undefined).listen(0, '127.0.0.1');
		open.push(() => silent.close());
		await new Promise((resolve) => silent.once('listening', resolve));
		const transport = smtpTransport(`smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`, from, 100);
		await release(db, world.leader, { batch }, now);
		expect((await deliverDue(db, transport, now)).unreachable).toMatch(/timeout|greeting/i);
		expect(await countsOf(db, world.municipalityId, document)).toEqual({ queued: 2 });
	});

	test('a wrong password is not held against the recipients', async () => {
		const db = await fresh();
		const world = await outbox(db, 2);
		const smtp = await startSmtp({
			options: {
				authOptional: false,
				allowInsecureAuth: true,
				onAuth: (_auth, _session, callback) => callback(answer(535, 'Wrong password'))
			}
		});
		open.push(smtp.close);
		const transport = smtpTransport(smtp.url.replace('//', '//samling:feil@'), from, 1000);
		await release(db, world.leader, { batch }, now);
		expect((await deliverDue(db, transport, now)).unreachable).toContain('Wrong password');
		expect(await countsOf(db, world.municipalityId, document)).toEqual({ queued: 2 });
	});

	test.each([
		['a sender it does not know', { options: { onMailFrom: (_address, _session, callback) => callback(answer(550, 'Not your domain')) } }],
		['too many connections', { options: { onConnect: (_session, callback) => callback(answer(421, 'Too many connections')) } }],
		['no encryption where we ask for it', {}, 'smtps:'],
		['a name that nobody has', {}, 'smtp://nowhere.invalid']
	] as const satisfies [string, Parameters<typeof startSmtp>[0], string?][])(
		'%s is the fault of the whole outbox',
		async (_what, behaviour: Parameters<typeof startSmtp>[0], instead?: string) => {
			const db = await fresh();
			const world = await outbox(db, 2);
			const smtp = await startSmtp(behaviour);
			const transport = smtpTransport(instead?.includes('nowhere') ? instead : smtp.url.replace('smtp:', instead ?? 'smtp:'), from, 1000);
			open.push(() => transport.close(), smtp.close);
			await release(db, world.leader, { batch }, now);
			expect((await deliverDue(db, transport, now)).unreachable).toBeTruthy();
			expect(await countsOf(db, world.municipalityId, document)).toEqual({ queued: 2 });
		}
	);

	test.each([
		['452 to a recipient', { rcpt: () => answer(452, 'Insufficient storage') }, 'awaitingRetry'],
		['552 to a message', { data: async () => answer(552, 'Message too big') }, 'failed'],
		['552 to its size', { options: { onMailFrom: (_a, _s, callback) => callback(answer(552, 'Too big')) } }, 'failed']
	] as const satisfies [string, Parameters<typeof startSmtp>[0], string][])(
		'%s is about this mail alone',
		async (_what, behaviour: Parameters<typeof startSmtp>[0], state: string) => {
			const db = await fresh();
			const world = await outbox(db, 1);
			const { transport } = await server(behaviour);
			await release(db, world.leader, { batch }, now);
			expect((await deliverDue(db, transport, now)).unreachable).toBe(undefined);
			expect(await countsOf(db, world.municipalityId, document)).toEqual({ [state]: 1 });
		}
	);

	test('a mail on which the server hangs up waits, and does not keep the others from going', async () => {
		const db = await fresh();
		const world = await outbox(db, 3);
		let poison: string | undefined;
		const { transport, arrived } = await server({
			data: async (raw, hangUp) => {
				poison ??= /person\d/.exec(raw)![0];
				if (!raw.includes(poison)) return undefined;
				hangUp();
				return answer(421, 'Gone');
			}
		});
		await release(db, world.leader, { batch }, now);
		expect(await deliverDue(db, transport, minutes(1))).toMatchObject({ sent: 0, unreachable: expect.any(String) });
		expect(await deliverDue(db, transport, minutes(2))).toMatchObject({ sent: 2, awaitingRetry: 1 });
		expect(arrived.some(({ to }) => to[0]!.startsWith(poison!))).toBe(false);
		expect(await countsOf(db, world.municipalityId, document)).toEqual({ sent: 2, awaitingRetry: 1 });
	});

	test('a mail that a killed worker was sending is sent again with the same Message-ID when its claim has run out', async () => {
		const db = await fresh();
		const world = await outbox(db);
		const { transport, arrived } = await server();
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
		const { transport, arrived } = await server({ rcpt: () => (busy ? answer(450, 'Busy') : undefined) });
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
		const { transport, arrived } = await server({
			data: async () => {
				arrive();
				await gate;
				return undefined;
			}
		});
		const delivery = startDelivery(db, transport, () => now, vi.fn(), 60_000);
		await release(db, world.leader, { batch }, now);
		delivery.nudge();
		await first;
		const stopped = delivery.stop();
		go();
		await stopped;
		expect(arrived).toHaveLength(1);
		expect(await countsOf(db, world.municipalityId, document)).toEqual({ sent: 1, queued: 2 });
	});

	test('a server that refuses the login is asked again after 1, 5, 15 and then every 60 minutes, and told of once', async () => {
		const db = await fresh();
		const world = await outbox(db, 6);
		let isWrong = true;
		const smtp = await startSmtp({
			options: {
				authOptional: false,
				allowInsecureAuth: true,
				onAuth: (_auth, _session, callback) => (isWrong ? callback(answer(535, 'Wrong password')) : callback(null, { user: 'samling' }))
			}
		});
		open.push(smtp.close);
		const log = vi.fn();
		let at = now;
		const delivery = startDelivery(db, smtpTransport(smtp.url.replace('//', '//samling:feil@'), from, 1000), () => at, log, 5);
		open.push(() => delivery.stop());
		await release(db, world.leader, { batch }, now);
		const waits: number[] = [];
		for (let tries = 1; tries <= 5; tries++) {
			await vi.waitFor(async () => expect(await mailServerTrouble(db)).toMatchObject({ tries, since: now }));
			// Whoever releases meanwhile does not make it ask sooner.
			delivery.nudge();
			await new Promise((resolve) => setTimeout(resolve, 25));
			expect(smtp.connections()).toBe(tries);
			const { nextAt } = (await mailServerTrouble(db))!;
			waits.push((Date.parse(nextAt) - Date.parse(at)) / 60_000);
			if (tries < 5) at = nextAt;
		}
		expect(waits).toEqual([1, 5, 15, 60, 60]);
		expect(log.mock.calls).toEqual([['the mail server takes no mail: 535 Wrong password']]);
		expect(await countsOf(db, world.municipalityId, document)).toEqual({ queued: 6 });

		isWrong = false;
		expect(await tryServerNow(db, world.leader, at)).toEqual({ ok: true });
		await vi.waitFor(async () => expect(await countsOf(db, world.municipalityId, document)).toEqual({ sent: 6 }), 5000);
		await vi.waitFor(async () => expect(await mailServerTrouble(db)).toBe(undefined));
		expect(await tryServerNow(db, world.leader, at)).toEqual({ ok: false, reason: 'closedTrouble' });
	});
});
