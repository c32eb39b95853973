import type { BrowserContext } from '@playwright/test';
import { openSqlite } from '#lib/db/open.server.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';

/** Signs somebody in beside the form: the page and the hashing of the password take two seconds, and their own tests prove them. */
export async function giveSession(
	context: BrowserContext,
	{ origin, dataDir }: { origin: string; dataDir: string },
	email: string
): Promise<void> {
	const db = openSqlite(`${dataDir}/samling.db`);
	try {
		const { id } = await db.selectFrom('person').select('id').where('email', '=', email).executeTakeFirstOrThrow();
		const sessions = createSessions(db, false);
		await context.addCookies([{ name: sessions.sessionCookieName, value: (await sessions.createSession(id, {})).id, url: origin }]);
	} finally {
		await db.destroy();
	}
}
