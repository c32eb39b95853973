import { addDays, civilDate, isoWeek, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { weeklyDigest } from '#lib/gatherings/checklist/digest.server.ts';
import { warnStewards } from '#lib/gatherings/checklist/obligationWarnings.server.ts';
import { advanceWaitlists } from '#lib/gatherings/invitations/waitlist.server.ts';
import type { MailSettings } from '#lib/gatherings/model.ts';
import { municipalityIds } from '#lib/people/queries.server.ts';
import { followUnits } from '#lib/people/units/succession.server.ts';
import { keepFollowUp } from '#lib/plan/followUp/commands.server.ts';
import { purgeExpired } from '#lib/privacy/retention.server.ts';
import type { RouteDeps } from './runtime.server.ts';

const everyMilliseconds = 60 * 60 * 1000;

/**
 * Runs the hourly jobs until shutdown: what they write waits in the outbox for a person, and what has been kept
 * long enough is purged. Each letter is written once a week or a year, however often this runs.
 */
export function startScheduler({ db, clock, sessions, settings }: Pick<RouteDeps, 'db' | 'clock' | 'sessions' | 'settings'>): {
	stop(): Promise<void>;
} {
	let running: Promise<void> = Promise.resolve();
	const runJobs = async () => {
		await runHourlyJobs(db, settings, clock.now());
		await keepFollowUp(db, settings, clock.now());
		await purgeExpired(db, clock.now());
		await sessions.deleteExpiredSessions();
	};
	const run = () => {
		running = runJobs().catch((error: unknown) => {
			console.error(JSON.stringify({ event: 'hourly jobs failed', error: error instanceof Error ? error.message : String(error) }));
		});
	};
	const timer = setInterval(run, everyMilliseconds);
	timer.unref();
	return {
		async stop() {
			clearInterval(timer);
			await running;
		}
	};
}

/**
 * What the year needs done without anybody asking, in every municipality: people follow units that became another, places that became
 * free are offered, stewards are warned, and on Mondays the weekly letter is written.
 */
export async function runHourlyJobs(db: Db, mail: MailSettings, now: Instant): Promise<void> {
	const monday = isoWeek(addDays(civilDate(now), -1)).week !== isoWeek(civilDate(now)).week;
	for (const id of await municipalityIds(db)) {
		await followUnits(db, id, now);
		await advanceWaitlists(db, id, mail, now);
		await warnStewards(db, id, mail, now);
		if (monday) await weeklyDigest(db, id, mail, now);
	}
}
