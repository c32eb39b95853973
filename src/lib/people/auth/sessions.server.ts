import type { Cookies } from '@sveltejs/kit';
import { Lucia, type Adapter, type DatabaseSession, type DatabaseUser } from 'lucia';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { hashOf } from '#lib/tokens.server.ts';

declare module 'lucia' {
	interface Register {
		Lucia: ReturnType<typeof createSessions>;
		DatabaseUserAttributes: { disabledAt: string | null };
		DatabaseSessionAttributes: { isOwnMachine?: boolean };
	}
}

/** How long a session may rest: on a machine that others use as well, and on one's own. */
export const sharedHours = 12;
export const ownHours = 30 * 24;

const afterRest = (restHours: number): Date => new Date(Date.now() + restHours * 3_600_000);

/** Lucia's seven-method adapter on Kysely. Session ids are stored hashed, so that a copy of the database signs nobody in. */
function adapterFor(db: Kysely<Database>): Adapter {
	const sessionOf = (row: { personId: string; expiresAt: string; restHours: number }, id: string): DatabaseSession => ({
		id,
		userId: row.personId,
		expiresAt: new Date(row.expiresAt),
		attributes: { isOwnMachine: row.restHours === ownHours }
	});
	return {
		async getSessionAndUser(id): Promise<[DatabaseSession | null, DatabaseUser | null]> {
			const row = await db
				.selectFrom('session')
				.innerJoin('person', 'person.id', 'session.personId')
				.select(['session.personId', 'session.expiresAt', 'session.restHours', 'person.disabledAt'])
				.where('session.id', '=', hashOf(id))
				.executeTakeFirst();
			// Given by a clock that was ahead: it would not end before that comes round.
			if (!row || Date.parse(row.expiresAt) > afterRest(row.restHours + 1).getTime()) return [null, null];
			return [sessionOf(row, id), { id: row.personId, attributes: { disabledAt: row.disabledAt } }];
		},
		async getUserSessions(userId) {
			const rows = await db.selectFrom('session').selectAll().where('personId', '=', userId).execute();
			return rows.map((row) => sessionOf(row, row.id));
		},
		async setSession({ id, userId, attributes }) {
			const restHours = attributes.isOwnMachine ? ownHours : sharedHours;
			await db
				.insertInto('session')
				.values({ id: hashOf(id), personId: userId, restHours, expiresAt: afterRest(restHours).toISOString() })
				.execute();
		},
		// Lucia asks at every request for a session that rests for a shorter time than it knows of: written is what moves by a tenth.
		async updateSessionExpiration(id) {
			const row = await db.selectFrom('session').select(['restHours', 'expiresAt']).where('id', '=', hashOf(id)).executeTakeFirst();
			if (!row) return;
			const expiresAt = afterRest(row.restHours);
			if (expiresAt.getTime() - Date.parse(row.expiresAt) < row.restHours * 360_000) return;
			await db.updateTable('session').set({ expiresAt: expiresAt.toISOString() }).where('id', '=', hashOf(id)).execute();
		},
		async deleteSession(id) {
			await db.deleteFrom('session').where('id', '=', hashOf(id)).execute();
		},
		async deleteUserSessions(userId) {
			await db.deleteFrom('session').where('personId', '=', userId).execute();
		},
		async deleteExpiredSessions() {
			await db.deleteFrom('session').where('expiresAt', '<=', new Date().toISOString()).execute();
		}
	};
}

/**
 * Sessions over Lucia: each ends after 12 hours without a request, or 30 days on a machine that its owner calls their own.
 * On https the cookie is `__Host-`, Secure, HttpOnly, SameSite=Lax.
 * Session life runs on the machine's own clock, never on the demo's.
 */
export function createSessions(db: Kysely<Database>, secure: boolean) {
	return new Lucia(adapterFor(db), {
		sessionCookie: {
			name: secure ? '__Host-samling' : 'samling',
			attributes: { secure, sameSite: 'lax', path: '/' }
		},
		getSessionAttributes: ({ isOwnMachine }) => ({ isOwnMachine: isOwnMachine ?? false }),
		getUserAttributes: (person) => ({ disabledAt: person.disabledAt })
	});
}

export type Sessions = ReturnType<typeof createSessions>;

/** Ends a person's sessions, but for the one whose cookie is `except`. Part of the commands that take a way in away. */
export async function endSessions(trx: Kysely<Database>, personId: string, except?: string): Promise<void> {
	await trx
		.deleteFrom('session')
		.where('personId', '=', personId)
		.$if(except !== undefined, (query) => query.where('id', '!=', hashOf(except!)))
		.execute();
}

/** Whether the installation is reached by https, so that its cookies are `__Host-` and Secure. */
export function isSecure(sessions: Pick<Sessions, 'sessionCookieName'>): boolean {
	return sessions.sessionCookieName.startsWith('__Host-');
}

/**
 * Signs a person in on this browser: a session, and its cookie, which a browser forgets when it is closed unless the machine is their
 * own. The session this browser had before ends. `keep` writes down more about it, by
 * what the session is known as in the database.
 */
export async function startSession(
	sessions: Sessions,
	cookies: Pick<Cookies, 'get' | 'set'>,
	personId: string,
	isOwnMachine: boolean,
	keep?: (sessionId: string) => Promise<void>
): Promise<void> {
	const before = cookies.get(sessions.sessionCookieName);
	if (before) await sessions.invalidateSession(before);
	const { id } = await sessions.createSession(personId, { isOwnMachine });
	await keep?.(hashOf(id));
	setSessionCookie(sessions, cookies, { id, isOwnMachine });
}

export function setSessionCookie(sessions: Sessions, cookies: Pick<Cookies, 'set'>, session: { id: string; isOwnMachine: boolean }): void {
	const { name, value, attributes } = sessions.createSessionCookie(session.id);
	const { maxAge, ...whileOpen } = attributes;
	cookies.set(name, value, { path: '/', ...whileOpen, ...(session.isOwnMachine && maxAge !== undefined && { maxAge }) });
}
