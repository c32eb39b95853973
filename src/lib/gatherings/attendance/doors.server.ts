import { type Instant, civilDate } from '#lib/dates.ts';
import { type Db, inTransaction } from '#lib/db/open.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { type Actor, mayFacilitate } from '#lib/people/model.ts';
import { whyNotCheckIn } from '../model.ts';
import { requireGathering } from '../commands.server.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { tickOff } from '../checklist/commands.server.ts';

type NotOpened = 'notAllowed' | 'notFound' | 'noDate' | 'tooEarly' | 'cancelled' | 'alreadyHeld';

/**
 * Opens the doors: planned or invited → open. An open gathering stays open.
 * Refuses `notAllowed`, `notFound`, `noDate`, `tooEarly` (before the day), `cancelled`, `alreadyHeld`.
 */
export async function open(
	db: Db,
	actor: Actor,
	gatheringId: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: NotOpened }> {
	if (!mayFacilitate(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return { ok: false, reason: 'notFound' };
		const refusal = whyNotCheckIn(gathering, civilDate(now));
		if (refusal) return { ok: false, reason: refusal };
		if (gathering.state === 'open') return { ok: true };
		await trx.updateTable('gathering').set({ state: 'open', openedAt: now }).where('id', '=', gatheringId).execute();
		await record(trx, actor, 'openGathering', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true };
	});
}

/**
 * The day is over: open → held; the topics on its programme count as held. The café calls it when it closes.
 * Refuses `notAllowed`, `notFound`, `notOpen`.
 */
export async function markHeld(
	db: Db,
	actor: Actor,
	gatheringId: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'notFound' | 'notOpen' }> {
	if (!mayFacilitate(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering) return { ok: false, reason: 'notFound' };
		if (gathering.state !== 'open') return { ok: false, reason: 'notOpen' };
		await trx.updateTable('gathering').set({ state: 'held', heldAt: now }).where('id', '=', gatheringId).execute();
		await tickOff(trx, actor, gatheringId, 'checkIn', now);
		await topics.markHeld(trx, actor, gatheringId, now);
		await record(trx, actor, 'holdGathering', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true };
	});
}
