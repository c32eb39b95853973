import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { sendReset } from './passwordLinks.server.ts';

export type PasswordAsks = {
	/** Somebody asks for a link to set the password of an address. Returns at once, whether anybody has it or not. */
	ask(email: string, now: Instant): void;
	/** When all that was asked for is in the outbox. */
	settled(): Promise<void>;
};

/** A moment after the answer has gone, in ms: how long that took tells nothing of what is done here. */
const after = 500;

/** Links to set a password, made beside the answer to who asks for them, so that its time does not tell who has an account. */
export function createPasswordAsks(db: Db, origin: string): PasswordAsks {
	const working = new Set<Promise<void>>();
	const work = async (email: string, now: Instant) => {
		await sleep(after);
		try {
			await sendReset(db, email, origin, now);
		} catch (error) {
			console.error(JSON.stringify({ event: 'a link to set a password was not made', error: String(error) }));
		}
	};
	return {
		ask(email, now) {
			const one: Promise<void> = work(email, now).finally(() => working.delete(one));
			working.add(one);
		},
		async settled() {
			await Promise.all(working);
		}
	};
}
