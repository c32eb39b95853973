// `npm run demo`: the demo in its own data folder, loaded unless it is there, served by this very process.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const defaults = { NODE_ENV: 'production', SAMLING_DEMO: '1', SAMLING_NOW: '2018-01-15T08:00:00Z', DATA_DIR: 'data/demo' };
for (const [name, value] of Object.entries(defaults)) process.env[name] ||= value;

try {
	const { values } = parseArgs({ options: { reset: { type: 'boolean', default: false } } });
	const { readSettings } = await import('#settings');
	const { dataDir } = readSettings(process.env);
	if (values.reset) rmSync(dataDir, { recursive: true, force: true });
	await load(join(dataDir, 'samling.db'));
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
}
await import('../src/server.ts');

/** @param {string} path */
async function load(path) {
	const { migrate, openSqlite } = await import('#lib/db/open.server.ts');
	const { loadDemo } = await import('#db/demo.ts');
	const { demoPassword } = await import('#db/demo/people.ts');
	const db = openSqlite(path);
	await migrate(db);
	if (await loadDemo(db)) console.log('The demo is loaded: Stord on 15 January 2018; the people are invented.');
	const accounts = await db.selectFrom('account').innerJoin('person', 'person.id', 'account.personId').select('email').execute();
	await db.destroy();
	console.log(`Sign in with the password ${demoPassword} as ${accounts.map(({ email }) => email).join(', ')}.`);
}
