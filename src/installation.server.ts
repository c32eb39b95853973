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

/**
 * Opens and migrates the database of DATA_DIR, which stays this process's alone until it ends. In production a database that is
 * not there is not begun in silence, since its disk may only not be mounted: INSTALLATION_FILE, on another disk, remembers which
 * installation was set up, and a new one is begun only when `isNew` asks for it.
 * Throws a sentence for whoever runs the server.
 */
export async function openInstallation(settings: Pick<Settings, 'dataDir' | 'installationFile' | 'production'>, isNew: boolean) {
	const { dataDir, production } = settings;
	const file = settings.installationFile;
	mkdirSync(dataDir, { recursive: true });
	const release = holdFolder(dataDir);
	try {
		if (production && file) checkInstallation(databaseOf(dataDir), file, isNew);
		removeOldCopies(dataDir);
		const copy = await copyBeforeMigrating(databaseOf(dataDir));
		if (copy) console.error(JSON.stringify({ event: 'the database is migrated', copy, keptDays: copyDays }));
		const db = openSqlite(databaseOf(dataDir));
		await migrate(db);
		const id = await installationId(db);
		if (production && file && installationIn(file) !== id) {
			mkdirSync(dirname(file), { recursive: true });
			writeFileWhole(file, `${id}\n`);
		}
		return { db, release };
	} catch (error) {
		release();
		throw error;
	}
}

/** Throws when the database at `path` is not the one that `file` knows, or is not there and nobody asked for a new one. */
function checkInstallation(path: string, file: string, isNew: boolean): void {
	const known = installationIn(file);
	const found = existingInstallation(path);
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
