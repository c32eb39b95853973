/*
 * `npm run backup -- [file]`: copies the database of DATA_DIR while the server runs. A copy that exists is complete.
 */
import { join } from 'node:path';
import { copyDatabase } from '#lib/db/copy.server.ts';
import { readSettings } from '#settings';
import { databaseOf } from './installation.server.ts';

process.umask(0o077);
try {
	const { dataDir } = readSettings({ ...process.env, NODE_ENV: 'development' });
	const to = process.argv[2] ?? join(dataDir, 'backup', `samling-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.db`);
	await copyDatabase(databaseOf(dataDir), to);
	console.log(`Copied to ${to}, and read through. Keep it on another machine.`);
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
