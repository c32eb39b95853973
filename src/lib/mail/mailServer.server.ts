import { addMilliseconds, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { storeValue, storedValue } from '#lib/db/stored.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayRelease } from './model.ts';

/** The mail server does not take mail: since when, how often that was tried, when it is tried next, and what it said last. */
export type MailServerTrouble = { since: Instant; tries: number; nextAt: Instant; error: string };

/** Minutes from one try to the next; the last is kept to, since the mails wait for as long as it takes. */
const retryMinutes = [1, 5, 15, 60];

const key = 'mailServer';

/** Undefined while the server takes mail. */
export async function mailServerTrouble(db: Db): Promise<MailServerTrouble | undefined> {
	const value = await storedValue(db, key);
	return value === undefined ? undefined : (JSON.parse(value) as MailServerTrouble);
}

/** The server could not be reached, or took nothing from us: no mail is tried before `nextAt`. */
export async function recordTrouble(db: Db, error: string, now: Instant): Promise<MailServerTrouble> {
	const before = await mailServerTrouble(db);
	const minutes = retryMinutes[before?.tries ?? 0] ?? retryMinutes.at(-1)!;
	const trouble = { since: before?.since ?? now, tries: (before?.tries ?? 0) + 1, nextAt: addMilliseconds(now, minutes * 60_000), error };
	await storeValue(db, key, JSON.stringify(trouble));
	return trouble;
}

/** Whether the server is not to be tried yet; a time that no try is ever put off to comes of a clock that was wrong. */
export function isWaiting({ nextAt }: MailServerTrouble, now: Instant): boolean {
	return nextAt > now && nextAt <= addMilliseconds(now, (retryMinutes.at(-1)! + 60) * 60_000);
}

/** The server has answered. */
export async function clearTrouble(db: Db): Promise<void> {
	await storeValue(db, key, undefined);
}

/** Somebody has mended what was wrong: the server is tried again now. Refuses `notAllowed`, and `closed` when it takes mail. */
export async function tryServerNow(db: Db, actor: Actor, now: Instant) {
	if (!mayRelease(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const trouble = await mailServerTrouble(trx);
		if (!trouble) return refuse('closedTrouble');
		await storeValue(trx, key, JSON.stringify({ ...trouble, nextAt: now }));
		await record(trx, actor, 'mail.tryServer', { kind: 'outbox', id: actor.municipalityId }, now);
		return { ok: true as const };
	});
}
