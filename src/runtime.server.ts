import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { createAuthorizer } from '#lib/cafe/board/authorize.server.ts';
import { createWrongCodes } from '#lib/cafe/joining/joinable.server.ts';
import { createPosting } from '#lib/cafe/board/postNote.server.ts';
import { finishReveals } from '#lib/cafe/rounds/reveal.server.ts';
import { finishDissolving } from '#lib/cafe/tables/dissolve.server.ts';
import { runSteps, type StepRunner } from '#lib/cafe/steps/runner.server.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { writeFault } from '#lib/db/ready.server.ts';
import type { ConnectionRequest } from '#lib/live/contract.ts';
import { municipalityOfBoard } from '#lib/live/storage/boards.server.ts';
import { LiveServer } from '#lib/live/server/liveServer.server.ts';
import type { LogLine, LiveServerOptions } from '#lib/live/server/options.server.ts';
import { mailServerTrouble } from '#lib/mail/mailServer.server.ts';
import { replyAddress } from '#lib/handover/replyAddress.server.ts';
import { startMailDelivery, type MailDelivery } from '#lib/mail/delivery.server.ts';
import { createPasswordAsks, type PasswordAsks } from '#lib/people/auth/passwordAsks.server.ts';
import { createAskLimit, createSignInLimit, type SignInLimit } from '#lib/people/auth/signInLimit.server.ts';
import { createSignInSteps, type SignInSteps } from '#lib/people/secondFactor/steps.server.ts';
import { createRemarkLimit, type RemarkLimit } from '#lib/plan/publicHearing/remarks.server.ts';
import { createRateLimit, type RateLimit } from '#lib/rateLimit.server.ts';
import { createTickets, type Tickets } from '#lib/privacy/tickets.server.ts';
import { createAttempts, type Attempter, type Attempts } from '#lib/people/auth/attempts.server.ts';
import { actorOf, isSetUp } from '#lib/people/queries.server.ts';
import { createSingleSignOn, type SingleSignOn } from '#lib/people/sso/issuer.server.ts';
import { createSessions, type Sessions } from '#lib/people/auth/sessions.server.ts';
import { newToken } from '#lib/tokens.server.ts';
import { draftStatusOf } from '#lib/summaries/draft/queries.server.ts';
import { createDraftAuthorizer } from '#lib/summaries/draft/authorize.server.ts';
import { addressOf } from '#lib/clientAddress.ts';
import { openClock, type Clock } from './clock.server.ts';
import { createMetrics, type Metrics } from './metrics.server.ts';
import { Rehearsals } from './rehearsal.server.ts';
import { documentSchemas } from './documentSchemas.ts';
import { openInstallation } from './installation.server.ts';
import { startScheduler } from './scheduler.server.ts';
import { startWatch, type Watch } from './watch.server.ts';
import { readSettings, type Settings } from './settings.ts';

/** What routes use of the runtime; every request finds it in `locals`. */
export interface RouteDeps {
	settings: Settings;
	db: Kysely<Database>;
	clock: Clock;
	sessions: Sessions;
	live: LiveServer;
	/** Takes the pending steps of cafés when their time has come. */
	steps: StepRunner;
	mailDelivery: MailDelivery;
	metrics: Metrics;
	watch: Watch;
	signInLimit: SignInLimit;
	/** How often somebody may ask for a link to set a password. */
	askLimit: Pick<SignInLimit, 'allows'>;
	passwordAsks: PasswordAsks;
	/** Sign-ins that wait for their code. */
	signInSteps: SignInSteps;
	/** Signing in at an issuer; undefined where there is none. */
	sso: SingleSignOn | undefined;
	/** Tries of codes and links that admit without a password. */
	wrongCodes: RateLimit;
	/** Notes posted without a socket. */
	postLimit: RateLimit;
	/** For files that are given to who has said why. */
	exportTickets: Tickets;
	/** How many refusals of one person are written to the audit trail. */
	refusalLimit: RateLimit;
	/** Files that are compared with adopted plans, for whoever is at an address. */
	verifyLimit: RateLimit;
	/** Remarks of anybody to a public hearing. */
	remarkLimit: RemarkLimit;
	/** Counts what is not there for whoever asks. */
	attempts: Attempts;
	/** The day with robots, on a copy. */
	rehearsals: Rehearsals;
	/** Opens `/setup` on an empty installation; `current` is null once somebody has used it. */
	setUpToken: { current: string | null };
	/** Aborts when the process is to stop: ends responses that would otherwise never end, such as event streams. */
	stopping: AbortSignal;
	/** Whether the mail server takes nothing at the moment. */
	mailTrouble(): Promise<boolean>;
	/** Why what people write now can't be kept; undefined when it can. */
	notReady(): Promise<string | undefined>;
}

/** One running installation. */
export interface Runtime {
	routes: RouteDeps;
	/** Aborts `stopping`, and closes the sockets of boards. */
	stop(): void;
	/** Commits what is queued on boards, waits for the mail that is being sent, closes sockets and the database. */
	close(): Promise<void>;
}

/**
 * Opens the database, migrates it and starts what runs beside the pages; `isNew`: as a new installation.
 * Throws when a setting or the database is wrong.
 */
export async function startRuntime(env: Record<string, string | undefined>, isNew: boolean): Promise<Runtime> {
	const settings = readSettings(env);
	const { db, release } = await openInstallation(settings, isNew);
	if (settings.demo) await (await import('#db/demo.ts')).loadDemo(db);
	const clock = await openClock(db, settings.startAt);
	const sessions = createSessions(db, settings.origin.startsWith('https:'));
	const attempts = createAttempts();
	const hall = await startHall(settings, db, clock, sessions, attempts);
	const { live, steps } = hall;
	const mailDelivery = startMailDelivery(db, settings, clock.now, replyAddress);
	const isQuiet = () => live.totals().connections === 0;
	const watch = startWatch(db, settings, clock.now, (line) => console.error(JSON.stringify(line)), isQuiet);
	const scheduler = startScheduler({ db, clock, sessions, settings, watch });
	const stopping = new AbortController();
	const passwordAsks = createPasswordAsks(db, settings.origin);
	const deps = {
		settings,
		db,
		clock,
		sessions,
		live,
		steps,
		mailDelivery,
		metrics: createMetrics({ db, live, watch, metricsToken: settings.metricsToken }),
		watch,
		signInLimit: createSignInLimit(),
		askLimit: createAskLimit(),
		passwordAsks,
		signInSteps: createSignInSteps(),
		sso: settings.sso && createSingleSignOn(settings.sso, settings.origin),
		wrongCodes: createWrongCodes(),
		postLimit: createPosting(),
		exportTickets: createTickets(),
		refusalLimit: createRateLimit({ max: 60, seconds: 3600 }),
		verifyLimit: createRateLimit({ max: 30, seconds: 60 }),
		remarkLimit: createRemarkLimit(),
		attempts,
		setUpToken: { current: await createSetUpToken(db, settings.origin) },
		stopping: stopping.signal,
		mailTrouble: async () => (await mailServerTrouble(db)) !== undefined,
		notReady: async () => faultSentence[(await writeFault(db, clock.now())) ?? (live.ready() ? 'none' : 'boards')]
	};
	const rehearsals = new Rehearsals(deps, (copy, of) => startHall(settings, copy, clock, of, attempts, 'own host'));
	return {
		routes: { ...deps, rehearsals },
		stop() {
			stopping.abort();
			// Phones are told at once, however long the requests in flight take: each tries again by itself.
			void live.closeConnections();
			void rehearsals.end();
		},
		async close() {
			await rehearsals.end();
			await Promise.all([hall.stop(), passwordAsks.settled(), mailDelivery.stop(), scheduler.stop(), watch.stop()]);
			await db.destroy();
			await release();
		}
	};
}

/** The boards of an installation, or of a rehearsal, and what takes the steps of its cafés when their time has come. */
export async function startHall(...of: Parameters<typeof startLive>) {
	const [, db, clock] = of;
	const live = startLive(...of);
	// Before the first request: no client needs to be told, each asks for the status when it connects.
	await finishReveals(db, live, clock.now());
	await finishDissolving(db, live, clock.now());
	const steps = runSteps({ db, live, now: clock.now, failed: (error) => log({ level: 'error', event: 'a pending step failed', error }) });
	await steps.resume();
	return {
		live,
		steps,
		async stop() {
			await steps.stop();
			await live.shutdown();
		}
	};
}

function startLive(
	settings: Settings,
	db: Kysely<Database>,
	clock: Clock,
	sessions: Sessions,
	attempts: Attempts,
	origins: LiveServerOptions['origins'] = settings.production ? [settings.origin] : 'own host'
): LiveServer {
	const authorizeDraft = createDraftAuthorizer(db, sessions);
	const authorizeTable = createAuthorizer(db, sessions, clock.now);
	return new LiveServer({
		db,
		authorize: async (request) => {
			const admission = (await authorizeDraft(request)) ?? (await authorizeTable(request));
			if ('close' in admission && notTheirs.has(admission.close)) {
				const who = await behindSocket(db, sessions, request);
				if (who) await attempts.count(db, who, 'board', clock.now());
			}
			return admission;
		},
		status: async (boardId) => (await tableStatusOf(db, boardId, clock.now())) ?? draftStatusOf(db, boardId, clock.now()),
		schema: documentSchemas(),
		origins,
		limits: settings.live,
		now: clock.now,
		log,
		addressOf: (request) => addressOf(request, settings.trustedProxies)
	});
}

/** Close codes of boards that are not for whoever asks. */
const notTheirs = new Set([4401, 4403, 4404]);

/** Who asks for a board: somebody with an account, or else the municipality that the board is of; undefined when there is none. */
async function behindSocket(
	db: Kysely<Database>,
	sessions: Sessions,
	{ boardId, cookie }: ConnectionRequest
): Promise<Attempter | undefined> {
	const sessionId = sessions.readSessionCookie(cookie ?? '');
	const { user } = sessionId ? await sessions.validateSession(sessionId) : { user: null };
	const actor = user && (await actorOf(db, user.id));
	if (actor) return actor;
	const municipalityId = await municipalityOfBoard(db, boardId);
	return municipalityId === undefined ? undefined : { id: null, municipalityId };
}

const faultSentence = {
	none: undefined,
	boards: 'boards could not be saved at the last try',
	locked: 'another process has locked the database',
	full: 'the disk is full',
	readOnly: 'the database may only be read',
	disk: 'the disk fails',
	away: 'the database does not answer',
	unknown: 'the database refuses what is written'
};

/** A token for `/setup`, printed for whoever runs the server; null when the installation is set up. */
async function createSetUpToken(db: Kysely<Database>, origin: string): Promise<string | null> {
	if (await isSetUp(db)) return null;
	const token = newToken();
	console.log(`Samling is empty. Set it up at ${origin}/setup with the token ${token}`);
	return token;
}

/** Writes one line of JSON per event, as log collectors expect. */
function log({ error, ...line }: LogLine): void {
	const text = JSON.stringify({
		...line,
		...(error === undefined ? {} : { error: error instanceof Error ? error.message : String(error) })
	});
	if (line.level === 'error') console.error(text);
	else console.log(text);
}
