import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { broadcastTableStatus } from '#lib/cafe/board/status.server.ts';
import { letRobotsIn } from '#lib/cafe/rehearsal/robots.server.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import { openLines } from '#lib/live/inProcess/line.server.ts';
import { createPasswordAsks } from '#lib/people/auth/passwordAsks.server.ts';
import { createSessions, isSecure } from '#lib/people/auth/sessions.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { newToken } from '#lib/tokens.server.ts';
import { copyForRehearsal } from '#db/demo/rehearsal.ts';
import type { RouteDeps } from './runtime.server.ts';

/** It ends by itself so many hours after it began. */
export const hours = 3;
/** How often that is looked for, in ms. */
const lookMs = 60_000;

/** A running rehearsal. */
export type Rehearsal = {
	/** What a browser carries that takes part; whoever has it may do what the facilitator may there. */
	token: string;
	/** The parts of the runtime, of the copy. */
	routes: RouteDeps;
	/** The session there of the one who leads it. */
	session: string;
	municipalityId: string;
	gatheringId: string;
	/** The gathering that it is a copy of. */
	ofGatheringId: string;
	joinToken: string;
	endsAt: Instant;
};

/**
 * What a rehearsal has in common with the installation: nothing of it writes what is kept. Every other part is its own, and a new part of
 * the runtime is one or the other.
 */
function inCommon(
	real: Omit<RouteDeps, 'rehearsals'>
): Pick<
	RouteDeps,
	| 'settings'
	| 'clock'
	| 'metrics'
	| 'watch'
	| 'signInLimit'
	| 'askLimit'
	| 'signInSteps'
	| 'wrongCodes'
	| 'postLimit'
	| 'exportTickets'
	| 'refusalLimit'
	| 'verifyLimit'
	| 'remarkLimit'
	| 'attempts'
	| 'stopping'
	| 'notReady'
> {
	return real;
}

/** The parts of a hall on a database: those that write for themselves. */
export type StartHall = (
	db: Kysely<Database>,
	sessions: RouteDeps['sessions']
) => Promise<Pick<RouteDeps, 'live' | 'steps'> & { stop(): Promise<void> }>;

/**
 * The day, with robots, on a copy in memory: another database, other boards, sessions and cookies of its own, and no outbox that anything
 * is sent from. Nothing of it is ever a file, so nothing is left when it ends: by a button, after three hours, with the process. One at a
 * time.
 */
export class Rehearsals {
	readonly #real: Omit<RouteDeps, 'rehearsals'>;
	readonly #startHall: StartHall;
	#running: (Rehearsal & { end(): Promise<void> }) | null = null;
	#isStarting = false;

	constructor(real: Omit<RouteDeps, 'rehearsals'>, startHall: StartHall) {
		this.#real = real;
		this.#startHall = startHall;
	}

	/** The one that a browser with this token takes part in. */
	of(token: string | undefined): Rehearsal | null {
		return token !== undefined && this.#current()?.token === token ? this.#running : null;
	}

	/** The one of a municipality, for those who may lead it. */
	in(municipalityId: string): Rehearsal | null {
		return this.#current()?.municipalityId === municipalityId ? this.#running : null;
	}

	/** What is running; what is over by the clock ends here, whether or not a timer has come by. */
	#current() {
		if (this.#running && this.#real.clock.now() >= this.#running.endsAt) void this.end();
		return this.#running;
	}

	/** Refuses `notFound` (no such gathering) and `conflict` (one is running). */
	async start(actor: Actor, ofGatheringId: string) {
		if (this.#current() || this.#isStarting) return refuse('conflict');
		this.#isStarting = true;
		const db = openSqlite(':memory:');
		try {
			const rehearsal = await this.#begin(db, actor, ofGatheringId);
			if (!rehearsal) await db.destroy();
			return rehearsal ? { ok: true as const, rehearsal } : refuse('notFound');
		} catch (error) {
			await db.destroy();
			throw error;
		} finally {
			this.#isStarting = false;
		}
	}

	async #begin(db: Kysely<Database>, actor: Actor, ofGatheringId: string): Promise<Rehearsal | undefined> {
		const real = this.#real;
		const now = real.clock.now();
		await migrate(db);
		const copied = await copyForRehearsal(real.db, db, actor, ofGatheringId, now);
		if (!copied) return undefined;
		const secure = isSecure(real.sessions);
		const sessions = createSessions(db, secure);
		const hall = await this.#startHall(db, sessions);
		const lines = await openLines(hall.live);
		const passwordAsks = createPasswordAsks(db, real.settings.origin);
		const failed = (error: unknown) => console.error(JSON.stringify({ event: 'a robot failed', error: String(error) }));
		const { municipalityId } = actor;
		const { now: time } = real.clock;
		const changed = (tableId: string) => broadcastTableStatus(db, hall.live, tableId, time());
		const people = letRobotsIn({ ...copied, db, municipalityId, isSecure: secure, now: time, connect: lines.connect, changed, failed });
		// A clock that is moved, and a machine that has slept, are seen too.
		const timer = setInterval(() => void this.#current(), lookMs);
		timer.unref();
		this.#running = {
			...{ token: newToken(), municipalityId, gatheringId: copied.gatheringId, ofGatheringId, joinToken: copied.joinToken },
			routes: {
				...{ ...inCommon(real), live: hall.live, steps: hall.steps, db, sessions, passwordAsks },
				// Mail that is written there stays there.
				...{ mailDelivery: { nudge: () => undefined, stop: async () => undefined }, mailTrouble: async () => false },
				...{ setUpToken: { current: null }, sso: undefined },
				rehearsals: this
			},
			session: (await sessions.createSession(actor.id, {})).id,
			endsAt: addMilliseconds(now, hours * 3_600_000),
			async end() {
				clearInterval(timer);
				await people.stop();
				lines.close();
				await hall.stop();
				await db.destroy();
			}
		};
		return this.#running;
	}

	/** Ends what is running, and with it all that was written there. */
	async end(): Promise<void> {
		const running = this.#running;
		this.#running = null;
		await running?.end();
	}
}
