/*
 * `npm run purge -- [--dry-run] [--at 2027-03-10]`: purges personal data past its retention time; --dry-run only says what it
 * would purge. A running server does the same once an hour.
 */
import { parseArgs } from 'node:util';
import { isCivilDate } from '#lib/dates.ts';
import { migrate } from '#lib/db/open.server.ts';
import { purgeExpired, previewPurgeEverywhere } from '#lib/privacy/retention.server.ts';
import { readSettings } from '#settings';
import { openDatabase } from './installation.server.ts';
import { openClock } from './clock.server.ts';
import { clockFault } from './watch.server.ts';

const words = {
	joining: 'codes and phones at the door of a café',
	needs: 'food and access needs',
	evaluations: 'unused links to the three questions',
	guests: 'guests’ names and keys',
	seats: 'who sat at which table',
	speakers: 'addresses of speakers',
	planImports: 'plans that were being read in',
	remarkSenders: 'addresses of those who sent remarks',
	letters: 'contents of emails'
};

process.umask(0o077);
try {
	const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, at: { type: 'string' } } });
	if (values.at !== undefined && !values['dry-run']) throw new Error('--at can only be used with --dry-run.');
	if (values.at !== undefined && !isCivilDate(values.at)) throw new Error('Give the day as in --at 2027-03-10.');
	const settings = readSettings({ ...process.env, NODE_ENV: 'development' });
	const { startAt } = settings;
	const db = await openDatabase(settings);
	await migrate(db);
	const now = values.at ? `${values.at}T12:00:00.000Z` : (await openClock(db, startAt)).now();
	const fault = values['dry-run'] || startAt !== undefined ? undefined : await clockFault(db, now);
	if (fault) throw new Error(fault);
	const done = values['dry-run'] ? await previewPurgeEverywhere(db, now) : await purgeExpired(db, now);
	for (const { municipality, kinds } of done) {
		console.log(`${municipality}, ${now.slice(0, 10)}: ${values['dry-run'] ? 'would be deleted' : 'deleted'}`);
		for (const { kind, days, count } of kinds) console.log(`  ${String(count).padStart(6)}  ${words[kind]} (after ${days} days)`);
	}
	await db.destroy();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
