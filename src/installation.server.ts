import type { Kysely } from 'kysely';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileWhole } from '#lib/db/copy.server.ts';
import { existingInstallation, holdFolder, installationKey as key } from '#lib/db/installation.server.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { storedValue, storeValue } from '#lib/db/stored.server.ts';
import { newId } from '#lib/ids.ts';
import type { Database } from '#db/schema.ts';
import { copyBeforeMigrating, copyDays, removeOldCopies } from './migrationCopies.server.ts';
import type { Settings } from './settings.ts';

export const databaseOf = (dataDir: string): string => join(dataDir, 'samling.db');

type Where = Pick<Settings, 'dataDir' | 'databaseUrl'>;

/** Opens the database of the settings as it is: the PostgreSQL of DATABASE_URL, or the SQLite file of DATA_DIR. */
export async function openDatabase({ dataDir, databaseUrl }: Where): Promise<Kysely<Database>> {
	if (databaseUrl === undefined) return openSqlite(databaseOf(dataDir));
	const { checkPostgres, openPostgres } = await import('#lib/db/postgres.server.ts');
	const db = openPostgres(databaseUrl);
	try {
		await checkPostgres(db);
		return db;
	} catch (error) {
		await db.destroy();
		throw error;
	}
}

/**
 * Opens and migrates the database, which stays this process's alone until it ends. In production a database that is
 * not there is not begun in silence, since its disk may only not be mounted: INSTALLATION_FILE, on another disk, remembers which
 * installation was set up, and a new one is begun only when `isNew` asks for it.
 * Throws a sentence for whoever runs the server.
 */
export async function openInstallation(settings: Where & Pick<Settings, 'installationFile' | 'production'>, isNew: boolean) {
	const { production, databaseUrl, installationFile: file } = settings;
	mkdirSync(settings.dataDir, { recursive: true });
	const release = await hold(settings);
	try {
		removeOldCopies(settings.dataDir);
		const known = production ? file : undefined;
		const db = await (databaseUrl === undefined ? openFile(settings.dataDir, known, isNew) : openServer(settings, known, isNew));
		await migrate(db);
		const id = await installationId(db);
		if (known && installationIn(known) !== id) {
			mkdirSync(dirname(known), { recursive: true });
			writeFileWhole(known, `${id}\n`);
		}
		return { db, release };
	} catch (error) {
		await release();
		throw error;
	}
}

async function hold({ dataDir, databaseUrl }: Where): Promise<() => void | Promise<void>> {
	if (databaseUrl === undefined) return holdFolder(dataDir);
	const { holdPostgres } = await import('#lib/db/postgres.server.ts');
	return holdPostgres(databaseUrl, (error) => {
		// What runs here would write beside another process: it ends as after a bug, with all saved that may be.
		setImmediate(() => {
			throw error;
		});
	});
}

async function openFile(dataDir: string, file: string | undefined, isNew: boolean): Promise<Kysely<Database>> {
	const path = databaseOf(dataDir);
	if (file) checkInstallation(path, existingInstallation(path), file, isNew);
	const copy = await copyBeforeMigrating(path);
	if (copy) console.error(JSON.stringify({ event: 'the database is migrated', copy, keptDays: copyDays }));
	return openSqlite(path);
}

async function openServer(settings: Where, file: string | undefined, isNew: boolean): Promise<Kysely<Database>> {
	const { installationInPostgres } = await import('#lib/db/postgres.server.ts');
	const db = await openDatabase(settings);
	try {
		const name = `the database ${new URL(settings.databaseUrl!).pathname.slice(1)}`;
		if (file) checkInstallation(name, await installationInPostgres(db, key), file, isNew);
		return db;
	} catch (error) {
		await db.destroy();
		throw error;
	}
}

/** Throws when the database at `path` is not the one that `file` knows, or is not there and nobody asked for a new one. */
function checkInstallation(path: string, found: { id: string | null } | undefined, file: string, isNew: boolean): void {
	const known = installationIn(file);
	if (isNew && found) throw new Error(`--new begins an empty installation, but ${path} already holds one. Start without it.`);
	if (isNew) return;
	if (!found && known) {
		throw new Error(
			`${path} is missing or empty, but ${file} says that Samling was set up here. Is the disk mounted? ` +
				'Mount it, or bring a copy back with `npm run restore`. To begin anew with nothing, start once with `npm start -- --new`.'
		);
	}
	if (!found) throw new Error(`There is no installation in ${path} yet. To begin one, start once with \`npm start -- --new\`.`);
	if (known && found.id && known !== found.id) {
		throw new Error(`${path} belongs to another installation than the one that ${file} names. If that is meant, remove ${file}.`);
	}
}

function installationIn(file: string): string | undefined {
	return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

async function installationId(db: Kysely<Database>): Promise<string> {
	const known = await storedValue(db, key);
	if (known !== undefined) return known;
	const id = newId();
	await storeValue(db, key, id);
	return id;
}
