import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Answer } from '#lib/result.ts';
import type { Db } from './open.server.ts';
import { stepOf } from './once.server.ts';
import { inTransaction } from './open.server.ts';

/** Carries a refusal out of Kysely's transaction, which rolls back only for what is thrown. */
class Rollback {
	readonly answer: Answer;
	constructor(answer: Answer) {
		this.answer = answer;
	}
}

/**
 * Runs a command's work in one transaction that is rolled back when it refuses (`ok: false`) or throws: what is refused has
 * changed nothing. Within another command's transaction the outer one decides, so it must pass the refusal on.
 * What a form has already had done is not done again: the answer is the one that was given then (`once.server.ts`).
 */
export async function command<A extends Answer>(db: Db, work: (trx: Transaction<Database>) => Promise<A>): Promise<A> {
	if (db.isTransaction) return work(db as Transaction<Database>);
	try {
		const step = stepOf(db);
		return await inTransaction(db, async (trx) => {
			const given = await step?.take<A>(trx);
			if (given) return given;
			const answer = await work(trx);
			if (!answer.ok) throw new Rollback(answer);
			await step?.keep(trx, answer);
			return answer;
		});
	} catch (thrown) {
		if (thrown instanceof Rollback) return thrown.answer as A;
		throw thrown;
	}
}
