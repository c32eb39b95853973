/** Why the database as a whole does not take what is written just now. */
export type DatabaseFault = 'locked' | 'full' | 'readOnly' | 'disk' | 'away';

/**
 * Primary result codes of SQLite (https://sqlite.org/rescode.html), whose extended ones, which better-sqlite3 gives, begin with them; and
 * those of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html), by code or class.
 */
const faults: readonly [code: string, fault: DatabaseFault][] = [
	['SQLITE_BUSY', 'locked'],
	['SQLITE_LOCKED', 'locked'],
	['SQLITE_FULL', 'full'],
	['SQLITE_READONLY', 'readOnly'],
	['SQLITE_PERM', 'readOnly'],
	['SQLITE_CANTOPEN', 'disk'],
	['SQLITE_IOERR', 'disk'],
	['40001', 'locked'],
	['40P01', 'locked'],
	['55P03', 'locked'],
	['53100', 'full'],
	['25006', 'readOnly'],
	['58', 'disk'],
	['08', 'away'],
	['53300', 'away'],
	['57P', 'away']
];

/** The fault of the database behind an error; undefined when the error is about this statement or these values only. */
export function databaseFault(error: unknown): DatabaseFault | undefined {
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === 'string' ? faults.find(([prefix]) => code.startsWith(prefix))?.[1] : undefined;
}
