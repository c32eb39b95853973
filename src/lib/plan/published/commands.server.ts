import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayRevise } from '../model.ts';
import { planOf } from '../queries.server.ts';

/**
 * Opens the page of the adopted plan for everybody, or closes it: what is asked for next is told so, what a browser or proxy keeps lasts
 * five minutes more. Refuses `notAllowed` and `missingPlan` (nothing is adopted yet, so there is nothing to open).
 */
export async function openPlanPage(db: Db, actor: Actor, isOpen: boolean, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const inForce = (await planOf(trx, municipalityId))?.inForce;
		if (isOpen && !inForce) return refuse('missingPlan');
		const row = { openedAt: isOpen ? now : null, changedBy: actor.id, changedAt: now };
		await trx
			.insertInto('planPage')
			.values({ municipalityId, ...row })
			.onConflict((conflict) => conflict.column('municipalityId').doUpdateSet(row))
			.execute();
		await record(trx, actor, isOpen ? 'planPage.open' : 'planPage.close', { kind: 'municipality', id: municipalityId }, now);
		return { ok: true as const, versionId: inForce?.id };
	});
}
