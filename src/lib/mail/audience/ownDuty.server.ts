import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import { isStaff, type Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { ownKinds } from './table.ts';

/** Whether letters about somebody's own duty leave by themselves, and how many of them wait to be asked about. */
export async function ownDutyOf(db: Db, { id: personId, municipalityId }: Pick<Actor, 'id' | 'municipalityId'>) {
	const yes = await db.selectFrom('mailYes').select('saidAt').where('personId', '=', personId).executeTakeFirst();
	const { count } = await db
		.selectFrom('mail')
		.select((of) => of.fn.countAll().as('count'))
		.where('municipalityId', '=', municipalityId)
		.where('recipientPersonId', '=', personId)
		.where('kind', 'in', ownKinds)
		.where('state', '=', 'held')
		.executeTakeFirstOrThrow();
	return { leaves: yes !== undefined, held: Number(count) };
}

/**
 * Says once that letters about one's own duty (tasks, an obligation, a speaker's answer) leave by themselves, or takes that back. What
 * waits for the reader goes at once. Refuses `notAllowed`.
 */
export async function setOwnDuty(db: Db, actor: Actor, leaves: boolean, now: Instant) {
	if (!isStaff(actor)) return refuse('notAllowed');
	const { id: personId, municipalityId } = actor;
	return command(db, async (trx) => {
		if (!leaves) await trx.deleteFrom('mailYes').where('personId', '=', personId).execute();
		else {
			await trx
				.insertInto('mailYes')
				.values({ personId, municipalityId, saidAt: now })
				.onConflict((conflict) => conflict.doNothing())
				.execute();
			await trx
				.updateTable('mail')
				.set({ state: 'queued', nextAttemptAt: now, releasedAt: now, releasedBy: personId })
				.where('municipalityId', '=', municipalityId)
				.where('recipientPersonId', '=', personId)
				.where('kind', 'in', ownKinds)
				.where('state', '=', 'held')
				.execute();
		}
		await record(trx, actor, leaves ? 'mail.ownYes' : 'mail.ownNo', { kind: 'person', id: personId }, now);
		return { ok: true as const };
	});
}

/** Those of some persons whose letters of this kind leave by themselves: it is about their own duty, and they have said yes to that. */
export async function leavingThemselves(db: Db, municipalityId: string, kind: string): Promise<Set<string>> {
	if (!ownKinds.some((own) => own === kind)) return new Set();
	const rows = await db.selectFrom('mailYes').select('personId').where('municipalityId', '=', municipalityId).execute();
	return new Set(rows.map(({ personId }) => personId));
}
