import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyDatabase, pendingSince } from '#lib/db/copy.server.ts';

/** How long the copy from before a migration lies beside the database. */
export const copyDays = 30;
const name = /^before-migrating-from-(.+)-\d{4}-\d\d-\d\dT\d{6}\.db$/;
const dayMs = 24 * 3_600_000;

/**
 * Copies the database at `path` beside itself before it is migrated, when there is something in it and something to migrate; the name
 * says from which migration. Gives the copy. Throws when it can't be made: then nothing may be migrated.
 */
export async function copyBeforeMigrating(path: string): Promise<string | undefined> {
	const from = pendingSince(path);
	if (from === undefined) return undefined;
	const time = new Date().toISOString().slice(0, 19).replaceAll(':', '');
	const copy = join(dirname(path), `before-migrating-from-${from}-${time}.db`);
	try {
		await copyDatabase(path, copy);
	} catch (error) {
		throw new Error(`No copy of ${path} could be made before migrating it, so it was not migrated: ${(error as Error).message}`, {
			cause: error
		});
	}
	return copy;
}

/** The copies that lie in `folder`: from which migration, and how many days they are kept yet. */
export function migrationCopies(folder: string, now = Date.now()): { path: string; from: string; daysLeft: number }[] {
	return readdirSync(folder).flatMap((file) => {
		const from = name.exec(file)?.[1];
		if (!from) return [];
		const path = join(folder, file);
		return [{ path, from, daysLeft: copyDays - Math.floor((now - statSync(path).mtimeMs) / dayMs) }];
	});
}

/** What was there before a restore or a repair. */
const otherName = /^before-(?:restore|repair)-(\d{4}-\d\d-\d\d)T\d{6}\.db$/;

/** Removes the copies that have been kept for long enough, also from before a restore or a repair: what was erased since is in them. */
export function removeOldCopies(folder: string, now = Date.now()): void {
	for (const { path, daysLeft } of migrationCopies(folder, now)) if (daysLeft <= 0) rmSync(path, { force: true });
	for (const file of readdirSync(folder)) {
		const day = otherName.exec(file)?.[1];
		if (day !== undefined && now - Date.parse(day) > copyDays * dayMs) rmSync(join(folder, file), { force: true });
	}
}
