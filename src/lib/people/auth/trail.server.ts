import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { record } from '../audit.server.ts';
import type { Actor } from '../model.ts';

/** Writes down that somebody signed in or out, or was not let in by their code. */
export async function recordSession(
	db: Db,
	personId: string,
	verb: 'session.start' | 'session.end' | 'session.refuse',
	now: Instant
): Promise<void> {
	const person = await db.selectFrom('person').select(['id', 'municipalityId', 'name']).where('id', '=', personId).executeTakeFirst();
	if (person) await record(db, person, verb, { kind: 'person', id: person.id }, now);
}

/**
 * Writes down that somebody who is signed in was refused what they may not see or do: the method and the route of it. Never rejects:
 * they have their answer.
 */
export async function recordRefusal(db: Db, actor: Actor, asked: { method: string; route: string | null }, now: Instant): Promise<void> {
	const place = asked.route?.split('/')[1] ?? '';
	try {
		await record(db, actor, 'access.refuse', { kind: 'page', id: asked.route ?? '', detail: { method: asked.method, place } }, now);
	} catch (error) {
		console.error(JSON.stringify({ event: 'a refusal was not written down', error: String(error) }));
	}
}

/**
 * Writes down, in each municipality where `email` has an account, that a sign-in with it was refused. Never rejects, and is not to be
 * waited for: how long an answer takes must not tell whether there is an account.
 */
export async function recordRefusedSignIn(db: Db, email: string, now: Instant): Promise<void> {
	try {
		const accounts = await db
			.selectFrom('person')
			.innerJoin('account', 'account.personId', 'person.id')
			.select(['person.id', 'person.municipalityId'])
			.where('person.email', '=', email)
			.execute();
		for (const { id, municipalityId } of accounts)
			await record(db, { id: null, municipalityId, name: 'Samling' }, 'session.refuse', { kind: 'person', id }, now);
	} catch (error) {
		console.error(JSON.stringify({ event: 'a refused sign-in was not written down', error: String(error) }));
	}
}
