import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import type { Live, Stage } from '#lib/live/contract.ts';
import type { Actor } from '#lib/people/model.ts';
import { cafeFor, type NotHere } from './commands.server.ts';
import { areFrozen, mayEndRound, mayExtend, mayStartRound, mayStartVote, voteMinutes, type Cafe } from './model.ts';

/*
 * One clock for the whole room, in SQL (L19). When time is up nothing happens by itself: people finish their sentence
 * and the facilitator goes on. After each command the boards are told (`tellBoards`).
 */

type Change = Partial<Pick<Cafe, 'phase' | 'round' | 'endsAt' | 'phaseAt' | 'message'>>;

/** Starts the first round, or the next after a changeover. Refuses `notSeated`, `roundRuns`, `noRoundsLeft`, `boardsClosed`. */
export async function startRound(
	db: Db,
	actor: Actor,
	cafeId: string,
	now: Instant
): Promise<{ ok: true; round: number } | NotHere | { ok: false; reason: 'notSeated' | 'roundRuns' | 'noRoundsLeft' | 'boardsClosed' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayStartRound(cafe)) {
			const reason =
				cafe.phase === 'setUp' ? 'notSeated' : cafe.phase === 'round' ? 'roundRuns' : areFrozen(cafe) ? 'boardsClosed' : 'noRoundsLeft';
			return { ok: false, reason };
		}
		const round = cafe.round + 1;
		await set(trx, cafeId, { phase: 'round', round, endsAt: inMinutes(now, cafe.roundMinutes), phaseAt: now, message: null });
		return { ok: true, round };
	});
}

/** Ends the round: guests change tables. Refuses `noRoundRuns` and `lastRound` (there people stay and vote). */
export async function endRound(
	db: Db,
	actor: Actor,
	cafeId: string,
	now: Instant
): Promise<{ ok: true } | NotHere | { ok: false; reason: 'noRoundRuns' | 'lastRound' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayEndRound(cafe)) return { ok: false, reason: cafe.phase === 'round' ? 'lastRound' : 'noRoundRuns' };
		await set(trx, cafeId, { phase: 'changeover', endsAt: inMinutes(now, cafe.changeoverMinutes), phaseAt: now, message: null });
		return { ok: true };
	});
}

/** Opens the vote at all tables. Refuses `voteRuns`, `noRoundYet` and `boardsClosed`. */
export async function startVote(
	db: Db,
	actor: Actor,
	cafeId: string,
	now: Instant
): Promise<{ ok: true } | NotHere | { ok: false; reason: 'voteRuns' | 'noRoundYet' | 'boardsClosed' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayStartVote(cafe))
			return { ok: false, reason: cafe.phase === 'vote' ? 'voteRuns' : areFrozen(cafe) ? 'boardsClosed' : 'noRoundYet' };
		await set(trx, cafeId, { phase: 'vote', endsAt: inMinutes(now, voteMinutes), phaseAt: now, message: null });
		return { ok: true };
	});
}

/** Gives everybody more minutes, from the end that was set or, when that is past, from now. Refuses `noClock`. */
export async function extend(
	db: Db,
	actor: Actor,
	cafeId: string,
	minutes: number,
	now: Instant
): Promise<{ ok: true; endsAt: Instant } | NotHere | { ok: false; reason: 'noClock' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayExtend(cafe) || cafe.endsAt === null) return { ok: false, reason: 'noClock' };
		const endsAt = addMilliseconds(cafe.endsAt > now ? cafe.endsAt : now, minutes * 60_000);
		await set(trx, cafeId, { endsAt });
		return { ok: true, endsAt };
	});
}

/** A sentence on all boards until the next step; '' takes it away. Refuses `boardsClosed`. */
export async function sayToAll(
	db: Db,
	actor: Actor,
	cafeId: string,
	message: string
): Promise<{ ok: true } | NotHere | { ok: false; reason: 'boardsClosed' }> {
	return inTransaction(db, async (trx) => {
		const found = await cafeFor(trx, actor, cafeId);
		if (!found.ok) return found;
		if (areFrozen(found.cafe)) return { ok: false, reason: 'boardsClosed' };
		await set(trx, cafeId, { message: message || null });
		return { ok: true };
	});
}

/** Where the conversation at a board stands; undefined for a board that is no café table's. `now` becomes the server time. */
export async function stageOf(db: Db, boardId: string, now: Instant): Promise<Stage | undefined> {
	const cafe = await db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['cafe.phase', 'cafe.round', 'cafe.rounds', 'cafe.endsAt', 'cafe.message', 'cafeTable.frozenAt'])
		.where('cafeTable.boardId', '=', boardId)
		.executeTakeFirst();
	if (!cafe) return undefined;
	const { phase, round, rounds, endsAt, message, frozenAt } = cafe;
	const state = phase === 'closed' ? 'closed' : frozenAt !== null || areFrozen(cafe) ? 'frozen' : 'open';
	return { phase, round, rounds, endsAt, serverTime: now, message, state };
}

/**
 * Tells everybody at the boards of a café where it stands. To be called after the commit of what changed it.
 * Rights follow the phase and the seats, so everybody there is asked in again.
 */
export async function tellBoards(db: Db, live: Pick<Live, 'announce' | 'readmit'>, cafeId: string, now: Instant): Promise<void> {
	const tables = await db.selectFrom('cafeTable').select('boardId').where('cafeId', '=', cafeId).execute();
	for (const { boardId } of tables) {
		const stage = await stageOf(db, boardId, now);
		if (stage) live.announce(boardId, stage);
	}
	for (const { boardId } of tables) await live.readmit(boardId);
}

/** Null for no minutes at all: there is no clock to run. */
function inMinutes(now: Instant, minutes: number): Instant | null {
	return minutes > 0 ? addMilliseconds(now, minutes * 60_000) : null;
}

async function set(trx: Db, cafeId: string, change: Change): Promise<void> {
	await trx.updateTable('cafe').set(change).where('id', '=', cafeId).execute();
}
