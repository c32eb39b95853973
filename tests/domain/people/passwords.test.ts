import { describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import { hash } from '@node-rs/argon2';
import type { Database } from '#db/schema.ts';
import { deliverDue } from '#lib/mail/delivery.server.ts';
import { cancel, release, retry } from '#lib/mail/outbox.server.ts';
import { createAskLimit } from '#lib/people/auth/signInLimit.server.ts';
import { createPasswordAsks } from '#lib/people/auth/passwordAsks.server.ts';
import { invitePeople, lackingPassword, operatorLinks, passwordLinkOf, sendReset } from '#lib/people/auth/passwordLinks.server.ts';
import { passwordFault } from '#lib/people/auth/passwordRule.server.ts';
import { passwordHashOf, whoSignsIn } from '#lib/people/auth/passwords.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { changePassword, setPasswordByLink } from '#lib/people/auth/setPassword.server.ts';
import { setUp } from '#lib/people/auth/setUp.server.ts';
import { addPerson, changeRoles, disablePerson } from '#lib/people/persons/commands.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { everythingIn } from '../../support/dump.ts';
import { mailServer, minutes } from '../../support/outbox.ts';
import { answer } from '../../support/smtp.ts';
import { aMunicipality, now } from '../../support/world.ts';

const origin = 'https://samling.example';
const password = 'ein raud sykkel i regn';
const later = (amount: number) => new Date(Date.parse(now) + amount * 60_000).toISOString();
const tokenOf = (text: string) => /\/password\/([\w-]{22})/.exec(text)?.[1] ?? '';

async function aTown(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const { email } = await db.selectFrom('person').select('email').where('id', '=', world.staff.id).executeTakeFirstOrThrow();
	const mails = () => db.selectFrom('mail').selectAll().orderBy('createdAt').orderBy('id').execute();
	const verbs = async () => (await db.selectFrom('audit').select('verb').orderBy('seq').execute()).map(({ verb }) => verb);
	/** The secret of the newest link that was mailed. */
	const newest = async () => tokenOf((await mails()).at(-1)!.text);
	return { world, email: email!, mails, verbs, newest };
}

describe('A password', () => {
	const own = ['Stord kommune', 'Bustadkontoret', 'Kari Nordmann', 'kari.nordmann@stord.example'];
	test.each([
		['elleve tegn', 'short'],
		['x'.repeat(201) + 'yzabc', 'long'],
		['q1w2e3r4t5y6', 'common'],
		['Password2024!!', 'common'],
		['!!123456789dragon', 'common'],
		['passordpassord', 'common'],
		['aaaabbbbaaaa', 'common'],
		['samling-demo', 'own'],
		['KariNordmann2024', 'own'],
		['stordkommune1', 'own'],
		['Bustadkontoret!', 'own'],
		['kari.nordmann@stord', 'own'],
		['Samling2024Samling', 'own'],
		['ein raud sykkel i regn', undefined],
		['Kari liker fjellturar best', undefined],
		['v7#Lq0!xPz2&', undefined]
	])('such as “%s” is refused as %s', (text, fault) => expect(passwordFault(text, own)).toBe(fault));

	test('has its letters however they are composed: twelve are twelve', () => {
		expect(passwordFault('åååååå', [])).toBe('short');
		expect(passwordFault('åøæåpqrstuv'.normalize('NFD'), [])).toBe('short');
		expect(passwordFault('åøæåpqrstuvw'.normalize('NFD'), [])).toBeUndefined();
	});
});

onBothDatabases('a link to set a password', (fresh) => {
	test('comes to who asks, opens as often as it is read, and sets a password once', async () => {
		const db = await fresh();
		const { world, email, mails, newest, verbs } = await aTown(db);
		expect(await sendReset(db, email, origin, now)).toBe(1);
		expect(await mails()).toMatchObject([
			{ kind: 'passwordReset', state: 'queued', recipientEmail: email, recipientPersonId: world.staff.id }
		]);
		const token = await newest();
		for (let read = 0; read < 3; read++) expect(await passwordLinkOf(db, token, later(59))).toMatchObject({ personId: world.staff.id });
		const session = await createSessions(db, false).createSession(world.staff.id, {});
		expect(await setPasswordByLink(db, token, 'kort', later(1))).toEqual({ ok: false, reason: 'invalidPassword', fault: 'short' });
		expect(await setPasswordByLink(db, token, 'Tysnes-Tilsett', later(1))).toMatchObject({ reason: 'invalidPassword', fault: 'own' });
		expect(await setPasswordByLink(db, token, password, later(1))).toEqual({ ok: true, personId: world.staff.id, byOperator: false });
		expect(await whoSignsIn(db, email, password)).toEqual({ personId: world.staff.id });
		expect((await createSessions(db, false).validateSession(session.id)).user).toBeNull();
		expect(await setPasswordByLink(db, token, 'ein annan raud sykkel', later(2))).toEqual({ ok: false, reason: 'past' });
		expect(await verbs()).toEqual(['password.ask', 'password.set']);
	});

	test('of two presses at once one sets the password', async () => {
		const db = await fresh();
		const { email, newest } = await aTown(db);
		await sendReset(db, email, origin, now);
		const token = await newest();
		const pressed = await Promise.all([password, 'ein annan raud sykkel'].map((one) => setPasswordByLink(db, token, one, now)));
		expect(pressed.filter(({ ok }) => ok)).toHaveLength(1);
	});

	test('is past after an hour, or fourteen days for who is invited; when another was used; and when access is taken away', async () => {
		const db = await fresh();
		const { world, email, newest } = await aTown(db);
		await sendReset(db, email, origin, now);
		const hour = await newest();
		expect(await passwordLinkOf(db, hour, later(60))).toBeUndefined();
		expect(await setPasswordByLink(db, hour, password, later(60))).toEqual({ ok: false, reason: 'past' });
		await invitePeople(db, world.leader, world.staff.id, origin, later(1));
		const invitation = await newest();
		expect(await passwordLinkOf(db, invitation, later(14 * 1440))).toBeDefined();
		expect(await passwordLinkOf(db, invitation, later(14 * 1440 + 1))).toBeUndefined();
		expect((await setPasswordByLink(db, hour, password, later(2))).ok).toBe(true);
		expect(await passwordLinkOf(db, invitation, later(3))).toBeUndefined();
		await sendReset(db, email, origin, later(4));
		const last = await newest();
		await disablePerson(db, world.leader, world.staff.id, later(5));
		expect(await passwordLinkOf(db, last, later(5))).toBeUndefined();
		expect(await sendReset(db, email, origin, later(6))).toBe(0);
	});

	test('is asked for beside the answer, and for an address that nobody has nothing is written at all', async () => {
		const db = await fresh();
		const { email, mails } = await aTown(db);
		const asks = createPasswordAsks(db, origin);
		const before = await everythingIn(db);
		asks.ask('ingen@stord.example', now);
		await asks.settled();
		expect(await everythingIn(db)).toBe(before);
		asks.ask(email, now);
		expect(await everythingIn(db)).toBe(before);
		await asks.settled();
		expect(await mails()).toHaveLength(1);
	});

	test('is invited to by who administers, through the outbox: one, or all who have none and no link', async () => {
		const db = await fresh();
		const { world, email, mails, newest } = await aTown(db);
		const { leader, staff, stranger, facilitator } = world;
		expect(await invitePeople(db, staff, null, origin, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await invitePeople(db, stranger, staff.id, origin, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await invitePeople(db, leader, staff.id, origin, now)).toEqual({ ok: true, count: 1 });
		expect(await mails()).toMatchObject([{ kind: 'passwordInvitation', state: 'held' }]);
		expect(await lackingPassword(db, world.municipalityId)).toBe(4);
		expect(await invitePeople(db, leader, null, origin, now)).toEqual({ ok: true, count: 3 });
		expect(await invitePeople(db, leader, null, origin, now)).toEqual({ ok: false, reason: 'empty' });
		// A leader asks no administrator in: that would reach further than their own rights.
		const administrator: Actor = { ...leader, roles: ['administrator'] };
		await changeRoles(db, administrator, facilitator.id, ['administrator'], now);
		expect(await invitePeople(db, leader, facilitator.id, origin, now)).toEqual({ ok: false, reason: 'notAllowedRole' });
		await sendReset(db, email, origin, later(1));
		await setPasswordByLink(db, await newest(), password, later(1));
		expect(await invitePeople(db, leader, staff.id, origin, later(2))).toEqual({ ok: false, reason: 'duplicate' });
		const ofStaff = (await mails()).filter(({ recipientPersonId }) => recipientPersonId === staff.id);
		expect(ofStaff.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
	});

	test('is kept as its hash once it has left or never will, and gets a new one when its mail is tried again', async () => {
		const db = await fresh();
		const { world, mails, newest } = await aTown(db);
		const { transport, arrived } = await mailServer({ rcpt: () => answer(550, 'No such user here') });
		await invitePeople(db, world.leader, world.staff.id, origin, now);
		const token = await newest();
		expect((await everythingIn(db)).includes(token)).toBe(true);
		const [{ batch } = { batch: '' }] = await mails();
		await release(db, world.leader, { batch }, now);
		await deliverDue(db, transport, now);
		expect(arrived).toEqual([]);
		expect((await mails()).map(({ state }) => state)).toEqual(['failed']);
		expect((await everythingIn(db)).includes(token)).toBe(false);
		expect((await passwordLinkOf(db, token, minutes(1)))?.personId).toBe(world.staff.id);
		await retry(db, world.leader, { batch }, minutes(2));
		const again = await newest();
		expect(await passwordLinkOf(db, token, minutes(3))).toBeUndefined();
		expect((await passwordLinkOf(db, again, minutes(3)))?.personId).toBe(world.staff.id);
		await cancel(db, world.leader, { batch }, minutes(4));
		expect((await everythingIn(db)).includes(again)).toBe(false);
	});

	test('is printed for who runs the machine, in every municipality that knows the address', async () => {
		const db = await fresh();
		const { email, verbs, world } = await aTown(db);
		expect(await operatorLinks(db, 'ingen@stord.example', origin, now)).toEqual([]);
		const [link] = await operatorLinks(db, email, origin, now);
		expect(link).toMatchObject({ municipality: 'Stord kommune', href: expect.stringContaining(`${origin}/password/`) });
		expect((await setPasswordByLink(db, tokenOf(link!.href), password, later(1))).ok).toBe(true);
		expect(await verbs()).toEqual(['password.link', 'password.set']);
		expect(await whoSignsIn(db, email, password)).toEqual({ personId: world.staff.id });
	});
});

onBothDatabases('one’s own password', (fresh) => {
	test('is changed by the present one, and every other session ends', async () => {
		const db = await fresh();
		const { world, email, verbs } = await aTown(db);
		const { staff, municipalityId } = world;
		const change = (present: string, next: string, session?: string) =>
			changePassword(db, staff, { present, password: next }, session, now);
		expect(await change('x', password)).toEqual({ ok: false, reason: 'missing' });
		await db
			.insertInto('account')
			.values({ personId: staff.id, municipalityId, passwordHash: await passwordHashOf(password), createdAt: now })
			.execute();
		const sessions = createSessions(db, false);
		const [here, there] = [await sessions.createSession(staff.id, {}), await sessions.createSession(staff.id, {})];
		expect(await change('eit heilt anna ord', 'ein grøn sykkel i sol')).toEqual({ ok: false, reason: 'invalidPresent' });
		expect(await change(password, 'stord kommune')).toEqual({ ok: false, reason: 'invalidPassword', fault: 'own' });
		expect(await change(password, 'ein grøn sykkel i sol', here.id)).toEqual({ ok: true });
		const left = (await db.selectFrom('session').select('id').execute()).map(({ id }) => id);
		expect(left).toEqual([hashOf(here.id)]);
		expect(there.id).not.toBe(here.id);
		expect(await whoSignsIn(db, email, password)).toBeUndefined();
		// Composed in another way, it is the same.
		expect(await whoSignsIn(db, email, 'ein grøn sykkel i sol'.normalize('NFD'))).toEqual({ personId: staff.id });
		expect(await verbs()).toEqual(['password.refuse', 'password.change']);
	});

	test('is asked by the one rule at every door: set-up, adding somebody, a link and a change', async () => {
		const db = await fresh();
		const first = {
			municipality: 'Stord kommune',
			locale: 'nn' as const,
			unit: 'Bustadkontoret',
			name: 'Åse Dal',
			email: 'dal@stord.example'
		};
		const added = { name: 'Åse Dal', email: 'dal@stord.example', title: '', unitId: null, levelId: null, locale: null, roles: [] };
		for (const [text, fault] of [
			['kort', 'short'],
			['password1234', 'common'],
			['Bustadkontoret', 'own'],
			['Stord Kommune', 'own']
		] as const) {
			const isFault = { ok: false, reason: 'invalidPassword', fault };
			expect(await setUp(db, { ...first, password: text }, now)).toEqual(isFault);
		}
		const { leader } = await aMunicipality(db);
		expect(await addPerson(db, leader, { ...added, password: 'stord.example!' }, now)).toMatchObject({
			reason: 'invalidPassword',
			fault: 'own'
		});
		expect((await addPerson(db, leader, { ...added, password }, now)).ok).toBe(true);
	});

	test('that was hashed otherwise is hashed anew when it is used, and one that was typed in pieces still opens', async () => {
		const db = await fresh();
		const { world, email } = await aTown(db);
		const typed = 'blåbær på ei gammal fjøl'.normalize('NFD');
		const passwordHash = await hash(typed, { memoryCost: 8192, timeCost: 3, parallelism: 1 });
		await db
			.insertInto('account')
			.values({ personId: world.staff.id, municipalityId: world.municipalityId, passwordHash, createdAt: now })
			.execute();
		expect(await whoSignsIn(db, email, typed)).toEqual({ personId: world.staff.id });
		const { passwordHash: after } = await db.selectFrom('account').select('passwordHash').executeTakeFirstOrThrow();
		expect(after.startsWith('$argon2id$v=19$m=19456,t=2,p=1$')).toBe(true);
		expect(await whoSignsIn(db, email, typed.normalize('NFC'))).toEqual({ personId: world.staff.id });
	});
});

test('Links are asked for three times in half an hour, alike for addresses that are known and that are not', async () => {
	const limit = createAskLimit();
	for (const email of ['kjend@stord.example', 'ukjend@stord.example']) {
		for (let ask = 0; ask < 3; ask++) expect(await limit.allows('192.0.2.1', email)).toBe(true);
		expect(await limit.allows('192.0.2.2', email)).toBe(false);
	}
});
