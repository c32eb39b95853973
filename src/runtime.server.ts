import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { join } from 'node:path';
import { loadDemo } from '#db/demo.ts';
import { createAdmission } from '#lib/cafe/board/authorize.server.ts';
import { createWrongCodes } from '#lib/cafe/participants/join.server.ts';
import { createPosting } from '#lib/cafe/board/postNote.server.ts';
import { finishReveals } from '#lib/cafe/rounds/reveal.server.ts';
import { stageOf } from '#lib/cafe/board/stage.server.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { canWrite } from '#lib/db/ready.server.ts';
import { createLive, type LiveServer, type LogLine } from '#lib/live/server/liveServer.server.ts';
import type { Delivery } from '#lib/mail/deliver.server.ts';
import { createSignInLimit, type SignInLimit } from '#lib/people/auth/signInLimit.server.ts';
import type { RateLimit } from '#lib/rateLimit.server.ts';
import { isSetUp } from '#lib/people/queries.server.ts';
import { createSessions, type Sessions } from '#lib/people/auth/sessions.server.ts';
import { newToken } from '#lib/tokens.server.ts';
import { draftStatusOf } from '#lib/summaries/draft/queries.server.ts';
import { createDraftAdmission } from '#lib/summaries/draft/authorize.server.ts';
import { openClock, type Clock } from './clock.server.ts';
import { createMetrics, type Metrics } from './metrics.server.ts';
import { startPost } from './post.server.ts';
import { documentSchemas } from './documentSchemas.ts';
import { startScheduler } from './scheduler.server.ts';
import { readSettings, type Settings } from './settings.ts';

/** Everything one running installation consists of. */
export type Runtime = {
	settings: Settings;
	db: Kysely<Database>;
	clock: Clock;
	sessions: Sessions;
	live: LiveServer;
	/** Sends what has been released in the outbox. */
	post: Delivery;
	metrics: Metrics;
	signInLimit: SignInLimit;
	wrongCodes: RateLimit;
	/** How often somebody may post a note without a socket. */
	posting: RateLimit;
	/** Opens `/setup` on an empty installation; null once somebody has used it. */
	setUpToken: string | null;
	/** Ends what would go on for ever, such as a stream to a page, when the process is to stop. */
	stopping: AbortSignal;
	stop(): void;
	/** Whether what people write now can be kept. */
	ready(): Promise<boolean>;
	/** Writes what is queued on boards, ends the mail that is being sent, closes sockets and the database. */
	close(): Promise<void>;
};

/** Opens the database, brings it to the newest schema and starts what runs beside the pages. Throws when a setting or the database is wrong. */
export async function startRuntime(env: Record<string, string | undefined>): Promise<Runtime> {
	const settings = readSettings(env);
	const db = openSqlite(join(settings.dataDir, 'samling.db'));
	await migrate(db);
	if (settings.demo) await loadDemo(db);
	const clock = await openClock(db, settings.startAt);
	const sessions = createSessions(db, settings.origin.startsWith('https:'));
	const admitToDraft = createDraftAdmission(db, sessions);
	const admitToTable = createAdmission(db, sessions, clock.now);
	const live = createLive({
		db,
		admit: async (knock) => (await admitToDraft(knock)) ?? admitToTable(knock),
		status: async (boardId) => (await stageOf(db, boardId, clock.now())) ?? draftStatusOf(db, boardId, clock.now()),
		schema: documentSchemas(),
		origins: settings.production ? [settings.origin] : 'own host',
		limits: settings.live,
		now: clock.now,
		log
	});
	// Nobody is there yet to be told: whoever comes asks.
	await finishReveals(db, live, clock.now());
	const post = startPost({ db, clock, settings });
	const watch = startScheduler({ db, clock, sessions, settings });
	const setUpToken = (await isSetUp(db)) ? null : newToken();
	if (setUpToken) console.log(`Samling is empty. Set it up at ${settings.origin}/setup with the token ${setUpToken}`);
	const stopping = new AbortController();
	return {
		stopping: stopping.signal,
		stop: () => stopping.abort(),
		settings,
		db,
		clock,
		sessions,
		live,
		post,
		metrics: createMetrics({ db, live, settings }),
		signInLimit: createSignInLimit(),
		wrongCodes: createWrongCodes(),
		posting: createPosting(),
		setUpToken,
		ready: async () => live.ready() && (await canWrite(db, clock.now())),
		async close() {
			await Promise.all([live.shutdown(), post.stop(), watch.stop()]);
			await db.destroy();
		}
	};
}

/** One line of JSON an event, as log collectors want it. */
function log({ error, ...line }: LogLine): void {
	const text = JSON.stringify({
		...line,
		...(error === undefined ? {} : { error: error instanceof Error ? error.message : String(error) })
	});
	if (line.level === 'error') console.error(text);
	else console.log(text);
}
