import type { Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { withdraw } from '#lib/mail/outbox.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { isOver, type MailSettings, mayPlan } from '../model.ts';
import { byId } from '../queries.server.ts';
import { insertSharing } from './newGathering.server.ts';
import { askPartners } from './partners.server.ts';
import { visitorsOf } from './queries.server.ts';

type Sharing = { goalIds: readonly string[]; partnerIds: readonly string[] };

/** What there is with what was added and without what was taken away in a form that began from `seen`. */
function merged(there: readonly string[], seen: readonly string[], wanted: readonly string[]): string[] {
	const gone = new Set(seen.filter((id) => !wanted.includes(id)));
	return [...new Set([...there, ...wanted.filter((id) => !seen.includes(id))])].filter((id) => !gone.has(id));
}

/**
 * Says anew which goals of the plan a gathering is to feed, and with whom from outside it is made; what colleagues changed since the
 * form was shown (`seen`) stays. Those who are new are written to, in the outbox; to whoever is taken out no letter leaves
 * that still waits. Refuses `notAllowed`, `notFound`, `closed` (held or cancelled), `invalidPartner` (not from outside, or without access).
 */
export async function changeSharing(
	db: Db,
	actor: Actor,
	gatheringId: string,
	{ seen, wanted }: { seen: Sharing; wanted: Sharing },
	mail: MailSettings,
	now: Instant
) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await byId(trx, municipalityId, gatheringId);
		if (!gathering) return refuse('notFound');
		if (isOver(gathering)) return refuse('closed');
		const there = gathering.partners.map(({ id }) => id);
		const partnerIds = merged(there, seen.partnerIds, wanted.partnerIds);
		const goalIds = merged(gathering.goalIds, seen.goalIds, wanted.goalIds);
		const asked = await visitorsOf(
			trx,
			municipalityId,
			partnerIds.filter((id) => !there.includes(id)),
			gathering.locale
		);
		if (!asked) return refuse('invalidPartner');
		for (const table of ['gatheringGoal', 'gatheringPartner'] as const)
			await trx.deleteFrom(table).where('gatheringId', '=', gatheringId).execute();
		for (const personId of there.filter((id) => !partnerIds.includes(id)))
			await withdraw(trx, municipalityId, { kind: 'partnerInvitation', id: gatheringId, personId });
		await insertSharing(trx, { gatheringId, municipalityId }, { goalIds, visitors: partnerIds.map((id) => ({ id })) });
		await askPartners(
			trx,
			actor,
			gatheringId,
			asked.map(({ id }) => id),
			mail,
			now
		);
		const detail = { goals: goalIds.length, partners: partnerIds.length };
		await record(trx, actor, 'gathering.share', { kind: 'gathering', id: gatheringId, detail }, now);
		return { ok: true as const, asked: asked.length };
	});
}
