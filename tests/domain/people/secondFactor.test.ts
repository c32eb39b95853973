import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import type { Database } from '#db/schema.ts';
import { operatorLinks } from '#lib/people/auth/passwordLinks.server.ts';
import { passwordHashOf } from '#lib/people/auth/passwords.server.ts';
import * as factor from '#lib/people/secondFactor/commands.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { createSignInSteps } from '#lib/people/secondFactor/steps.server.ts';
import { stepOf, totpAddress } from '#lib/people/secondFactor/totp.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { shownCode } from '#lib/joincode.ts';
import { onBothDatabases } from '../../support/database.ts';
import { everythingIn } from '../../support/dump.ts';
import { aMunicipality, now } from '../../support/world.ts';

const at = Date.parse(now);
const password = 'ein raud sykkel i regn';
const codeAt = (secret: string, when: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: when });

/** A leader with a password and an app that knows the secret. */
async function aLeader(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const { leader, municipalityId } = world;
	await db
		.insertInto('account')
		.values({ personId: leader.id, municipalityId, passwordHash: await passwordHashOf(password), createdAt: now })
		.execute();
	await factor.beginSecondFactor(db, leader, now);
	const begun = await factor.secondFactorOf(db, leader.id);
	if (begun.state !== 'begun') throw new Error(begun.state);
	const code = (when: number) => codeAt(begun.secret, when);
	const turnOn = async () => {
		const on = await factor.confirmSecondFactor(db, leader, { present: password, code: code(at) }, undefined, { at, now });
		if (!on.ok) throw new Error(on.reason);
		return on.codes;
	};
	return { world, leader, secret: begun.secret, code, turnOn };
}

test('The codes are those of RFC 6238, for its secret and its times', () => {
	const secret = new Secret({ buffer: new TextEncoder().encode('12345678901234567890').buffer }).base32;
	for (const [seconds, code] of [
		[59, '287082'],
		[1_111_111_109, '081804'],
		[1_234_567_890, '005924'],
		[20_000_000_000, '353130']
	] as const)
		expect(stepOf(secret, code, 0, seconds * 1000)).toBe(Math.floor(seconds / 30));
	expect(totpAddress(secret, 'Åse Dal')).toMatch(
		/^otpauth:\/\/totp\/Samling:.*secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ.*digits=6&period=30$/
	);
});

onBothDatabases('a second factor', (fresh) => {
	test('is turned on by the password and a code of the app, and asked for from then on', async () => {
		const db = await fresh();
		const { world, leader, code } = await aLeader(db);
		expect(await factor.beginSecondFactor(db, world.staff, now)).toEqual({ ok: false, reason: 'notAllowed' });
		const confirm = (present: string, typed: string) =>
			factor.confirmSecondFactor(db, leader, { present, code: typed }, undefined, { at, now });
		expect(await confirm('heilt feil passord', code(at))).toEqual({ ok: false, reason: 'invalidPresent' });
		expect(await confirm(password, code(at + 600_000))).toEqual({ ok: false, reason: 'invalidCode' });
		expect(await factor.proveSecondFactor(db, leader.id, code(at), { at, now })).toEqual({ ok: false, reason: 'missing' });
		expect(await confirm(password, code(at))).toMatchObject({ ok: true, codes: { length: 10 } });
		expect(await factor.secondFactorOf(db, leader.id)).toEqual({ state: 'on', codes: 10 });
		expect(await factor.beginSecondFactor(db, leader, now)).toEqual({ ok: false, reason: 'duplicate' });
		expect(await confirm(password, code(at))).toEqual({ ok: false, reason: 'missing' });
	});

	test('takes each code once, of the present half minute or its neighbours', async () => {
		const db = await fresh();
		const { leader, code, turnOn } = await aLeader(db);
		await turnOn();
		const prove = (typed: string, when: number) => factor.proveSecondFactor(db, leader.id, typed, { at: when, now });
		const wrong = { ok: false, reason: 'invalidCode' };
		expect(await prove(code(at), at)).toEqual(wrong);
		expect(await prove(code(at + 90_000), at + 30_000)).toEqual(wrong);
		expect(await prove(`${code(at + 60_000).slice(0, 3)} ${code(at + 60_000).slice(3)}`, at + 30_000)).toEqual({ ok: true });
		expect(await prove(code(at + 60_000), at + 60_000)).toEqual(wrong);
		expect(await prove(code(at + 30_000), at + 60_000)).toEqual(wrong);
		expect(await prove(code(at + 90_000), at + 120_000)).toEqual({ ok: true });
		expect(await prove('', at + 150_000)).toEqual(wrong);
	});

	test('has recovery codes, kept as hashes: each lets in once, and new ones end the old', async () => {
		const db = await fresh();
		const { leader, code, turnOn } = await aLeader(db);
		const [first, second] = (await turnOn()) as [string, string];
		expect((await everythingIn(db)).includes(first)).toBe(false);
		const prove = (typed: string) => factor.proveSecondFactor(db, leader.id, typed, { at, now });
		expect(await prove(shownCode(first).toLowerCase())).toEqual({ ok: true });
		expect(await prove(first)).toEqual({ ok: false, reason: 'invalidCode' });
		expect(await factor.secondFactorOf(db, leader.id)).toMatchObject({ codes: 9 });
		expect(await factor.renewRecoveryCodes(db, leader, '000000', { at, now })).toEqual({ ok: false, reason: 'invalidCode' });
		expect(await factor.renewRecoveryCodes(db, leader, code(at + 30_000), { at: at + 30_000, now })).toMatchObject({
			ok: true,
			codes: { length: 10 }
		});
		expect(await prove(second)).toEqual({ ok: false, reason: 'invalidCode' });
	});

	test('ends every other session when it is turned on or off, and all when another takes it off', async () => {
		const db = await fresh();
		const { world, leader, code } = await aLeader(db);
		const sessions = createSessions(db, true);
		const open = async () => (await sessions.createSession(leader.id, {})).id;
		const left = async () => (await sessions.getUserSessions(leader.id)).length;
		const own = await open();
		await open();
		await factor.confirmSecondFactor(db, leader, { present: password, code: code(at) }, own, { at, now });
		expect([await left(), (await sessions.validateSession(own)).user?.id]).toEqual([1, leader.id]);
		await open();
		expect(await factor.removeSecondFactor(db, { ...world.facilitator, roles: ['administrator'] }, leader.id, now)).toEqual({ ok: true });
		expect(await left()).toBe(0);
	});

	test('ends by a code, by another administrator, or by who runs the machine', async () => {
		const db = await fresh();
		const { world, leader, code, turnOn } = await aLeader(db);
		const begin = async () => {
			await factor.beginSecondFactor(db, leader, now);
			await db.updateTable('secondFactor').set({ confirmedAt: now }).execute();
		};
		await turnOn();
		expect(await factor.endSecondFactor(db, leader, '123', undefined, { at, now })).toEqual({ ok: false, reason: 'invalidCode' });
		expect(await factor.endSecondFactor(db, leader, code(at + 30_000), undefined, { at: at + 30_000, now })).toEqual({ ok: true });
		expect(await factor.secondFactorOf(db, leader.id)).toEqual({ state: 'off' });
		await begin();
		const administrator: Actor = { ...world.facilitator, roles: ['administrator'] };
		expect(await factor.removeSecondFactor(db, leader, leader.id, now)).toEqual({ ok: false, reason: 'notAllowedSelf' });
		expect(await factor.removeSecondFactor(db, world.staff, leader.id, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await factor.removeSecondFactor(db, world.stranger, leader.id, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await factor.removeSecondFactor(db, administrator, leader.id, now)).toEqual({ ok: true });
		await begin();
		const { email } = await db.selectFrom('person').select('email').where('id', '=', leader.id).executeTakeFirstOrThrow();
		for (const link of await operatorLinks(db, email!, 'https://samling.example', now)) await factor.removeByOperator(db, link, now);
		expect((await factor.secondFactorOf(db, leader.id)).state).toBe('off');
		const verbs = await db.selectFrom('audit').select('verb').where('verb', 'like', 'secondFactor%').orderBy('seq').execute();
		expect(verbs.map(({ verb }) => verb.split('.')[1])).toEqual(['begin', 'turnOn', 'turnOff', 'begin', 'remove', 'begin', 'remove']);
	});
});

test('A sign-in that waits for its code is known by its secret alone, and a person has ten tries', async () => {
	const steps = createSignInSteps();
	const who = { personId: 'anna', passwordMark: 'x', isOwnMachine: true };
	const step = steps.begin(who);
	expect(steps.of(step)).toMatchObject(who);
	expect(steps.of('x'.repeat(22))).toBeUndefined();
	for (let attempt = 0; attempt < 10; attempt++) expect(await steps.allows('anna')).toBe(true);
	expect([await steps.allows('anna'), await steps.allows('berit')]).toEqual([false, true]);
	steps.end(step);
	expect(steps.of(step)).toBeUndefined();
});
