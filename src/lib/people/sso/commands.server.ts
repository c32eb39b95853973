import { command } from '#lib/db/command.server.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { refuse } from '#lib/result.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { record } from '../audit.server.ts';
import { nextVersion, recipients } from '../auth/passwordLinks.server.ts';
import { isLastAdministrator, rolesOf } from '../persons/commands.server.ts';
import { connectLetter, connectTitle } from './mail.ts';
import { rolesByGroups, type IssuerSession, type SsoSettings, type Who } from './model.ts';

/** For how long a link opens the page that connects an identity, in minutes. */
export const connectMinutes = 60;

/**
 * The person whose identity it is signs in: with the roles that their groups give them now, which the trail tells. Refuses `notFound`
 * (nobody has connected it yet) and `closed` (they have no access).
 */
export async function signInBy(db: Db, who: Pick<Who, 'issuer' | 'subject' | 'groups'>, mapping: SsoSettings['groups'], now: Instant) {
	const person = await db
		.selectFrom('identity')
		.innerJoin('person', 'person.id', 'identity.personId')
		.select(['person.id', 'person.municipalityId', 'person.name', 'person.disabledAt'])
		.where('identity.issuer', '=', who.issuer)
		.where('identity.subject', '=', who.subject)
		.executeTakeFirst();
	if (!person) return refuse('notFound');
	const { id, municipalityId } = person;
	if (person.disabledAt !== null) {
		await record(db, { id: null, municipalityId, name: 'Samling' }, 'session.refuse', { kind: 'person', id }, now);
		return refuse('closed');
	}
	return command(db, async (trx) => {
		const isChanged = await applyGroups(trx, person, who.groups, mapping, now);
		await record(trx, person, 'session.start', { kind: 'person', id, detail: { by: 'issuer' } }, now);
		return { ok: true as const, personId: id, isChanged };
	});
}

/** Gives and takes the roles that groups decide; the last administrator stays one. Gives whether anything changed. */
async function applyGroups(
	trx: Db,
	{ id: personId, municipalityId }: { id: string; municipalityId: string },
	groups: Who['groups'],
	mapping: SsoSettings['groups'],
	now: Instant
): Promise<boolean> {
	const held = await rolesOf(trx, municipalityId, personId);
	const { given, taken: less } = rolesByGroups(mapping, groups, held);
	const isLast = less.includes('administrator') && (await isLastAdministrator(trx, municipalityId, personId));
	const taken = less.filter((role) => role !== 'administrator' || !isLast);
	if (given.length + taken.length === 0) return false;
	for (const role of taken)
		await trx
			.updateTable('roleGrant')
			.set({ revokedAt: now })
			.where('personId', '=', personId)
			.where('role', '=', role)
			.where('revokedAt', 'is', null)
			.execute();
	for (const role of given)
		await trx.insertInto('roleGrant').values({ id: newId(), municipalityId, personId, role, grantedAt: now, revokedAt: null }).execute();
	const samling = { id: null, municipalityId, name: 'Samling' };
	await record(
		trx,
		samling,
		'person.changeRoles',
		{ kind: 'person', id: personId, detail: { from: held, given, taken, by: 'groups' } },
		now
	);
	return true;
}

/**
 * Somebody whom nobody knows yet has signed in at the issuer, which says that `email` is theirs: each person of that address who has
 * access gets a mail, by whose link they connect the two. Gives how many; who asks is told only whether there was any.
 */
export async function askToConnect(
	db: Db,
	{ issuer, subject }: Pick<Who, 'issuer' | 'subject'>,
	email: string,
	{ origin, name }: { origin: string; name: string },
	now: Instant
): Promise<number> {
	return inTransaction(db, async (trx) => {
		const found = await recipients(trx, { email });
		await trx.deleteFrom('identityLink').where('expiresAt', '<=', now).execute();
		const expiresAt = new Date(Date.parse(now) + connectMinutes * 60_000).toISOString();
		for (const to of found) {
			const { id: personId, municipalityId, locale } = to;
			const { tokenHash, href } = newPersonalLink('connect', origin);
			await trx
				.insertInto('identityLink')
				.values({ tokenHash, municipalityId, personId, issuer, subject, createdAt: now, expiresAt })
				.execute();
			const version = await nextVersion(trx, 'signInLink', personId);
			const recipient = { personId, name: to.name, email: to.email };
			const mail = { recipient, locale, ...connectLetter(to, name, href), askedFor: true as const };
			await enqueue(trx, municipalityId, { kind: 'signInLink', id: personId, version, title: connectTitle(locale) }, [mail], now);
			await record(trx, { id: null, municipalityId, name: 'Samling' }, 'identity.ask', { kind: 'person', id: personId }, now);
		}
		return found.length;
	});
}

/** Whom a link connects, until when; undefined when it is unknown, used or past. Reading changes nothing. */
export async function connectLinkOf(db: Db, token: string, now: Instant) {
	return db
		.selectFrom('identityLink')
		.innerJoin('person', 'person.id', 'identityLink.personId')
		.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
		.select(['person.id', 'person.municipalityId', 'person.name', 'person.email', 'person.locale', 'municipality.locale as usual'])
		.select(['municipality.name as municipality', 'identityLink.issuer', 'identityLink.subject'])
		.where('identityLink.tokenHash', '=', hashOf(token))
		.where('identityLink.expiresAt', '>', now)
		.where('person.disabledAt', 'is', null)
		.executeTakeFirst();
}

/**
 * The owner of the address says that the identity is theirs. It takes the place of another one they had at that issuer, and all links of
 * theirs and of the identity end: of two municipalities with the address it is the one that says so first. Refuses `past`.
 */
export async function connect(db: Db, token: string, now: Instant) {
	return command(db, async (trx) => {
		const link = await connectLinkOf(trx, token, now);
		if (!link) return refuse('past');
		const { id: personId, municipalityId, name, issuer, subject } = link;
		const used = await trx
			.deleteFrom('identityLink')
			.where((row) => row.or([row('personId', '=', personId), row.and([row('issuer', '=', issuer), row('subject', '=', subject)])]))
			.returning('tokenHash')
			.execute();
		if (!used.some(({ tokenHash }) => tokenHash === hashOf(token))) return refuse('past');
		await trx.deleteFrom('identity').where('issuer', '=', issuer).where('personId', '=', personId).execute();
		await trx
			.insertInto('identity')
			.values({ issuer, subject, municipalityId, personId, createdAt: now })
			.onConflict((conflict) => conflict.columns(['issuer', 'subject']).doUpdateSet({ municipalityId, personId, createdAt: now }))
			.execute();
		await record(trx, { id: personId, municipalityId, name }, 'identity.connect', { kind: 'person', id: personId }, now);
		return { ok: true as const };
	});
}

/** Notes how the issuer calls the sign-in behind a session. `sessionId` as the database has it. */
export async function keepIssuerSession(db: Db, sessionId: string, session: IssuerSession): Promise<void> {
	await db
		.insertInto('issuerSession')
		.values({ sessionId, ...session })
		.execute();
}

/** Whether a session came of a sign-in at the issuer. */
export async function isByIssuer(db: Db, cookie: string): Promise<boolean> {
	const row = db.selectFrom('issuerSession').select('sessionId').where('sessionId', '=', hashOf(cookie));
	return (await row.executeTakeFirst()) !== undefined;
}

/** The issuer says that a sign-in has ended (`sid`), or all of somebody's (`sub` alone): their sessions here end. Gives how many. */
export async function endIssuerSessions(
	db: Db,
	{ iss, sub, sid }: { iss: string; sub?: string | undefined; sid?: string | undefined },
	now: Instant
): Promise<number> {
	return inTransaction(db, async (trx) => {
		const ended = await trx
			.selectFrom('issuerSession')
			.innerJoin('session', 'session.id', 'issuerSession.sessionId')
			.innerJoin('person', 'person.id', 'session.personId')
			.select(['session.id as sessionId', 'person.id', 'person.municipalityId', 'person.name'])
			.where('issuerSession.iss', '=', iss)
			.$if(sub !== undefined, (query) => query.where('issuerSession.sub', '=', sub!))
			.$if(sid !== undefined, (query) => query.where('issuerSession.sid', '=', sid!))
			.execute();
		for (const { sessionId, ...person } of ended) {
			await trx.deleteFrom('session').where('id', '=', sessionId).execute();
			await record(trx, person, 'session.end', { kind: 'person', id: person.id }, now);
		}
		return ended.length;
	});
}
