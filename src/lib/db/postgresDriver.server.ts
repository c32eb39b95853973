import {
	CompiledQuery,
	PostgresAdapter,
	PostgresDialect,
	PostgresDriver,
	PostgresQueryCompiler,
	RawNode,
	type DatabaseConnection,
	type Driver,
	type OrderByItemNode,
	type PostgresDialectConfig,
	type QueryResult
} from 'kysely';
import { untilSerialized } from './serializable.server.ts';

/** PostgreSQL with the promises that SQLite gives by having one writer: whatever is written is as if it had been done one after another. */
export class SamlingPostgresDialect extends PostgresDialect {
	readonly #config: PostgresDialectConfig;

	constructor(config: PostgresDialectConfig) {
		super(config);
		this.#config = config;
	}

	override createDriver(): Driver {
		return new SerializableDriver(this.#config);
	}

	override createAdapter(): PostgresAdapter {
		return new LockedOutside();
	}

	override createQueryCompiler(): PostgresQueryCompiler {
		return new EmptyFirst();
	}
}

/**
 * Kysely would wait for its lock within the transaction that migrates, whose snapshot is from before the wait: it would run once more
 * what the other process has just run. `migrate` takes the lock before.
 */
class LockedOutside extends PostgresAdapter {
	override async acquireMigrationLock(): Promise<void> {}
	override async releaseMigrationLock(): Promise<void> {}
}

/** Sorts what has no value first, as SQLite does (https://sqlite.org/lang_select.html#orderby). */
class EmptyFirst extends PostgresQueryCompiler {
	protected override visitOrderByItem(node: OrderByItemNode): void {
		super.visitOrderByItem(node);
		if (node.nulls) return;
		const isDescending = node.direction !== undefined && RawNode.is(node.direction) && node.direction.sqlFragments[0] === 'desc';
		this.append(isDescending ? ' nulls last' : ' nulls first');
	}
}

const begin = CompiledQuery.raw('begin isolation level serializable');
const commit = CompiledQuery.raw('commit');
const rollback = CompiledQuery.raw('rollback');

/** Transactions are SERIALIZABLE, and so is each statement that writes outside of one; what only reads sees one moment by itself. */
class SerializableDriver extends PostgresDriver {
	readonly #inTransaction = new WeakSet<DatabaseConnection>();
	readonly #known = new WeakSet<DatabaseConnection>();
	/** Those on which something failed that may have been their end. */
	readonly #doubtful = new WeakSet<DatabaseConnection>();

	override async acquireConnection(...of: Parameters<PostgresDriver['acquireConnection']>) {
		const connection = await super.acquireConnection(...of).catch(namingTheAbsent);
		if (!this.#known.has(connection)) this.#prepare(connection);
		return connection;
	}

	#prepare(connection: DatabaseConnection): void {
		this.#known.add(connection);
		const run = connection.executeQuery.bind(connection);
		const execute = <R>(query: CompiledQuery) =>
			run<R>(query).catch((error: unknown) => {
				if (!isAnswer(error)) this.#doubtful.add(connection);
				return namingTheAbsent(error);
			});
		connection.executeQuery = <R>(query: CompiledQuery) =>
			this.#inTransaction.has(connection) || !writes(query)
				? execute<R>(query)
				: untilSerialized(() => alone<R>(execute, query), { holdsConnection: true });
	}

	/** What the server has said goodbye to is still open for a moment: nobody else gets it. */
	override async releaseConnection(connection: DatabaseConnection): Promise<void> {
		const own = connection as Parameters<PostgresDriver['releaseConnection']>[0];
		// Kysely discards the one whose transaction can't be ended.
		if (this.#doubtful.delete(connection)) await super.rollbackTransaction(own).catch(() => undefined);
		await super.releaseConnection(own);
	}

	override async beginTransaction(connection: DatabaseConnection): Promise<void> {
		await connection.executeQuery(begin);
		this.#inTransaction.add(connection);
	}

	override async commitTransaction(connection: DatabaseConnection): Promise<void> {
		await super.commitTransaction(connection as Parameters<PostgresDriver['commitTransaction']>[0]);
		this.#inTransaction.delete(connection);
	}

	override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
		this.#inTransaction.delete(connection);
		await super.rollbackTransaction(connection as Parameters<PostgresDriver['rollbackTransaction']>[0]);
	}
}

type Execute = <R>(query: CompiledQuery) => Promise<QueryResult<R>>;

/** Runs a statement as a transaction of its own. */
async function alone<R>(execute: Execute, query: CompiledQuery): Promise<QueryResult<R>> {
	await execute(begin);
	try {
		const result = await execute<R>(query);
		await execute(commit);
		return result;
	} catch (error) {
		// Gone with the connection, when that is what failed.
		await execute(rollback).catch(() => undefined);
		throw error;
	}
}

/** Statements that are given as text say themselves what they need: the log of the boards is one that writes and reads nothing. */
const writes = ({ query }: CompiledQuery): boolean => /^(Insert|Update|Delete|Merge)QueryNode$/.test(query.kind);

/** Whether the server has answered with an error about what it was asked (SQLSTATE), and goes on. */
const isAnswer = (error: unknown): boolean => /^(?!08|57P)[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? '');

/** What Node calls a net that fails, and `pg` where it has only words for it. */
const absences = /^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;
const absentWords = /^(Connection terminated|timeout e|Client (has|was)|Query read timeout|Postgres connection has been discarded)/;

/** Gives a failed connection the code that PostgreSQL has for it, so that nothing else is taken for one. */
function namingTheAbsent(error: unknown): never {
	const { code, message = '' } = error as { code?: string; message?: string };
	if (absences.test(code ?? '') || absentWords.test(message)) throw Object.assign(new Error(message, { cause: error }), { code: '08006' });
	throw error;
}
