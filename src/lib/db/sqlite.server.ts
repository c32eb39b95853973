import type SqliteConnection from 'better-sqlite3';
import {
	CompiledQuery,
	SqliteAdapter,
	SqliteDialect,
	SqliteDriver,
	type DatabaseConnection,
	type Driver,
	type SqliteDatabase,
	type SqliteStatement
} from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseFault } from './fault.server.ts';

/** For how long after it was first met a lock that another process holds is waited for, in milliseconds. */
const patienceMs = 250;
const retryMs = 20;
const minTries = 3;
/** A lock that nobody has met for this long is over. */
const forgottenMs = 1000;

/** SQLite over one connection, whose transactions take the write lock when they begin and that waits for locks without blocking. */
export class SamlingSqliteDialect extends SqliteDialect {
	readonly #database: SqliteDatabase;

	constructor(connection: SqliteConnection.Database) {
		const database = remembering(connection);
		super({ database });
		this.#database = database;
	}

	override createDriver(): Driver {
		return new PatientDriver({ database: this.#database });
	}

	override createAdapter(): SqliteAdapter {
		return new TransactionalSqliteAdapter();
	}
}

/** SQLite's DDL is transactional; Kysely's adapter says no, which would leave a killed migration half done. */
class TransactionalSqliteAdapter extends SqliteAdapter {
	override get supportsTransactionalDdl(): boolean {
		return true;
	}
}

/**
 * SQLite's own busy timeout sleeps with the event loop, once for each statement that meets the lock: ten boards that are saved
 * would stand still ten times. So it is off, and whoever meets a lock in its first `patienceMs` tries again after a pause in
 * which other work goes on; who comes later is refused at once.
 */
class PatientDriver extends SqliteDriver {
	#connection: Promise<DatabaseConnection> | undefined;

	override acquireConnection(): Promise<DatabaseConnection> {
		return (this.#connection ??= super.acquireConnection().then(patient));
	}

	/** `immediate`: a lock is met here and not at the first write, when a statement could not be tried again by itself. */
	override async beginTransaction(connection: DatabaseConnection): Promise<void> {
		await connection.executeQuery(CompiledQuery.raw('begin immediate'));
	}
}

function patient(connection: DatabaseConnection): DatabaseConnection {
	let metAt = -Infinity;
	let lastMetAt = -Infinity;
	return {
		async executeQuery(query, ...rest) {
			for (let tries = 0; ; tries++) {
				try {
					return await connection.executeQuery(query, ...rest);
				} catch (error) {
					if (databaseFault(error) !== 'locked') throw error;
					const now = performance.now();
					if (now - lastMetAt > forgottenMs) metAt = now;
					lastMetAt = now;
					// Who waits is let try a few times though the machine is so busy that the time is over at the first.
					if (now - metAt > patienceMs && (tries === 0 || tries >= minTries)) throw error;
				}
				await sleep(retryMs);
			}
		},
		streamQuery: (query, ...rest) => connection.streamQuery(query, ...rest)
	};
}

/** Keeps statements as SQLite has prepared them: preparing one takes longer than running it. Those that change the schema begin anew. */
function remembering(connection: SqliteConnection.Database): SqliteDatabase {
	const prepared = new Map<string, SqliteStatement>();
	return {
		close: () => connection.close(),
		prepare(sql) {
			const known = prepared.get(sql);
			if (known) return known;
			const statement = connection.prepare(sql) as unknown as SqliteStatement;
			const isOrdinary = /^\s*(select|with|insert|update|delete|begin|commit|rollback)\b/i.test(sql);
			if (!isOrdinary || prepared.size >= maxPrepared) prepared.clear();
			if (isOrdinary) prepared.set(sql, statement);
			return statement;
		}
	};
}

/** More than the product has queries; queries with lists in them come in many lengths. */
const maxPrepared = 1000;
