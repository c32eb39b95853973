import type { PeopleTables } from '#db/schema/people.ts';
import { command } from '#lib/db/command.server.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { enqueue, type NewMail } from '#lib/mail/outbox.server.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { refuse } from '#lib/result.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { record } from '../audit.server.ts';
import { mayAdminister, rolesInReach, type Actor, type Locale, type Role } from '../model.ts';
import { persons, whoSignIn } from '../queries.server.ts';
import { passwordLetter, passwordTitle } from './mail.ts';

type LinkKind = PeopleTables['passwordLink']['kind'];

/** For how long a link opens the page to set a password: two weeks for who is invited, an hour for who asked. In minutes. */
export const linkMinutes: Record<LinkKind, number> = { invitation: 14 * 24 * 60, reset: 60 };

export type Recipient = {
	id: string;
	municipalityId: string;
	municipality: string;
	name: string;
	email: string;
	locale: Locale;
	hasAccount: boolean;
};

/** Those with an address who have their access: by the address in all municipalities, or of one municipality. */
export async function recipients(db: Db, of: { email: string } | { municipalityId: string }): Promise<Recipient[]> {
	const rows = await db
		.selectFrom('person')
		.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
		.select((person) => person('person.id', 'in', whoSignIn(db)).as('signsIn'))
		.select([
			'person.id',
			'person.municipalityId',
			'person.name',
			'person.email',
			'person.locale',
			'municipality.name as municipality',
			'municipality.locale as usual'
		])
		.where('person.disabledAt', 'is', null)
		.where((person) => ('email' in of ? person('person.email', '=', of.email) : person('person.municipalityId', '=', of.municipalityId)))
		.orderBy('person.id')
		.execute();
	return rows.flatMap(({ email, locale, usual, signsIn, ...row }) =>
		email === null ? [] : [{ ...row, email, locale: locale ?? usual, hasAccount: Boolean(signsIn) }]
	);
}

/** A fresh link of a person; the ones before it open as well, until one of them is used. */
async function addLink(
	trx: Db,
	to: Pick<Recipient, 'id' | 'municipalityId'>,
	kind: LinkKind,
	origin: string,
	now: Instant,
	byOperator = 0
): Promise<string> {
	const { tokenHash, href } = newPersonalLink('password', origin);
	const expiresAt = new Date(Date.parse(now) + linkMinutes[kind] * 60_000).toISOString();
	await trx.deleteFrom('passwordLink').where('municipalityId', '=', to.municipalityId).where('expiresAt', '<=', now).execute();
	await trx
		.insertInto('passwordLink')
		.values({ tokenHash, municipalityId: to.municipalityId, personId: to.id, kind, byOperator, createdAt: now, expiresAt })
		.execute();
	return href;
}

/** A version of the letters about `documentId` that nobody has got yet. */
export async function nextVersion(
	trx: Db,
	kind: 'passwordInvitation' | 'passwordReset' | 'signInLink',
	documentId: string
): Promise<number> {
	const last = await trx
		.selectFrom('mail')
		.select((mail) => mail.fn.max('documentVersion').as('version'))
		.where('kind', '=', kind)
		.where('documentId', '=', documentId)
		.executeTakeFirst();
	return Number(last?.version ?? 0) + 1;
}

async function mailTo(trx: Db, to: Recipient, kind: LinkKind, origin: string, now: Instant): Promise<NewMail> {
	const href = await addLink(trx, to, kind, origin, now);
	return { recipient: { personId: to.id, name: to.name, email: to.email }, locale: to.locale, ...passwordLetter(kind, to, href) };
}

/**
 * Somebody has asked for a link to set the password of `email`: each person of that address who has access gets one, at once. Nothing
 * for an unknown address. Gives how many were sent, for who runs this beside the answer; no answer may tell it.
 */
export async function sendReset(db: Db, email: string, origin: string, now: Instant): Promise<number> {
	return inTransaction(db, async (trx) => {
		const found = await recipients(trx, { email });
		for (const to of found) {
			const version = await nextVersion(trx, 'passwordReset', to.id);
			const title = passwordTitle('reset', to.locale);
			const mail: NewMail = { ...(await mailTo(trx, to, 'reset', origin, now)), askedFor: true };
			await enqueue(trx, to.municipalityId, { kind: 'passwordReset', id: to.id, version, title }, [mail], now);
			const samling = { id: null, municipalityId: to.municipalityId, name: 'Samling' };
			await record(trx, samling, 'password.ask', { kind: 'person', id: to.id }, now);
		}
		return found.length;
	});
}

/**
 * Puts invitations to set a password in the outbox, where they wait until somebody sends them: to one person, or (`null`) to all who have
 * none and no invitation that still opens. Refuses `notAllowed`, `notFound` (nobody here with an address), `notAllowedRole` (they hold a
 * role out of the actor's reach), `duplicate` (they have a password) and `empty` (nobody lacks one).
 */
export async function invitePeople(db: Db, actor: Actor, personId: string | null, origin: string, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const all = await recipients(trx, { municipalityId });
		const inReach = new Set(await inReachOf(trx, actor, personId));
		let chosen = all.filter(({ id, hasAccount }) => !hasAccount && inReach.has(id));
		if (personId !== null) {
			const one = all.find(({ id }) => id === personId);
			if (!one) return refuse('notFound');
			if (one.hasAccount) return refuse('duplicate');
			if (!inReach.has(personId)) return refuse('notAllowedRole');
			chosen = [one];
		} else {
			const invited = new Set(await invitedAlready(trx, municipalityId, now));
			chosen = chosen.filter(({ id }) => !invited.has(id));
		}
		if (chosen.length === 0) return refuse('empty');
		const version = await nextVersion(trx, 'passwordInvitation', municipalityId);
		const mails: NewMail[] = [];
		for (const to of chosen) mails.push(await mailTo(trx, to, 'invitation', origin, now));
		const document = { kind: 'passwordInvitation', id: municipalityId, version, title: passwordTitle('invitation', actor.locale) } as const;
		const { enqueued } = await enqueue(trx, municipalityId, document, mails, now);
		const about = personId === null ? { kind: 'municipality', id: municipalityId } : { kind: 'person', id: personId };
		await record(trx, actor, 'password.invite', { ...about, detail: { count: enqueued } }, now);
		return { ok: true as const, count: enqueued };
	});
}

async function inReachOf(trx: Db, actor: Actor, personId: string | null): Promise<string[]> {
	const reach: readonly Role[] = rolesInReach(actor);
	const all = await persons(trx, actor.municipalityId, personId === null ? undefined : [personId]);
	return all.filter(({ roles }) => roles.every((role) => reach.includes(role))).map(({ id }) => id);
}

async function invitedAlready(trx: Db, municipalityId: string, now: Instant): Promise<string[]> {
	const links = await trx
		.selectFrom('passwordLink')
		.select('personId')
		.where('municipalityId', '=', municipalityId)
		.where('kind', '=', 'invitation')
		.where('expiresAt', '>', now)
		.execute();
	return links.map((link) => link.personId);
}

/** How many have an address, access and no password: whom "invite all" is about. */
export async function lackingPassword(db: Db, municipalityId: string): Promise<number> {
	return (await recipients(db, { municipalityId })).filter(({ hasAccount }) => !hasAccount).length;
}

/** Links for whoever runs the machine, an hour each, for the persons of an address who have access. The trail tells it. */
export async function operatorLinks(db: Db, email: string, origin: string, now: Instant) {
	return inTransaction(db, async (trx) => {
		const links: { id: string; municipalityId: string; name: string; municipality: string; href: string }[] = [];
		for (const { id, municipalityId, name, municipality } of await recipients(trx, { email })) {
			const href = await addLink(trx, { id, municipalityId }, 'reset', origin, now, 1);
			await record(trx, { id: null, municipalityId, name: 'Samling' }, 'password.link', { kind: 'person', id }, now);
			links.push({ id, municipalityId, name, municipality, href });
		}
		return links;
	});
}

/** Whose password a link sets, and until when; undefined when it is unknown, used or past. Reading changes nothing. */
export async function passwordLinkOf(db: Db, token: string, now: Instant) {
	return db
		.selectFrom('passwordLink')
		.innerJoin('person', 'person.id', 'passwordLink.personId')
		.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
		.select([
			'person.id as personId',
			'person.municipalityId',
			'person.name',
			'person.email',
			'person.locale',
			'municipality.locale as usual',
			'passwordLink.expiresAt',
			'passwordLink.byOperator'
		])
		.where('passwordLink.tokenHash', '=', hashOf(token))
		.where('passwordLink.expiresAt', '>', now)
		.where('person.disabledAt', 'is', null)
		.executeTakeFirst();
}
