import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import { type Instant, civilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { type Actor, mayFacilitate } from '#lib/people/model.ts';
import { whyNotCheckIn } from '../model.ts';
import { requireGathering } from '../commands.server.ts';
import { byId } from '../queries.server.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { tickOff } from '../checklist/commands.server.ts';

/**
 * Opens the doors: planned or invited → open. An open gathering stays open.
 * Refuses `notAllowed`, `notFound`, `missingDate`, `closedEarly` (before the day), `closedCancelled`, `closedHeld`.
 */
export async function openGathering(db: Db, actor: Actor, gatheringId: string, now: Instant) {
	if (!mayFacilitate(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return refuse('notFound');
		const refusal = whyNotCheckIn(gathering, civilDate(now));
		if (refusal) return refuse(refusal);
		if (gathering.state === 'open') return { ok: true as const };
		await trx.updateTable('gathering').set({ state: 'open', openedAt: now }).where('id', '=', gatheringId).execute();
		await record(trx, actor, 'gathering.open', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true as const };
	});
}

/**
 * The day is over: open → held; the topics on its programme count as held. The café calls it when it closes. `came` is how many were there,
 * where more is known than the list at the door; it is kept, so that every page and report says the same from then on.
 * Refuses `notAllowed`, `notFound`, `closed`.
 */
export async function markHeld(db: Db, actor: Actor, gatheringId: string, now: Instant, came: number | null = null) {
	if (!mayFacilitate(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return refuse('notFound');
		if (gathering.state !== 'open') return refuse('closed');
		await trx
			.updateTable('gathering')
			.set({ state: 'held', heldAt: now, attendedCount: gathering.attendedCount ?? came })
			.where('id', '=', gatheringId)
			.execute();
		await tickOff(trx, actor, gatheringId, 'checkIn', now);
		const { seriesNn: nameNn, seriesNb: nameNb } = (await byId(trx, actor.municipalityId, gatheringId))!;
		await topics.markHeld(trx, actor, gatheringId, now, { ...gathering, nameNn, nameNb, href: null });
		await record(trx, actor, 'gathering.hold', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true as const };
	});
}
