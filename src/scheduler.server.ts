import { runYearlyJobs } from '#lib/gatherings/planning/tasks.server.ts';
import { keepFollowUp } from '#lib/plan/followUp/commands.server.ts';
import { purgeExpired } from '#lib/privacy/retention.server.ts';
import type { Runtime } from './runtime.server.ts';

/** How often somebody looks at the year; each letter is written once a week or a year, however often. */
const everyMilliseconds = 60 * 60 * 1000;

/** Lets the year keep itself for as long as the house stands: what it writes waits in the outbox for a person, and what was kept for long enough is forgotten. */
export function startScheduler({ db, clock, sessions, settings }: Pick<Runtime, 'db' | 'clock' | 'sessions' | 'settings'>): {
	stop(): Promise<void>;
} {
	let work: Promise<void> = Promise.resolve();
	const keep = async () => {
		await runYearlyJobs(db, settings, clock.now());
		await keepFollowUp(db, settings, clock.now());
		await purgeExpired(db, clock.now());
		await sessions.deleteExpiredSessions();
	};
	const look = () => {
		work = keep().catch((error: unknown) => {
			console.error(JSON.stringify({ event: 'the year was not looked at', error: error instanceof Error ? error.message : String(error) }));
		});
	};
	const timer = setInterval(look, everyMilliseconds);
	timer.unref();
	return {
		async stop() {
			clearInterval(timer);
			await work;
		}
	};
}
