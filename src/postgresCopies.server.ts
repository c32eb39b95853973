import { sql } from 'kysely';
import { rmSync } from 'node:fs';
import { takeName } from '#lib/db/copy.server.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { openDatabase } from './installation.server.ts';
import { moveDatabase } from './moving.server.ts';

type Where = { dataDir: string; databaseUrl: string };

/** Copies the PostgreSQL at one moment, also while it is in use, into an SQLite file at `to`, which is whole or not there. */
export async function copyOfPostgres(where: Where, to: string): Promise<void> {
	const part = `${to}.part`;
	removeDatabase(part);
	const from = await openDatabase(where);
	try {
		const target = openSqlite(part);
		await moveDatabase(from, target)
			// One file, without a log beside it.
			.then(() => sql`pragma journal_mode = delete`.execute(target))
			.finally(() => target.destroy());
		takeName(part, to);
	} finally {
		removeDatabase(part);
		await from.destroy();
	}
}

/** Runs `work` while nobody else has the PostgreSQL. Throws a sentence when somebody has. */
export async function withoutOthers<T>({ databaseUrl }: Where, work: () => Promise<T>): Promise<T> {
	const { holdPostgres } = await import('#lib/db/postgres.server.ts');
	const release = await holdPostgres(databaseUrl, (error) => {
		throw error;
	});
	return work().finally(release);
}

/** Replaces all that is in the PostgreSQL, which nobody has open, by what is in the file at `from`, in one transaction. */
export async function replaceInPostgres(where: Where, from: string): Promise<void> {
	const [source, target] = [openSqlite(from), await openDatabase(where)];
	try {
		await moveDatabase(source, target, { replacing: true });
	} finally {
		await Promise.all([source.destroy(), target.destroy()]);
	}
}

/** Removes an SQLite database with what lies beside it. */
export function removeDatabase(path: string): void {
	for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
}
