import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { areFrozen, isSilent, mayEndRound, mayStartRound, mayStartVote, voteMinutes, type Cafe } from '../model.ts';
import { noPending } from '../pending.ts';

/*
 * One timer for the whole room, in SQL (L19). Nothing happens by itself when it runs out: people finish their sentence and the
 * facilitator goes on. Callers broadcast the new status to the boards after each command (`broadcastStatus`).
 */

type NextPhase = Pick<Cafe, 'phase' | 'endsAt'> & Partial<Pick<Cafe, 'round' | 'silentAt'>>;

/**
 * Starts the first round, or the next after a changeover; gives its number. With minutes of writing `alone` (default: as
 * configured) everybody begins on a private board (L20). Refuses `notAllowed`, `notFound`, `emptySeating` (nobody is seated),
 * `duplicateRound` (one runs), `limitRounds` (none is left) and `closedBoards`.
 */
export async function startRound(db: Db, actor: Actor, cafeId: string, now: Instant, alone?: number) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		const refusal = whyNoRound(cafe);
		if (refusal) return refusal;
		const round = cafe.round + 1;
		const minutes = alone ?? cafe.silentMinutes;
		const timed =
			minutes > 0 ? { endsAt: inMinutes(now, minutes), silentAt: now } : { endsAt: inMinutes(now, cafe.roundMinutes), silentAt: null };
		await enterPhase(trx, cafeId, { phase: 'round', round, ...timed }, now);
		return { ok: true as const, round };
	});
}

/**
 * Ends the round: guests change tables. Refuses `notAllowed`, `notFound`, `closedRound` (none runs), `conflictSilent` (the reveal
 * comes first) and `conflictLastRound` (after it people stay and vote).
 */
export async function endRound(db: Db, actor: Actor, cafeId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		const refusal = whyNoChangeover(cafe);
		if (refusal) return refusal;
		await enterPhase(trx, cafeId, { phase: 'changeover', endsAt: inMinutes(now, cafe.changeoverMinutes) }, now);
		return { ok: true as const };
	});
}

/**
 * Opens the vote at all tables. Refuses `notAllowed`, `notFound`, `duplicateVote` (it is open), `missingRound` (none has been held),
 * `conflictSilent`, `missingVote` (the café is configured without one) and `closedBoards`.
 */
export async function startVote(db: Db, actor: Actor, cafeId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const refusal = whyNoVote(found.cafe);
		if (refusal) return refusal;
		await enterPhase(trx, cafeId, { phase: 'vote', endsAt: inMinutes(now, voteMinutes) }, now);
		return { ok: true as const };
	});
}

/** Why no round can start now; null when one can. */
export function whyNoRound(cafe: Cafe) {
	if (mayStartRound(cafe)) return null;
	if (cafe.phase === 'setUp') return refuse('emptySeating');
	if (cafe.phase === 'round') return refuse('duplicateRound');
	return areFrozen(cafe) ? refuse('closedBoards') : refuse('limitRounds');
}

/** Why the round can't end in a changeover now; null when it can. */
export function whyNoChangeover(cafe: Cafe) {
	if (mayEndRound(cafe)) return null;
	if (cafe.phase !== 'round') return refuse('closedRound');
	return isSilent(cafe) ? refuse('conflictSilent') : refuse('conflictLastRound');
}

/** Why the vote can't be opened now; null when it can. */
export function whyNoVote(cafe: Cafe) {
	if (mayStartVote(cafe)) return null;
	if (cafe.phase === 'vote') return refuse('duplicateVote');
	if (areFrozen(cafe)) return refuse('closedBoards');
	if (cafe.votesPerSeat === 0) return refuse('missingVote');
	return isSilent(cafe) ? refuse('conflictSilent') : refuse('missingRound');
}

/** Enters the next phase and clears messages, signals and the pending step of the one before. Only for commands of the café. */
export async function enterPhase(trx: Db, cafeId: string, next: NextPhase, now: Instant): Promise<void> {
	await trx
		.updateTable('cafe')
		.set({ ...noPending, silentAt: null, revealingAt: null, ...next, phaseAt: now, pausedAt: null, message: null, messageAt: null })
		.where('id', '=', cafeId)
		.execute();
	await trx
		.updateTable('cafeTable')
		.set({ message: null, messageAt: null, handAt: null, readyAt: null })
		.where('cafeId', '=', cafeId)
		.execute();
}

/** The end of a timer; null for no minutes, when none runs. */
export function inMinutes(now: Instant, minutes: number): Instant | null {
	return minutes > 0 ? addMilliseconds(now, minutes * 60_000) : null;
}
