import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { join } from 'node:path';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { createAttempts, type Attempts } from '#lib/people/attempts.server.ts';
import { loadDemo } from '#db/demo.ts';
import { newToken } from '#lib/people/tokens.server.ts';
import { isSetUp } from '#lib/people/queries.server.ts';
import { createSessions, type Sessions } from '#lib/people/sessions.server.ts';
import { openClock, type Clock } from './clock.server.ts';
import { readSettings, type Settings } from './settings.ts';

/** Everything one running installation consists of. */
export type House = {
	settings: Settings;
	db: Kysely<Database>;
	clock: Clock;
	sessions: Sessions;
	signInLimit: Attempts;
	/** Opens `/setup` on an empty installation; null once somebody has used it. */
	setUpToken: string | null;
};

/** Opens the database, brings it to the newest schema and starts what runs beside the pages. Throws when a setting or the database is wrong. */
export async function openHouse(env: Record<string, string | undefined>): Promise<House> {
	const settings = readSettings(env);
	const db = openSqlite(join(settings.dataDir, 'samling.db'));
	await migrate(db);
	const clock = await openClock(db, settings.startAt);
	const house: House = {
		settings,
		db,
		clock,
		sessions: createSessions(db, settings.origin.startsWith('https:')),
		signInLimit: createAttempts(),
		setUpToken: null
	};
	if (settings.demo) await loadDemo(db);
	if (!(await isSetUp(db))) {
		house.setUpToken = newToken();
		console.log(`Samling is empty. Set it up at ${settings.origin}/setup with the token ${house.setUpToken}`);
	}
	return house;
}
