import { setTimeout as sleep } from 'node:timers/promises';

/** How often a transaction is tried before whoever asked is told to come back. */
const maxTries = 8;
/** Serialization failure and deadlock; and a key that another transaction took between our look and our write. */
const conflicts = new Set(['40001', '40P01', '23505']);

let count = 0;

/** How often this process has begun a transaction anew because another one came between. */
export const serializationRetries = (): number => count;

let turn: Promise<unknown> = Promise.resolve();

/** One after another: of a hall that presses at once each would else meet all others anew. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
	const result = turn.then(work);
	turn = result.catch(() => undefined);
	return result;
}

/**
 * Runs a transaction until no other one came between (https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html),
 * eight times at most; from the second on one at a time, unless it `holdsConnection` that the one before it may need. So `transaction`
 * may change nothing but the database: what it did outside would be done twice. SQLite has one writer at a time and no such failure.
 */
export async function untilSerialized<T>(transaction: () => Promise<T>, { holdsConnection = false } = {}): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await (tries === 1 || holdsConnection ? transaction() : inTurn(transaction));
		} catch (error) {
			if (tries === maxTries || !conflicts.has((error as { code?: string } | null)?.code ?? '')) throw error;
			count++;
			// At random, so that two processes that met do not meet again.
			await sleep(Math.random() * 2 ** tries);
		}
	}
}
