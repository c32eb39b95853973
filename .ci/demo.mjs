// `npm run demo`: the demo in its own data folder, loaded unless it is there, served by this very process.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const defaults = { NODE_ENV: 'production', SAMLING_DEMO: '1', SAMLING_NOW: '2018-01-15T08:00:00Z', DATA_DIR: 'data/demo' };
for (const [name, value] of Object.entries(defaults)) process.env[name] ||= value;

try {
	const { values } = parseArgs({ options: { reset: { type: 'boolean', default: false } } });
	const { readSettings } = await import('#settings');
	const { dataDir, startAt } = readSettings(process.env);
	if (values.reset) rmSync(dataDir, { recursive: true, force: true });
	if (!existsSync(join(dataDir, 'samling.db'))) await load(dataDir, startAt ?? new Date().toISOString());
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
}
await import('../src/server.ts');

/**
 * Builds the demo beside its place and moves it there whole: a demo that was interrupted does not count as loaded.
 * @param {string} folder
 * @param {string} now
 */
async function load(folder, now) {
	const { migrate, openSqlite } = await import('#lib/db/open.server.ts');
	const { loadDemo } = await import('#db/demo.ts');
	const part = `${folder}.part`;
	rmSync(part, { recursive: true, force: true });
	console.log('Loading the demo …');
	const db = openSqlite(join(part, 'samling.db'));
	await migrate(db);
	await loadDemo(db, now);
	await db.destroy();
	mkdirSync(dirname(folder), { recursive: true });
	rmSync(folder, { recursive: true, force: true });
	renameSync(part, folder);
}
