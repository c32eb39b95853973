/*
 * `npm run restore -- file`: replaces the database of DATA_DIR by a copy, while the server is stopped. The old one is kept beside it.
 */
import { existsSync, linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkDatabase, copyDatabase, isInUse, takeName } from '#lib/db/copy.server.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { startNewEpoch } from '#lib/live/storage/newEpoch.server.ts';
import { readSettings } from '#settings';
import { databaseOf } from './installation.server.ts';
import { documentSchemas } from './documentSchemas.ts';

process.umask(0o077);
try {
	const from = process.argv[2];
	if (!from) throw new Error('Give the file to restore: npm run restore -- samling-2026-03-10T120000.db');
	checkDatabase(from);
	const { dataDir } = readSettings({ ...process.env, NODE_ENV: 'development' });
	const database = databaseOf(dataDir);
	if (isInUse(database)) throw new Error(`Samling has ${database} open: stop it first.`);
	const restored = join(dataDir, 'restored.db');
	for (const end of ['', '-wal', '-shm']) rmSync(restored + end, { force: true });
	await copyDatabase(from, restored);
	const db = openSqlite(restored);
	await migrate(db);
	const boards = await startNewEpoch(db, documentSchemas());
	// Closing the last connection checkpoints the write-ahead log into the file.
	await db.destroy();
	const kept = join(dataDir, `before-restore-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.db`);
	const had = existsSync(database);
	// A second name for what is there, so that DATA_DIR has a database at every moment.
	if (had) linkSync(database, kept);
	takeName(restored, database);
	console.log(`Restored, with ${boards} boards. ${had ? `What was there before is kept as ${kept}.` : ''}`.trim());
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
