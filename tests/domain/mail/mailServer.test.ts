import { createServer, type AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { deliverDue, startDelivery } from '#lib/mail/delivery.server.ts';
import { isWaiting, mailServerTrouble, recordTrouble, tryServerNow } from '#lib/mail/mailServer.server.ts';
import { release } from '#lib/mail/outbox.server.ts';
import { countsOf } from '#lib/mail/queries.server.ts';
import { smtpTransport } from '#lib/mail/transport.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { afterwards, batch, document, from, mailServer, mailsOf, minutes, outbox } from '../../support/outbox.ts';
import { answer, startSmtp } from '../../support/smtp.ts';
import { now } from '../../support/world.ts';

onBothDatabases('a mail server in trouble', (fresh) => {
	test('a server that is not there costs no mail an attempt', async () => {
		const db = await fresh();
		const world = await outbox(db, 46);
		const { transport, close } = await mailServer();
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
		afterwards(() => silent.close());
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
		afterwards(smtp.close);
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
			afterwards(smtp.close);
			afterwards(() => transport.close());
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
			const { transport } = await mailServer(behaviour);
			await release(db, world.leader, { batch }, now);
			expect((await deliverDue(db, transport, now)).unreachable).toBe(undefined);
			expect(await countsOf(db, world.municipalityId, document)).toEqual({ [state]: 1 });
		}
	);

	test('a mail on which the server hangs up waits, and does not keep the others from going', async () => {
		const db = await fresh();
		const world = await outbox(db, 3);
		let poison: string | undefined;
		const { transport, arrived } = await mailServer({
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

	test('a server is not left alone for years because the clock was ahead when it failed', async () => {
		const db = await fresh();
		expect(isWaiting(await recordTrouble(db, '535 Wrong password', now), now)).toBe(true);
		expect(isWaiting(await recordTrouble(db, '535 Wrong password', now.replace('2018', '2020')), now)).toBe(false);
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
		afterwards(smtp.close);
		const log = vi.fn();
		let at = now;
		const delivery = startDelivery(db, smtpTransport(smtp.url.replace('//', '//samling:feil@'), from, 1000), () => at, log, {
			everyMilliseconds: 5
		});
		afterwards(() => delivery.stop());
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
