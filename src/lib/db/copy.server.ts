import SqliteConnection from 'better-sqlite3';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { migrations } from '#db/migrations/index.ts';

/**
 * Copies the database at `from` to `to` while it is in use (https://sqlite.org/backup.html). The copy is written beside `to`,
 * checked and flushed before it takes its name: what lies at `to` is whole, whenever the power goes.
 * Throws a sentence when there is no database at `from`, or when the copy is not whole.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
	if (!existsSync(from)) throw new Error(`There is no database at ${from}.`);
	mkdirSync(dirname(to), { recursive: true });
	const part = `${to}.part`;
	rmSync(part, { force: true });
	const source = new SqliteConnection(from, { readonly: true });
	try {
		await source.backup(part);
	} finally {
		source.close();
	}
	const copy = new SqliteConnection(part);
	// One file, without a log beside it.
	copy.pragma('journal_mode = DELETE');
	copy.close();
	checkDatabase(part);
	takeName(part, to);
}

/** Writes `text` to the file at `path`, which holds either what it held before or all of it, whenever the power goes. */
export function writeFileWhole(path: string, text: string): void {
	writeFileSync(`${path}.part`, text);
	takeName(`${path}.part`, path);
}

/** Gives the file at `part` the name `to`, in the place of what has it; from then on it is on the disk under it. */
export function takeName(part: string, to: string): void {
	flush(part);
	renameSync(part, to);
	flush(dirname(to));
}

/** Throws a sentence when the file at `path` is not a whole database of ours, or one that another version of Samling has written. */
export function checkDatabase(path: string): void {
	if (!existsSync(path)) throw new Error(`There is no database at ${path}.`);
	const connection = new SqliteConnection(path, { readonly: true });
	try {
		const [first] = connection.pragma('integrity_check(1)', { simple: false }) as { integrity_check: string }[];
		if (first?.integrity_check !== 'ok') throw new Error(first?.integrity_check);
		const rows = connection.prepare('select name from kysely_migration').all() as { name: string }[];
		const unknown = rows.find(({ name }) => !(name in migrations));
		if (unknown) throw new Error(`it was written by another version of Samling (${unknown.name})`);
	} catch (error) {
		throw new Error(`${path} is not a whole database of Samling: ${(error as Error).message}.`, { cause: error });
	} finally {
		connection.close();
	}
}

/**
 * The last migration that the database at `path` has been through, when there are others for it to go through; undefined when there is no
 * database, nothing in it, nothing to migrate, or another version has written it.
 */
export function pendingSince(path: string): string | undefined {
	if (!existsSync(path) || statSync(path).size === 0) return undefined;
	const connection = new SqliteConnection(path, { readonly: true });
	try {
		if (!connection.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get()) return undefined;
		const done = (connection.prepare('select name from kysely_migration order by name').all() as { name: string }[]).map(
			({ name }) => name
		);
		const known = Object.keys(migrations);
		return done.every((name) => known.includes(name)) && done.length < known.length ? done.at(-1) : undefined;
	} finally {
		connection.close();
	}
}

/** Whether a process has the database at `path` open. */
export function isInUse(path: string): boolean {
	if (!existsSync(path)) return false;
	const connection = new SqliteConnection(path, { timeout: 0 });
	try {
		// Leaving WAL takes the file for oneself, which nobody gets while another has it open.
		connection.pragma('journal_mode = DELETE');
		return false;
	} catch (error) {
		if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return true;
		throw error;
	} finally {
		connection.close();
	}
}

function flush(path: string): void {
	const file = openSync(path, 'r');
	fsyncSync(file);
	closeSync(file);
}
