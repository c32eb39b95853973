import { boardsOfTables, redactTables } from '#lib/cafe/harvest/redaction.server.ts';
import { eraseGuest, namesOfGuest } from '#lib/cafe/participants/erasure.server.ts';
import type { Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { attendedBy, eraseAttendee, namesOfAttendee } from '#lib/gatherings/erasure.server.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { boardsToRedact, type BoardToRedact } from '#lib/live/storage/redaction.server.ts';
import { eraseRecipient, recipientOf } from '#lib/mail/erasure.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayErase, type Actor } from '#lib/people/model.ts';
import { eraseActor, erasePerson, knownAs } from '#lib/people/persons/erasure.server.ts';
import { eraseFromPlan } from '#lib/plan/erasure.server.ts';
import { redactionOfPerson } from '#lib/pii/redaction.ts';
import { leftNamed, redactEverywhere } from './redaction.server.ts';

/** What has boards open; undefined when nothing has, as in a restore. */
export type Rooms = Pick<LiveServer, 'freeze'> | undefined;

/**
 * Deletes a person's account for good, in every noun, and takes their name and address out of all that anybody has written: boards,
 * what they were frozen as, points, summaries, inputs to the plan, mails. The red thread keeps every link: what they said still leads
 * to what came of it, as something somebody said. A name that others have too, or of one word, goes as a signature where they
 * were, and stays in texts: `left` says where somebody must look. Refuses as `erasePerson`.
 */
export async function eraseAccount(db: Db, live: Rooms, actor: Actor, personId: string, now: Instant) {
	const { municipalityId } = actor;
	// The command asks again: nobody's rooms are to be frozen for one who may not.
	const known = mayErase(actor) ? await knownAs(db, municipalityId, personId, await namesElsewhere(db, personId)) : undefined;
	const { names = [], sharedNames = [], emails = [] } = known ?? {};
	const redaction = redactionOfPerson({ names, emails, labels: names });
	const whereTheyWere = redactionOfPerson({ names, emails, labels: [...names, ...sharedNames] });
	const attended = await attendedBy(db, personId);
	const own = new Set((await Promise.all(attended.map((id) => boardsOfTables(db, municipalityId, id)))).flat());
	const boards = known ? await boardsToRedact(db, live, municipalityId, (id) => (own.has(id) ? whereTheyWere : redaction)) : [];
	return redacting(boards, () =>
		command(db, async (trx) => {
			const erased = await erasePerson(trx, actor, personId, now);
			if (!erased.ok) return erased;
			const person = { id: personId, instead: erased.instead, emails, redaction };
			await eraseActor(trx, municipalityId, person);
			await eraseGuest(trx, municipalityId, person);
			await eraseAttendee(trx, municipalityId, person);
			await eraseRecipient(trx, municipalityId, person);
			await eraseFromPlan(trx, municipalityId, person);
			for (const gatheringId of attended) await redactTables(trx, actor, whereTheyWere, now, gatheringId);
			await redactEverywhere(trx, actor, redaction, now);
			for (const board of boards) await board.store(trx);
			const left = await leftNamed(trx, municipalityId, [...names, ...sharedNames]);
			await record(trx, actor, 'person.erase', { kind: 'person', id: personId, detail: { left } }, now);
			return { ok: true as const, left };
		})
	);
}

async function namesElsewhere(db: Db, personId: string): Promise<{ names: string[]; emails: string[] }> {
	const { names, emails } = await recipientOf(db, personId);
	return { names: [...names, ...(await namesOfAttendee(db, personId)), ...(await namesOfGuest(db, personId))], emails };
}

/** Runs the command that stores the boards, and lets their rooms go afterwards, whatever came of it. */
export async function redacting<A extends { ok: boolean }>(boards: readonly BoardToRedact[], run: () => Promise<A>): Promise<A> {
	let isStored = false;
	try {
		const answer = await run();
		isStored = answer.ok;
		return answer;
	} finally {
		for (const board of boards) await board.done(isStored);
	}
}
