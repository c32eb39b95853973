import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { mayExtend, mayPause, mayResume } from '../model.ts';

/*
 * The one timer of the room (L19), extended or paused. Ending early needs no command: the next phase may begin before it runs
 * out.
 */

/**
 * Extends the timer by some minutes, from its end or, when that has passed, from now; a paused timer stays paused.
 * Refuses `notAllowed`, `notFound` and `missingTimer` (none runs).
 */
export async function extend(db: Db, actor: Actor, cafeId: string, minutes: number, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayExtend(cafe) || cafe.endsAt === null) return refuse('missingTimer');
		const at = cafe.pausedAt ?? now;
		const endsAt = addMilliseconds(cafe.endsAt > at ? cafe.endsAt : at, minutes * 60_000);
		await trx.updateTable('cafe').set({ endsAt }).where('id', '=', cafeId).execute();
		return { ok: true as const, endsAt };
	});
}

/**
 * Pauses the timer; people may go on writing. Refuses `notAllowed`, `notFound`, `missingTimer` (none runs, or time is up) and
 * `duplicatePause`.
 */
export async function pause(db: Db, actor: Actor, cafeId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayPause(cafe, now)) return cafe.pausedAt === null ? refuse('missingTimer') : refuse('duplicatePause');
		await trx.updateTable('cafe').set({ pausedAt: now }).where('id', '=', cafeId).execute();
		return { ok: true as const };
	});
}

/** Resumes a paused timer with the time that was left. Refuses `notAllowed`, `notFound` and `missingPause`. */
export async function resume(db: Db, actor: Actor, cafeId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayResume(cafe)) return refuse('missingPause');
		const endsAt = addMilliseconds(now, Date.parse(cafe.endsAt!) - Date.parse(cafe.pausedAt!));
		await trx.updateTable('cafe').set({ endsAt, pausedAt: null }).where('id', '=', cafeId).execute();
		return { ok: true as const, endsAt };
	});
}
