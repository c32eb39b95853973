import SqliteConnection from 'better-sqlite3';
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** The row of `installation` that says which one this is. */
export const installationKey = 'id';

/** The installation in the database at `path`; its id is null when it was made before ids were. Undefined when there is none. */
export function existingInstallation(path: string): { id: string | null } | undefined {
	if (!existsSync(path) || statSync(path).size === 0) return undefined;
	const connection = new SqliteConnection(path, { readonly: true });
	try {
		const hasTable = connection.prepare("select 1 from sqlite_master where name = 'installation'").get();
		if (!hasTable) return undefined;
		const row = connection.prepare('select value from installation where key = ?').get(installationKey) as { value: string } | undefined;
		if (row) return { id: row.value };
		return connection.prepare('select 1 from municipality limit 1').get() ? { id: null } : undefined;
	} finally {
		connection.close();
	}
}

/** Folders this process has taken. Of the process and not of this module, which `vite dev` loads anew when a file changes. */
const taken = ((process as { samlingFolders?: Set<string> }).samlingFolders ??= new Set<string>());

/**
 * Takes `folder` for this process, until the function given is called or the process ends, however it ends: two servers on one
 * database would each hold boards the other does not know. Throws a sentence when another process has it.
 */
export function holdFolder(folder: string): () => void {
	const path = resolve(folder, 'samling.lock');
	if (taken.has(path)) return () => undefined;
	const lock = new SqliteConnection(path, { timeout: 0 });
	try {
		lock.exec('begin exclusive');
	} catch (error) {
		lock.close();
		throw new Error(`Another Samling is running on ${folder}: stop it first, or give this one a DATA_DIR of its own.`, { cause: error });
	}
	taken.add(path);
	return () => {
		taken.delete(path);
		lock.close();
	};
}
