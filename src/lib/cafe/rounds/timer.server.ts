import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireCafe, type NotFoundOrForbidden } from '../setup/create.server.ts';
import { mayExtend, mayPause, mayResume } from '../model.ts';

/*
 * The one clock of the room (L19) made longer, or made to stand still. Ending early needs no command: going on is always
 * allowed before time is up.
 */

/**
 * Gives everybody more minutes, from the end that was set or, when that is past, from now; a clock that stands still goes on
 * standing. Refuses `noClock`.
 */
export async function extend(
	db: Db,
	actor: Actor,
	cafeId: string,
	minutes: number,
	now: Instant
): Promise<{ ok: true; endsAt: Instant } | NotFoundOrForbidden | { ok: false; reason: 'noClock' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayExtend(cafe) || cafe.endsAt === null) return { ok: false, reason: 'noClock' };
		const at = cafe.pausedAt ?? now;
		const endsAt = addMilliseconds(cafe.endsAt > at ? cafe.endsAt : at, minutes * 60_000);
		await trx.updateTable('cafe').set({ endsAt }).where('id', '=', cafeId).execute();
		return { ok: true, endsAt };
	});
}

/** Makes the clock stand still; people go on writing. Refuses `noClock` (none runs, or time is up) and `alreadyPaused`. */
export async function pause(
	db: Db,
	actor: Actor,
	cafeId: string,
	now: Instant
): Promise<{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'noClock' | 'alreadyPaused' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayPause(cafe, now)) return { ok: false, reason: cafe.pausedAt === null ? 'noClock' : 'alreadyPaused' };
		await trx.updateTable('cafe').set({ pausedAt: now }).where('id', '=', cafeId).execute();
		return { ok: true };
	});
}

/** Lets the clock go on with the time that was left. Refuses `notPaused`. */
export async function resume(
	db: Db,
	actor: Actor,
	cafeId: string,
	now: Instant
): Promise<{ ok: true; endsAt: Instant } | NotFoundOrForbidden | { ok: false; reason: 'notPaused' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayResume(cafe)) return { ok: false, reason: 'notPaused' };
		const endsAt = addMilliseconds(now, Date.parse(cafe.endsAt!) - Date.parse(cafe.pausedAt!));
		await trx.updateTable('cafe').set({ endsAt, pausedAt: null }).where('id', '=', cafeId).execute();
		return { ok: true, endsAt };
	});
}
