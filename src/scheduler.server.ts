import { addDays, civilDate, isoWeek, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { weeklyDigest } from '#lib/gatherings/checklist/digest.server.ts';
import { warnStewards } from '#lib/gatherings/checklist/obligationWarnings.server.ts';
import { writeBeforeDay, writeThanks } from '#lib/gatherings/invitations/aroundTheDay.server.ts';
import { advanceWaitlists } from '#lib/gatherings/invitations/waitlist.server.ts';
import { lapseSpeakers } from '#lib/gatherings/speakers/answers.server.ts';
import type { MailSettings } from '#lib/gatherings/model.ts';
import { municipalityIds } from '#lib/people/queries.server.ts';
import { followUnits } from '#lib/people/units/succession.server.ts';
import { keepFollowUp } from '#lib/plan/followUp/commands.server.ts';
import { keepHearings } from '#lib/plan/hearing/commands.server.ts';
import { tellNews } from '#lib/plan/outcomes/measureNews.server.ts';
import { purgeExpired } from '#lib/privacy/retention.server.ts';
import type { RouteDeps } from './runtime.server.ts';

const everyMilliseconds = 60 * 60 * 1000;

/**
 * Runs the hourly jobs until shutdown, unless the clock may be wrong: what they write waits in the outbox for a person, and what has
 * been kept long enough is purged. Each letter is written once a week or a year, however often this runs.
 */
export function startScheduler({
	db,
	clock,
	sessions,
	settings,
	watch
}: Pick<RouteDeps, 'db' | 'clock' | 'sessions' | 'settings' | 'watch'>): {
	stop(): Promise<void>;
} {
	let running: Promise<void> = Promise.resolve();
	const jobs: [name: string, job: () => Promise<unknown>][] = [
		['what the year needs', () => runHourlyJobs(db, settings, clock.now())],
		['follow-up', () => keepFollowUp(db, settings, clock.now())],
		['hearings', () => keepHearings(db, settings, clock.now())],
		['purge', () => purgeExpired(db, clock.now())],
		['sessions', () => sessions.deleteExpiredSessions()]
	];
	/** One that fails does not keep the others from being done. */
	const runJobs = async () => {
		// All of them go by the day: what is written and deleted on a wrong one can't be taken back.
		if (!(await watch.isClockBelievable())) return;
		for (const [name, job] of jobs) await job().catch((error: unknown) => logFailure(name, error));
	};
	const run = () => {
		running = runJobs();
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

function logFailure(job: string, error: unknown): void {
	console.error(JSON.stringify({ event: 'an hourly job failed', job, error: error instanceof Error ? error.message : String(error) }));
}

/**
 * What the year needs done without anybody asking, in every municipality: people follow units that became another, places that became
 * free are offered, those who come are told what they need and thanked afterwards, speakers who do not answer are not waited for, stewards
 * are warned, contributors are told how it goes with their measures, and on Mondays the weekly letter is written.
 */
export async function runHourlyJobs(db: Db, mail: MailSettings, now: Instant): Promise<void> {
	const monday = isoWeek(addDays(civilDate(now), -1)).week !== isoWeek(civilDate(now)).week;
	const jobs: [name: string, job: (municipalityId: string) => Promise<unknown>][] = [
		['follow units', (id) => followUnits(db, id, now)],
		['waiting lists', (id) => advanceWaitlists(db, id, mail, now)],
		['before the day', (id) => writeBeforeDay(db, id, mail, now)],
		['thanks', (id) => writeThanks(db, id, mail, now)],
		['speakers', (id) => lapseSpeakers(db, id, mail, now)],
		['warnings', (id) => warnStewards(db, id, mail, now)],
		['how it goes with measures', (id) => tellNews(db, id, mail, now)],
		['weekly digest', async (id) => monday && weeklyDigest(db, id, mail, now)]
	];
	for (const id of await municipalityIds(db))
		for (const [name, job] of jobs) await job(id).catch((error: unknown) => logFailure(`${name} of ${id}`, error));
}
