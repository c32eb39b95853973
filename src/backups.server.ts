import { spawn } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { civilDate, localTime, type Instant } from '#lib/dates.ts';
import { checkDatabase, copyDatabase, isInUse, takeName } from '#lib/db/copy.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { municipalityIds } from '#lib/people/queries.server.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { vacuum } from '#lib/db/vacuum.server.ts';
import { renewBoards, type DamagedBoard } from './boards.server.ts';
import { eraseAgain, erasureListIn, erasuresIn, type Erasure } from './erasures.server.ts';
import { checkLogs } from './seals.server.ts';
import { databaseOf } from './installation.server.ts';
import { copyOfPostgres, removeDatabase, replaceInPostgres, withoutOthers } from './postgresCopies.server.ts';
import type { Settings } from './settings.ts';

/**
 * How many boards there are, those of which something can't be read, how many persons and texts were erased and masked again, and what is
 * wrong with the Merkle log.
 */
export type Brought = { boards: number; damaged: DamagedBoard[]; erased: number; masked: number; faults: string[] };

type Where = Pick<Settings, 'dataDir' | 'databaseUrl'>;

/** `2026-03-10T120000`, for the name of a file. */
export const fileTime = (): string => new Date().toISOString().slice(0, 19).replaceAll(':', '');

/**
 * Copies the database of `dataDir` to `to` while it is in use, and restores the copy once to see that it can be: a backup is good
 * when a machine has brought it back. Throws a sentence when it is not.
 */
export async function backUp({ dataDir, databaseUrl }: Where, to: string): Promise<Brought> {
	mkdirSync(dirname(to), { recursive: true });
	if (databaseUrl === undefined) await copyDatabase(databaseOf(dataDir), to);
	else await copyOfPostgres({ dataDir, databaseUrl }, to);
	const rehearsal = `${to}.rehearsal`;
	try {
		return await bringBack(to, rehearsal, []);
	} finally {
		removeDatabase(rehearsal);
	}
}

/**
 * Replaces the database of `dataDir`, which nobody has open, by the copy at `from`; `kept` is where the old one is now, null when
 * there was none. Throws a sentence, with everything as it was, when the copy is not whole.
 */
export async function restoreFrom({ dataDir, databaseUrl }: Where, from: string): Promise<Brought & { kept: string | null }> {
	checkDatabase(from);
	if (databaseUrl !== undefined) {
		const where = { dataDir, databaseUrl };
		return withoutOthers(where, () => restoreToPostgres(where, from));
	}
	const database = databaseOf(dataDir);
	if (isInUse(database)) throw new Error(`Samling has ${database} open: stop it first.`);
	const restored = join(dataDir, 'restored.db');
	try {
		const lists = [dataDir, dirname(from)].map(erasureListIn);
		const brought = await bringBack(from, restored, [...lists.flat(), ...(await erasedNow(database))]);
		const kept = existsSync(database) ? join(dataDir, `before-restore-${fileTime()}.db`) : null;
		// A second name for what is there, so that there is a database at every moment.
		if (kept) linkSync(database, kept);
		takeName(restored, database);
		return { ...brought, kept };
	} finally {
		removeDatabase(restored);
	}
}

async function restoreToPostgres(where: Where & { databaseUrl: string }, from: string): Promise<Brought & { kept: string }> {
	const { dataDir } = where;
	mkdirSync(dataDir, { recursive: true });
	const restored = join(dataDir, 'restored.db');
	const kept = join(dataDir, `before-restore-${fileTime()}.db`);
	try {
		await copyOfPostgres(where, kept);
		const lists = [dataDir, dirname(from)].map(erasureListIn);
		const brought = await bringBack(from, restored, [...lists.flat(), ...(await erasedNow(kept))]);
		await replaceInPostgres(where, restored);
		return { ...brought, kept };
	} finally {
		removeDatabase(restored);
	}
}

/** What has been erased and masked in the database that is replaced; nothing when it can't be read, since that is why it is replaced. */
async function erasedNow(database: string): Promise<Erasure[]> {
	if (!existsSync(database)) return [];
	const db = openSqlite(database);
	try {
		return await erasuresIn(db);
	} catch {
		return [];
	} finally {
		await db.destroy();
	}
}

/**
 * A database at `to` with what the copy at `from` holds, its boards in a new epoch (L7) and without what was `erased` since.
 * What can't be read of a board is left out.
 */
async function bringBack(from: string, to: string, erased: readonly Erasure[]): Promise<Brought> {
	removeDatabase(to);
	await copyDatabase(from, to);
	const db = openSqlite(to);
	try {
		await migrate(db);
		const now = new Date().toISOString();
		const brought = { ...(await renewBoards(db, 'all')), ...(await eraseAgain(db, erased, now)), faults: (await checkLogs(db)).faults };
		for (const municipalityId of await municipalityIds(db))
			await record(db, { id: null, municipalityId, name: 'Samling' }, 'backup.restore', { kind: 'municipality', id: municipalityId }, now);
		await vacuum(db);
		return brought;
	} finally {
		// Closing the last connection checkpoints the write-ahead log into the file.
		await db.destroy();
	}
}

/** Made by `backUpNightly` and by hand without a name: only these are ever deleted. */
const ownName = /^samling-\d{4}-\d\d-\d\dT\d{6}\.db$/;
const dayMs = 24 * 3_600_000;

/** The backups in `folder` that go by date, oldest first; `at` in milliseconds. */
export function backupsIn(folder: string): { path: string; at: number }[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => ownName.test(name))
		.sort()
		.map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }));
}

/**
 * Makes a backup in `folder` when it is past two in the morning (Oslo) and there is none of today, in a process of its own, since
 * reading every board takes longer than a hall should wait. Keeps each of the last seven days and one a week for five weeks: what
 * was erased is in no backup after that. Gives a sentence when the newest is not good or too old.
 */
export async function backUpNightly(where: Where, folder: string, now: Instant): Promise<string | undefined> {
	const newest = backupsIn(folder).at(-1);
	const isDone = newest && civilDate(new Date(newest.at).toISOString()) === civilDate(now);
	if (isDone || (newest && localTime(now) < '02:00')) return undefined;
	const { code, said } = await runBackup(where, join(folder, `samling-${fileTime()}.db`));
	if (code === 1) return `The backup in ${folder} failed: ${said}`;
	for (const path of expired(backupsIn(folder))) rmSync(path, { force: true });
	return code === 0 ? undefined : said;
}

function runBackup({ dataDir, databaseUrl }: Where, to: string): Promise<{ code: number | null; said: string }> {
	// This file is also part of the build, where the command is not.
	const script = join(dirname(createRequire(import.meta.url).resolve('#settings')), 'backup.ts');
	const { PATH, HOME } = process.env;
	const env = { PATH, HOME, DATA_DIR: dataDir, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) };
	const child = spawn(process.execPath, [script, to], { env, stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => (said += chunk));
	return new Promise((resolve) => child.once('close', (code) => resolve({ code, said: said.trim() })));
}

/** All but those of the last seven days and the newest of each of the four weeks before. */
export function expired(backups: readonly { path: string; at: number }[]): string[] {
	const newest = backups.at(-1)?.at ?? 0;
	const kept = new Set<number>();
	return backups.toReversed().flatMap(({ path, at }) => {
		const days = Math.floor((newest - at) / dayMs);
		if (days < 7) return [];
		const week = Math.floor(days / 7);
		if (week < 5 && !kept.has(week)) return (kept.add(week), []);
		return [path];
	});
}
