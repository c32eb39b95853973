import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Answer } from '#lib/result.ts';
import type { Db } from './open.server.ts';

/*
 * A form that is sent again because its answer was lost is done once (decision 075). Its key is made with the form. Each command that
 * the press runs writes what it answered in its own transaction; the same press once more is given those answers, in their order, and
 * goes on where the first one was cut off. Only the form has the key: what is stored is named by a hash and sealed with it.
 */

/** What is sent: its key, and who sends what where to, in any fixed form. Another who, or where to, is another press. */
type Sent = { key: string; by: string; form: string; now: string };

export type Press = {
	/** From here on the commands of this request belong to the press. */
	begin(sent: Sent): void;
	/** Nothing that follows belongs to it. */
	end(): void;
	/** The key has been used for something else: nothing was done. */
	readonly wasOtherwise: boolean;
};

/** Thrown out of a command when its press has been used for other contents. */
class Otherwise extends Error {}

class Presses implements Press {
	#sent: Sent | null = null;
	#step = 0;
	wasOtherwise = false;

	begin(sent: Sent): void {
		this.#sent = sent;
	}

	end(): void {
		this.#sent = null;
	}

	/** The next command of the press; undefined when nothing is pressed. */
	next(): Step | undefined {
		return this.#sent ? new Step(this, this.#sent, this.#step++) : undefined;
	}
}

const digest = (...parts: unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest();

class Step {
	readonly #press: Presses;
	readonly #sent: Sent;
	readonly #id: string;
	readonly #seal: Buffer;

	constructor(press: Presses, sent: Sent, step: number) {
		this.#press = press;
		this.#sent = sent;
		this.#id = digest('once', sent.key, sent.by, step).toString('hex');
		this.#seal = digest('answer', sent.key, sent.by);
	}

	/** Takes the step for this transaction. What was answered when it has been taken; a second request at the same moment waits here. */
	async take<A extends Answer>(trx: Transaction<Database>): Promise<A | undefined> {
		const row = { id: this.#id, answer: '', at: this.#sent.now };
		const { numInsertedOrUpdatedRows: taken } = await trx
			.insertInto('once')
			.values(row)
			.onConflict((on) => on.column('id').doNothing())
			.executeTakeFirstOrThrow();
		if (taken === 1n) return undefined;
		const { answer } = await trx.selectFrom('once').select('answer').where('id', '=', this.#id).executeTakeFirstOrThrow();
		const { form, answered } = this.#open(answer) as { form: string; answered: A };
		if (form === this.#sent.form) return answered;
		this.#press.wasOtherwise = true;
		throw new Otherwise('The key of this form has been used for other contents');
	}

	/** Keeps what the command answers. */
	async keep(trx: Transaction<Database>, answered: Answer): Promise<void> {
		const answer = this.#close({ form: this.#sent.form, answered });
		await trx.updateTable('once').set({ answer }).where('id', '=', this.#id).execute();
	}

	#close(content: unknown): string {
		const iv = randomBytes(12);
		const cipher = createCipheriv('aes-256-gcm', this.#seal, iv);
		const sealed = Buffer.concat([cipher.update(serialize(content)), cipher.final()]);
		return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
	}

	#open(answer: string): unknown {
		const bytes = Buffer.from(answer, 'base64');
		const decipher = createDecipheriv('aes-256-gcm', this.#seal, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28));
		return deserialize(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]));
	}
}

const presses = new WeakMap<object, Presses>();

/** The same database for one request, whose commands belong to what the request presses, once that has begun. */
export function pressedOnce(db: Kysely<Database>): { db: Kysely<Database>; press: Press } {
	const press = new Presses();
	const own = db.withPlugin({ transformQuery: ({ node }) => node, transformResult: async ({ result }) => result });
	presses.set(own, press);
	return { db: own, press };
}

/** The next step of what is pressed with this database. */
export const stepOf = (db: Db): Step | undefined => presses.get(db)?.next();

/** Forgets what was pressed before an instant or a day; gives how many. */
export async function forgetPressed(db: Db, before: string): Promise<number> {
	const { numDeletedRows } = await db.deleteFrom('once').where('at', '<', before).executeTakeFirstOrThrow();
	return Number(numDeletedRows);
}
