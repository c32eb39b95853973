/** Why the database as a whole does not take what is written just now. */
export type DatabaseFault = 'locked' | 'full' | 'readOnly' | 'disk';

/** Primary result codes (https://sqlite.org/rescode.html); better-sqlite3 gives the extended ones, which begin with them. */
const faults: readonly [code: string, fault: DatabaseFault][] = [
	['SQLITE_BUSY', 'locked'],
	['SQLITE_LOCKED', 'locked'],
	['SQLITE_FULL', 'full'],
	['SQLITE_READONLY', 'readOnly'],
	['SQLITE_PERM', 'readOnly'],
	['SQLITE_CANTOPEN', 'disk'],
	['SQLITE_IOERR', 'disk']
];

/** The fault of the database behind an error; undefined when the error is about this statement or these values only. */
export function databaseFault(error: unknown): DatabaseFault | undefined {
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === 'string' ? faults.find(([prefix]) => code.startsWith(prefix))?.[1] : undefined;
}
