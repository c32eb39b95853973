import type { Db } from '#lib/db/open.server.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import { withHashedLinks } from '#lib/personalLink.server.ts';
import { linksChanged } from './links.server.ts';
import { clearTrouble, isWaiting, mailServerTrouble, recordTrouble } from './mailServer.server.ts';
import { retryMinutes } from './model.ts';
import type { Mail } from './queries.server.ts';
import { smtpTransport, type SendFailure, type Transport } from './transport.server.ts';

/** What a run came to; `unreachable`: what the server said or did when it took no mail at all, which ended the run. */
export type Delivered = { sent: number; awaitingRetry: number; failed: number; unreachable?: string };

/** Who reads what is answered to a mail. Given by who knows the nouns. */
export type ReplyTo = (db: Db, mail: Mail, now: Instant) => Promise<string | null>;
const nobody: ReplyTo = async () => null;

/** A claim that is older than this belongs to a worker that was killed. Longer than any attempt lasts. */
const claimMilliseconds = 5 * 60_000;

/** No mail waits longer for its next attempt, with an hour to spare. */
const longestWait = (Math.max(...retryMinutes) + 60) * 60_000;

/**
 * Sends the mails that are due at `now`, one after the other. A mail is claimed and marked in a statement of its own before and
 * after it is sent, so that no transaction waits for the network and no two workers send the same one.
 * A worker killed in between leaves it `sending`; when its claim has run out it is sent again with the same Message-ID.
 * When the server takes nothing the run ends, and no mail has lost an attempt by it. `stopping` ends it between two mails.
 */
export async function deliverDue(
	db: Db,
	transport: Transport,
	now: Instant,
	{ stopping = () => false, replyTo = nobody }: { stopping?: () => boolean; replyTo?: ReplyTo } = {}
): Promise<Delivered> {
	const delivered: Delivered = { sent: 0, awaitingRetry: 0, failed: 0 };
	while (!stopping()) {
		const mail = await claim(db, transport.domain, now);
		if (!mail) break;
		const failure = await transport.send({ ...mail, replyTo: await replyTo(db, mail, now) }, now);
		const isUnreachable = failure?.kind === 'unreachable';
		// A server that has just taken others may have hung up on this one, which has then had an attempt: it does not stop the rest for
		// ever.
		if (isUnreachable && delivered.sent + delivered.failed + delivered.awaitingRetry === 0) await putBack(db, mail, now);
		else delivered[await recordAttempt(db, mail, failure, now)]++;
		if (isUnreachable) return { ...delivered, unreachable: failure.message };
	}
	return delivered;
}

async function claim(db: Db, domain: string, now: Instant): Promise<(Mail & { messageId: string }) | undefined> {
	const due = await db
		.selectFrom('mail')
		.select(['id', 'messageId', 'state', 'nextAttemptAt'])
		.where('state', 'in', ['queued', 'awaitingRetry', 'sending'])
		// Due later than anything ever waits is what a clock that was wrong put there: it would wait for years.
		.where((mail) => mail.or([mail('nextAttemptAt', '<=', now), mail('nextAttemptAt', '>', addMilliseconds(now, longestWait))]))
		.where('municipalityId', 'not in', db.selectFrom('mailPause').select('municipalityId'))
		.orderBy('nextAttemptAt')
		.orderBy('id')
		.limit(1)
		.executeTakeFirst();
	if (!due) return undefined;
	const messageId = due.messageId ?? `<${due.id}@${domain}>`;
	const claimed = await db
		.updateTable('mail')
		.set((mail) => ({
			state: 'sending',
			nextAttemptAt: addMilliseconds(now, claimMilliseconds),
			messageId,
			attempts: mail('attempts', '+', 1)
		}))
		.where('id', '=', due.id)
		// Somebody else may have taken it, or a human cancelled it, since we looked.
		.where('state', '=', due.state)
		.where('nextAttemptAt', '=', due.nextAttemptAt)
		.returningAll()
		.executeTakeFirst();
	return claimed ? { ...claimed, messageId } : claim(db, domain, now);
}

/** The attempt says nothing about this mail: it is due as before, behind the others that are. */
async function putBack(db: Db, mail: Mail, now: Instant): Promise<void> {
	const attempts = mail.attempts - 1;
	await db
		.updateTable('mail')
		.set({ state: attempts > 0 ? 'awaitingRetry' : 'queued', nextAttemptAt: now, attempts })
		.where('id', '=', mail.id)
		.where('state', '=', 'sending')
		.execute();
}

/** Stores what came of an attempt, and gives the mail's new state; its links are kept as hashes when there is no other attempt. */
async function recordAttempt(
	db: Db,
	mail: Mail,
	failure: SendFailure | undefined,
	now: Instant
): Promise<'sent' | 'awaitingRetry' | 'failed'> {
	const pause = retryMinutes[mail.attempts - 1];
	const state = !failure ? 'sent' : failure.kind === 'rejected' || pause === undefined ? 'failed' : 'awaitingRetry';
	await db
		.updateTable('mail')
		.set({
			state,
			...(state !== 'awaitingRetry' && linksChanged(mail, withHashedLinks)),
			lastError: failure?.message ?? null,
			sentAt: state === 'sent' ? now : null,
			nextAttemptAt: state === 'awaitingRetry' && pause !== undefined ? addMilliseconds(now, pause * 60_000) : null
		})
		.where('id', '=', mail.id)
		.where('state', '=', 'sending')
		.execute();
	return state;
}

/** The delivery that runs beside the pages. */
export type MailDelivery = {
	/** Delivers what is due without waiting for the next tick: mails were just released. */
	nudge(): void;
	/**
	 * Takes no further mail and closes the transport when the one that is being sent has come through. Waits 5 s for that;
	 * one that takes longer stays claimed, and is sent again after the next start.
	 */
	stop(): Promise<void>;
};

/**
 * Delivers what is due every `everyMilliseconds`, one run at a time; the installation has one of these.
 * When the mail server takes nothing, it is tried again after 1, 5, 15 and then every 60 minutes, whoever nudges: wrong logins
 * every few seconds lock accounts. A run that throws (the database is locked or its disk full) is told to `log` once until one
 * succeeds again, and loses nothing.
 */
export function startDelivery(
	db: Db,
	transport: Transport,
	now: () => Instant,
	log: (line: string) => void,
	{ everyMilliseconds = 15_000, replyTo = nobody }: { everyMilliseconds?: number; replyTo?: ReplyTo } = {}
): MailDelivery {
	let stopped = false;
	let again = false;
	let lastFault = '';
	let running: Promise<void> | undefined;

	const logOnce = (fault: string) => {
		if (fault && fault !== lastFault) log(fault);
		lastFault = fault;
	};
	const run = async () => {
		do {
			again = false;
			try {
				const trouble = await mailServerTrouble(db);
				if (trouble && isWaiting(trouble, now())) break;
				const { unreachable, ...done } = await deliverDue(db, transport, now(), { stopping: () => stopped, replyTo });
				if (trouble && Object.values(done).some((count) => count > 0)) await clearTrouble(db);
				if (unreachable !== undefined) await recordTrouble(db, unreachable, now());
				logOnce(unreachable ? `the mail server takes no mail: ${unreachable}` : '');
			} catch (error) {
				logOnce(`the outbox can't be read or written: ${(error as Error).message}`);
			}
		} while (again && !stopped);
		running = undefined;
	};
	const nudge = () => {
		if (stopped) return;
		if (running) again = true;
		else running = run();
	};
	const timer = setInterval(nudge, everyMilliseconds);
	timer.unref();
	nudge();
	return {
		nudge,
		async stop() {
			stopped = true;
			clearInterval(timer);
			await Promise.race([running, new Promise((resolve) => void setTimeout(resolve, 5000).unref())]);
			transport.close();
		}
	};
}

/** How often the installation looks for mails that are due. */
const pollMilliseconds = 3_000;

/** Delivers released mail until stopped, over SMTP. Without `smtpUrl` nothing leaves the outbox. */
export function startMailDelivery(
	db: Db,
	{ smtpUrl, mailFrom }: { smtpUrl: string | undefined; mailFrom: string },
	now: () => Instant,
	replyTo: ReplyTo
): MailDelivery {
	if (!smtpUrl) return { nudge: () => undefined, stop: async () => undefined };
	const log = (error: string) => console.error(JSON.stringify({ event: 'mail is waiting', error }));
	return startDelivery(db, smtpTransport(smtpUrl, mailFrom), now, log, { everyMilliseconds: pollMilliseconds, replyTo });
}
