import type { Cookies } from '@sveltejs/kit';
import { Lucia, type Adapter, type DatabaseSession, type DatabaseUser } from 'lucia';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { hashOf } from '#lib/tokens.server.ts';

declare module 'lucia' {
	interface Register {
		Lucia: ReturnType<typeof createSessions>;
		DatabaseUserAttributes: { disabledAt: string | null };
	}
}

/** Lucia's seven-method adapter on Kysely. Session ids are stored hashed, so that a copy of the database signs nobody in. */
function adapterFor(db: Kysely<Database>): Adapter {
	const sessionOf = (row: { personId: string; expiresAt: string }, id: string): DatabaseSession => ({
		id,
		userId: row.personId,
		expiresAt: new Date(row.expiresAt),
		attributes: {}
	});
	return {
		async getSessionAndUser(id): Promise<[DatabaseSession | null, DatabaseUser | null]> {
			const row = await db
				.selectFrom('session')
				.innerJoin('person', 'person.id', 'session.personId')
				.select(['session.personId', 'session.expiresAt', 'person.disabledAt'])
				.where('session.id', '=', hashOf(id))
				.executeTakeFirst();
			if (!row) return [null, null];
			return [sessionOf(row, id), { id: row.personId, attributes: { disabledAt: row.disabledAt } }];
		},
		async getUserSessions(userId) {
			const rows = await db.selectFrom('session').selectAll().where('personId', '=', userId).execute();
			return rows.map((row) => sessionOf(row, row.id));
		},
		async setSession(session) {
			await db
				.insertInto('session')
				.values({ id: hashOf(session.id), personId: session.userId, expiresAt: session.expiresAt.toISOString() })
				.execute();
		},
		async updateSessionExpiration(id, expiresAt) {
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
 * Sessions over Lucia: 30 days, renewed halfway. On https the cookie is `__Host-`, Secure, HttpOnly, SameSite=Lax.
 * Session life runs on the machine's own clock, never on the demo's.
 */
export function createSessions(db: Kysely<Database>, secure: boolean) {
	return new Lucia(adapterFor(db), {
		sessionCookie: {
			name: secure ? '__Host-samling' : 'samling',
			attributes: { secure, sameSite: 'lax', path: '/' }
		},
		getUserAttributes: (person) => ({ disabledAt: person.disabledAt })
	});
}

export type Sessions = ReturnType<typeof createSessions>;

/** Signs a person in on this browser: a session, and its cookie. The one this browser had before ends. */
export async function startSession(sessions: Sessions, cookies: Pick<Cookies, 'get' | 'set'>, personId: string): Promise<void> {
	const before = cookies.get(sessions.sessionCookieName);
	if (before) await sessions.invalidateSession(before);
	const session = await sessions.createSession(personId, {});
	const cookie = sessions.createSessionCookie(session.id);
	cookies.set(cookie.name, cookie.value, { path: '/', ...cookie.attributes });
}
