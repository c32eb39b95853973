import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { link } from '#lib/lineage.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import { holdOpenRevision } from '../document/versions.server.ts';
import { mayRevise } from '../model.ts';
import { findings } from './queries.server.ts';
import { enqueueInput } from './queue.server.ts';

/**
 * Takes the findings of the pre-analyses that nothing in the plan answers into the open revision's queue. One that was taken in
 * before is not taken again. Refuses `notAllowed` and `closedRevision`.
 */
export async function takeFindings(db: Db, actor: Actor, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const draft = await holdOpenRevision(trx, municipalityId);
		if (!draft) return refuse('closedRevision');
		const taken = await trx
			.selectFrom('planInput')
			.select('originId')
			.where('municipalityId', '=', municipalityId)
			.where('planId', '=', draft.planId)
			.where('origin', '=', 'preAnalysis')
			.execute();
		const known = new Set(taken.map((row) => row.originId));
		const fresh = (await findings(trx, municipalityId)).filter((finding) => finding.elementIds.length === 0 && !known.has(finding.id));
		for (const finding of fresh) {
			const id = await enqueueInput(
				trx,
				municipalityId,
				draft,
				{
					text: finding.text,
					origin: 'preAnalysis',
					originId: finding.id,
					originLabel: `${finding.title} (${finding.year})`,
					elementId: null
				},
				now
			);
			await link(trx, municipalityId, { from: { kind: 'finding', id: finding.id }, to: { kind: 'input', id } }, now);
		}
		if (fresh.length > 0)
			await record(trx, actor, 'input.takeFindings', { kind: 'version', id: draft.id, detail: { added: fresh.length } }, now);
		return { ok: true as const, added: fresh.length };
	});
}
