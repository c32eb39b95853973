import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { record } from '../audit.server.ts';

/** Writes down that somebody signed in or out. */
export async function recordSession(db: Db, personId: string, verb: 'session.start' | 'session.end', now: Instant): Promise<void> {
	const person = await db.selectFrom('person').select(['id', 'municipalityId', 'name']).where('id', '=', personId).executeTakeFirst();
	if (person) await record(db, person, verb, { kind: 'person', id: person.id }, now);
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
