import { inNameOrder } from '#lib/text/names.ts';
import { guestRule, joiningRule } from '#lib/cafe/participants/retention.server.ts';
import { seatRule } from '#lib/cafe/seating/retention.server.ts';
import { addDays, civilDate, type Instant } from '#lib/dates.ts';
import { forgetPressed } from '#lib/db/once.server.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { gatheringRules } from '#lib/gatherings/retention.server.ts';
import { dueOf, purgeDue, type Due, type RetentionKind } from '#lib/retention.server.ts';
import { letterRule } from '#lib/mail/retention.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { importRule } from '#lib/plan/import/retention.server.ts';
import { senderRule } from '#lib/plan/publicHearing/retention.server.ts';

/** Every noun's retention rules, the shortest first. They meet here because privacy comes after all other nouns. */
const rules = [...gatheringRules, joiningRule, guestRule, seatRule, importRule, senderRule, letterRule].toSorted((a, b) => a.days - b.days);

/** How many days each kind is kept, the shortest first: what the pages for readers are made from. */
export const keptFor: readonly { kind: RetentionKind; days: number }[] = rules.map(({ kind, days }) => ({ kind, days }));

export type Purged = { municipality: string; kinds: Due[] };

/** What `purgeExpired` would purge in a municipality at `now`; changes nothing. */
export async function previewPurge(db: Db, municipalityId: string, now: Instant): Promise<Due[]> {
	return dueOf(db, rules, municipalityId, now);
}

/** The same for every municipality. */
export async function previewPurgeEverywhere(db: Db, now: Instant): Promise<Purged[]> {
	return everywhere(db, (id) => previewPurge(db, id, now));
}

/** For so many days a form that has been sent is known again (decision 078). */
const pressedDays = 7;

/**
 * Purges in every municipality what has been kept for long enough, all of it or nothing; the log says how much. What forms have been
 * sent belongs to none of them, and goes as well.
 */
export async function purgeExpired(db: Db, now: Instant): Promise<Purged[]> {
	await forgetPressed(db, addDays(civilDate(now), -pressedDays));
	return everywhere(db, (id) =>
		inTransaction(db, async (trx) => {
			const gone = await purgeDue(trx, rules, id, now);
			const counts = gone.filter(({ count }) => count > 0).map(({ kind, count }) => [kind, count] as const);
			const machine = { id: null, municipalityId: id, name: 'Samling' };
			if (counts.length > 0)
				await record(trx, machine, 'retention.purge', { kind: 'municipality', id, detail: Object.fromEntries(counts) }, now);
			return gone;
		})
	);
}

async function everywhere(db: Db, work: (municipalityId: string) => Promise<Due[]>): Promise<Purged[]> {
	const done: Purged[] = [];
	const municipalities = await db.selectFrom('municipality').select(['id', 'name']).execute();
	for (const { id, name } of inNameOrder(municipalities, ({ name }) => name)) done.push({ municipality: name, kinds: await work(id) });
	return done;
}
