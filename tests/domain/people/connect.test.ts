import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { disablePerson, isLastAdministrator } from '#lib/people/persons/commands.server.ts';
import { editPerson } from '#lib/people/persons/edit.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { persons } from '#lib/people/queries.server.ts';
import * as sso from '#lib/people/sso/commands.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const later = (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();
const who = { issuer: 'https://idp.example', subject: 'anna', groups: [] };
const about = { origin: 'https://samling.example', name: 'Prøve' };

const addressOf = async (db: Kysely<Database>, { id }: { id: string }) =>
	(await db.selectFrom('person').select('email').where('id', '=', id).executeTakeFirstOrThrow()).email!;

/** Asks the owner of an address, and gives the secrets of the links in their mails. */
async function asked(
	db: Kysely<Database>,
	email: string,
	identity: { issuer: string; subject: string } = who,
	at = now
): Promise<string[]> {
	await sso.askToConnect(db, identity, email, about, at);
	const mails = await db
		.selectFrom('mail')
		.select('text')
		.where('kind', '=', 'signInLink')
		.where('recipientEmail', '=', email)
		.orderBy('documentVersion')
		.execute();
	return mails.map(({ text }) => /\/connect\/([\w-]{22})/.exec(text)![1]!);
}

onBothDatabases('single sign-on', (fresh) => {
	test('knows nobody until the owner of the address has said by a mail that it is them, once, within an hour', async () => {
		const db = await fresh();
		const { staff } = await aMunicipality(db);
		const signIn = () => sso.signInBy(db, who, [], now);
		expect(await signIn()).toEqual({ ok: false, reason: 'notFound' });
		expect(await sso.askToConnect(db, who, 'ingen@stord.example', about, now)).toBe(0);
		const [link = ''] = await asked(db, await addressOf(db, staff));
		expect(await db.selectFrom('mail').select(['state', 'subject']).executeTakeFirst()).toEqual({
			state: 'queued',
			subject: 'Er dette Prøve-kontoen din?'
		});
		for (let read = 0; read < 3; read++) expect(await sso.connectLinkOf(db, link, later(59))).toMatchObject({ id: staff.id });
		expect(await signIn()).toEqual({ ok: false, reason: 'notFound' });
		expect(await sso.connect(db, link, later(60))).toEqual({ ok: false, reason: 'past' });
		expect(await sso.connect(db, link, later(59))).toEqual({ ok: true });
		expect(await sso.connect(db, link, later(59))).toEqual({ ok: false, reason: 'past' });
		expect(await signIn()).toMatchObject({ ok: true, personId: staff.id });
		// Whoever has no password all the same has an account: nobody else comes under their name.
		expect((await persons(db, staff.municipalityId, [staff.id]))[0]).toMatchObject({ hasAccount: true });
		const verbs = await db.selectFrom('audit').select('verb').orderBy('seq').execute();
		expect(verbs.map(({ verb }) => verb)).toEqual(['identity.ask', 'identity.connect', 'session.start']);
	});

	test('of one address in two municipalities is whose owner says so first; another identity of theirs takes its place', async () => {
		const db = await fresh();
		const { staff, stranger } = await aMunicipality(db);
		const email = await addressOf(db, staff);
		await db.updateTable('person').set({ email }).where('id', '=', stranger.id).execute();
		const links = await asked(db, email);
		expect(links).toHaveLength(2);
		const owners = await Promise.all(links.map(async (link) => (await sso.connectLinkOf(db, link, now))?.id));
		const own = links[owners.indexOf(staff.id)]!;
		expect(await sso.connect(db, own, now)).toEqual({ ok: true });
		expect(
			await sso.connect(
				db,
				links.find((link) => link !== own)!,
				now
			)
		).toEqual({ ok: false, reason: 'past' });
		const again = { ...who, subject: 'anna-again' };
		await asked(db, email, again);
		for (const { tokenHash } of await db.selectFrom('identityLink').select('tokenHash').where('personId', '=', stranger.id).execute())
			await db.deleteFrom('identityLink').where('tokenHash', '=', tokenHash).execute();
		const all = await asked(db, email, again);
		for (const link of all) await sso.connect(db, link, now);
		expect(await sso.signInBy(db, who, [], now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await sso.signInBy(db, again, [], now)).toMatchObject({ ok: true });
	});

	test('lets nobody in who has no access, and ends a link with the access or the address it went to', async () => {
		const db = await fresh();
		const { staff, leader, facilitator } = await aMunicipality(db);
		const [link = ''] = await asked(db, await addressOf(db, staff));
		await sso.connect(db, link, now);
		const [waiting = ''] = (await asked(db, await addressOf(db, facilitator), { ...who, subject: 'berit' })).slice(-1);
		await disablePerson(db, leader, staff.id, now);
		expect(await sso.signInBy(db, who, [], now)).toEqual({ ok: false, reason: 'closed' });
		expect(await db.selectFrom('audit').select('subjectId').where('verb', '=', 'session.refuse').execute()).toEqual([
			{ subjectId: staff.id }
		]);
		expect(await sso.askToConnect(db, { ...who, subject: 'x' }, await addressOf(db, staff), about, now)).toBe(0);
		const { name, unitId, levelId, title, locale } = await db
			.selectFrom('person')
			.selectAll()
			.where('id', '=', facilitator.id)
			.executeTakeFirstOrThrow();
		await editPerson(
			db,
			leader,
			facilitator.id,
			{ name, unitId, levelId, title: title ?? '', locale: locale ?? 'nn', email: 'ny@stord.example' },
			now
		);
		expect(await sso.connect(db, waiting, now)).toEqual({ ok: false, reason: 'past' });
	});

	test('gives and takes the roles that groups decide, tells it, and leaves the last administrator', async () => {
		const db = await fresh();
		const { staff, leader, municipalityId } = await aMunicipality(db);
		const administer: Actor = { ...leader, roles: ['administrator'] };
		const [link = ''] = await asked(db, await addressOf(db, staff));
		await sso.connect(db, link, now);
		const mapping = [
			['a', 'administrator'],
			['l', 'leader']
		] as const;
		const roles = async () =>
			(
				await db
					.selectFrom('roleGrant')
					.select('role')
					.where('personId', '=', staff.id)
					.where('revokedAt', 'is', null)
					.orderBy('role')
					.execute()
			).map(({ role }) => role);
		const signIn = (groups: string[] | undefined) => sso.signInBy(db, { ...who, groups }, mapping, now);
		expect(await signIn(['a', 'l', 'other'])).toMatchObject({ isChanged: true });
		expect(await roles()).toEqual(['administrator', 'leader', 'staff']);
		expect(await signIn(['a', 'l'])).toMatchObject({ isChanged: false });
		// Too many groups to name says nothing.
		expect(await signIn(undefined)).toMatchObject({ isChanged: false });
		// Nobody else can sign in as one.
		expect(await isLastAdministrator(db, municipalityId, staff.id)).toBe(true);
		expect(await signIn([])).toMatchObject({ isChanged: true });
		expect(await roles()).toEqual(['administrator', 'staff']);
		// Somebody else with an identity can: no password is needed for it.
		await db
			.insertInto('roleGrant')
			.values({ id: 'other', municipalityId, personId: administer.id, role: 'administrator', grantedAt: now, revokedAt: null })
			.execute();
		expect(await isLastAdministrator(db, municipalityId, staff.id)).toBe(true);
		await db
			.insertInto('identity')
			.values({ issuer: who.issuer, subject: 'leader', municipalityId, personId: administer.id, createdAt: now })
			.execute();
		expect(await signIn([])).toMatchObject({ isChanged: true });
		expect(await roles()).toEqual(['staff']);
		const told = await db
			.selectFrom('audit')
			.select(['actorName', 'detail'])
			.where('verb', '=', 'person.changeRoles')
			.orderBy('seq')
			.execute();
		expect(told.map(({ actorName, detail }) => [actorName, JSON.parse(detail!)])).toEqual([
			['Samling', { from: ['staff'], given: ['administrator', 'leader'], taken: [], by: 'groups' }],
			['Samling', expect.objectContaining({ given: [], taken: ['leader'] })],
			['Samling', expect.objectContaining({ given: [], taken: ['administrator'] })]
		]);
	});

	test('ends the session that the issuer says has ended, or all of somebody’s, and no other', async () => {
		const db = await fresh();
		const { staff, leader } = await aMunicipality(db);
		const sessions = createSessions(db, true);
		const open = async (person: Actor, sid: string | null, sub = 'anna') => {
			const { id } = await sessions.createSession(person.id, {});
			if (sid) await sso.keepIssuerSession(db, hashOf(id), { iss: who.issuer, sub, sid });
			return id;
		};
		const [one, two, three] = [await open(staff, 'one'), await open(staff, 'two'), await open(leader, 'three', 'berit')];
		const local = await open(staff, null);
		const left = async () =>
			(await Promise.all([one, two, three, local].map((id) => sessions.validateSession(id)))).map(({ user }) => user !== null);
		expect([await sso.isByIssuer(db, one), await sso.isByIssuer(db, local)]).toEqual([true, false]);
		expect(await sso.endIssuerSessions(db, { iss: 'https://other.example', sid: 'one' }, now)).toBe(0);
		expect(await sso.endIssuerSessions(db, { iss: who.issuer, sub: 'berit', sid: 'one' }, now)).toBe(0);
		expect(await sso.endIssuerSessions(db, { iss: who.issuer, sid: 'one' }, now)).toBe(1);
		expect(await left()).toEqual([false, true, true, true]);
		expect(await sso.endIssuerSessions(db, { iss: who.issuer, sub: 'anna' }, now)).toBe(1);
		expect(await left()).toEqual([false, false, true, true]);
		expect(await db.selectFrom('audit').select('verb').where('verb', '=', 'session.end').execute()).toHaveLength(2);
	});
});
