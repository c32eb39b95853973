import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireCafe, type NotFoundOrForbidden } from '../setup/create.server.ts';
import { areFrozen, isSilent, mayEndRound, mayStartRound, mayStartVote, voteMinutes, type Cafe } from '../model.ts';

/*
 * One clock for the whole room, in SQL (L19). When time is up nothing happens by itself: people finish their sentence
 * and the facilitator goes on. After each command the boards are told (`broadcastStatus`).
 */

type Next = Pick<Cafe, 'phase' | 'endsAt'> & Partial<Pick<Cafe, 'round' | 'silentAt'>>;

/**
 * Starts the first round, or the next after a changeover. With minutes of writing `alone` everybody begins on a sheet of
 * their own (L20). Refuses `notSeated`, `roundRuns`, `noRoundsLeft`, `boardsClosed`.
 */
export async function startRound(
	db: Db,
	actor: Actor,
	cafeId: string,
	now: Instant,
	alone?: number
): Promise<
	{ ok: true; round: number } | NotFoundOrForbidden | { ok: false; reason: 'notSeated' | 'roundRuns' | 'noRoundsLeft' | 'boardsClosed' }
> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayStartRound(cafe)) {
			const reason =
				cafe.phase === 'setUp' ? 'notSeated' : cafe.phase === 'round' ? 'roundRuns' : areFrozen(cafe) ? 'boardsClosed' : 'noRoundsLeft';
			return { ok: false, reason };
		}
		const round = cafe.round + 1;
		const minutes = alone ?? cafe.silentMinutes;
		const isAlone = minutes > 0;
		await enterPhase(
			trx,
			cafeId,
			{ phase: 'round', round, endsAt: inMinutes(now, isAlone ? minutes : cafe.roundMinutes), silentAt: isAlone ? now : null },
			now
		);
		return { ok: true, round };
	});
}

/** Ends the round: guests change tables. Refuses `noRoundRuns`, `stillSilent` and `lastRound` (there people stay and vote). */
export async function endRound(
	db: Db,
	actor: Actor,
	cafeId: string,
	now: Instant
): Promise<{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'noRoundRuns' | 'lastRound' | 'stillSilent' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayEndRound(cafe))
			return { ok: false, reason: cafe.phase !== 'round' ? 'noRoundRuns' : isSilent(cafe) ? 'stillSilent' : 'lastRound' };
		await enterPhase(trx, cafeId, { phase: 'changeover', endsAt: inMinutes(now, cafe.changeoverMinutes) }, now);
		return { ok: true };
	});
}

/** Opens the vote at all tables. Refuses `voteRuns`, `noRoundYet`, `stillSilent`, `noVote` (the café was set up without one) and `boardsClosed`. */
export async function startVote(
	db: Db,
	actor: Actor,
	cafeId: string,
	now: Instant
): Promise<
	{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'voteRuns' | 'noRoundYet' | 'stillSilent' | 'noVote' | 'boardsClosed' }
> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayStartVote(cafe)) {
			if (cafe.phase === 'vote') return { ok: false, reason: 'voteRuns' };
			if (areFrozen(cafe)) return { ok: false, reason: 'boardsClosed' };
			if (cafe.votesPerSeat === 0) return { ok: false, reason: 'noVote' };
			return { ok: false, reason: isSilent(cafe) ? 'stillSilent' : 'noRoundYet' };
		}
		await enterPhase(trx, cafeId, { phase: 'vote', endsAt: inMinutes(now, voteMinutes) }, now);
		return { ok: true };
	});
}

/** Goes to the next phase: what was said and signalled in the one before is over. To be called by commands of the café only. */
export async function enterPhase(trx: Db, cafeId: string, next: Next, now: Instant): Promise<void> {
	await trx
		.updateTable('cafe')
		.set({ silentAt: null, revealingAt: null, ...next, phaseAt: now, pausedAt: null, message: null, messageAt: null })
		.where('id', '=', cafeId)
		.execute();
	await trx
		.updateTable('cafeTable')
		.set({ message: null, messageAt: null, handAt: null, readyAt: null })
		.where('cafeId', '=', cafeId)
		.execute();
}

/** Null for no minutes at all: there is no clock to run. */
export function inMinutes(now: Instant, minutes: number): Instant | null {
	return minutes > 0 ? addMilliseconds(now, minutes * 60_000) : null;
}
