/*
 * `npm run move -- postgres://…`: moves everything from the SQLite file of DATA_DIR into an empty PostgreSQL, while the server is stopped.
 * And back: with DATABASE_URL, `npm run move -- data/samling.db` moves it into a file that is not there yet. What it was moved from stays
 * as it is.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { takeName } from '#lib/db/copy.server.ts';
import { holdFolder } from '#lib/db/installation.server.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { readSettings } from '#settings';
import { databaseOf, openDatabase } from './installation.server.ts';
import { moveDatabase, type Moved } from './moving.server.ts';
import { removeDatabase } from './postgresCopies.server.ts';

process.umask(0o077);
try {
	const [to] = process.argv.slice(2);
	const settings = readSettings({ ...process.env, NODE_ENV: 'development' });
	if (!to) throw new Error('Say where to: npm run move -- postgres://user:password@db.example.no/samling');
	const isServer = /^postgres(ql)?:/.test(to);
	const url = isServer ? to : settings.databaseUrl;
	if (!url || (isServer && settings.databaseUrl !== undefined))
		throw new Error('Between the file of DATA_DIR and a PostgreSQL: to a file with DATABASE_URL, to a PostgreSQL without.');
	if (!isServer && existsSync(to)) throw new Error(`There is something at ${to} already: name a file that is not there yet.`);
	if (isServer && !existsSync(databaseOf(settings.dataDir))) throw new Error(`There is no database at ${databaseOf(settings.dataDir)}.`);
	const { holdPostgres } = await import('#lib/db/postgres.server.ts');
	const release = await holdPostgres(url, (error) => {
		throw error;
	});
	if (!isServer) mkdirSync(dirname(to), { recursive: true });
	const leave = holdFolder(isServer ? settings.dataDir : dirname(to));
	try {
		const { tables, rows, sealed } = await (isServer ? toServer(to) : toFile(to, url));
		const next = isServer ? 'Start Samling with DATABASE_URL from now on.' : 'Start Samling without DATABASE_URL from now on.';
		console.log(
			`Moved ${rows} rows of ${tables} tables, each table with the same SHA-256 on both sides and all ${sealed} frozen texts with ` +
				`the hashes they had. ${next}`
		);
	} finally {
		await release();
		leave();
	}

	async function toServer(databaseUrl: string): Promise<Moved> {
		const from = openSqlite(databaseOf(settings.dataDir));
		try {
			const target = await openDatabase({ ...settings, databaseUrl });
			return await moveDatabase(from, target).finally(() => target.destroy());
		} finally {
			await from.destroy();
		}
	}

	async function toFile(path: string, databaseUrl: string): Promise<Moved> {
		const from = await openDatabase({ ...settings, databaseUrl });
		try {
			const target = openSqlite(`${path}.part`);
			const moved = await moveDatabase(from, target).finally(() => target.destroy());
			takeName(`${path}.part`, path);
			return moved;
		} finally {
			removeDatabase(`${path}.part`);
			await from.destroy();
		}
	}
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
