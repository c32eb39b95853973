import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { areFrozen, mayVote } from '../model.ts';
import { tablesSoFar, type Participant } from '../participants/participants.server.ts';

type Voter = Pick<Participant, 'id' | 'cafeId' | 'municipalityId' | 'attendanceId' | 'startTableId'>;

/**
 * Puts a dot on a note at the participant's table. The budget is the primary key (table, participant, dot), so that not
 * even two presses at once get a fourth dot; one a note is a unique key (L22). Whether the note exists is the board's
 * knowledge: dots on notes that are not there when the boards close count for nothing.
 * Refuses `voteNotOpen`, `notYourTable`, `noDotsLeft`, `alreadyVoted`.
 */
export async function castVote(
	db: Db,
	participant: Voter,
	tableId: string,
	noteId: string,
	now: Instant
): Promise<{ ok: true; left: number } | { ok: false; reason: 'voteNotOpen' | 'notYourTable' | 'noDotsLeft' | 'alreadyVoted' }> {
	return inTransaction(db, async (trx) => {
		const cafe = await cafeOf(trx, participant);
		if (!mayVote(cafe)) return { ok: false, reason: 'voteNotOpen' };
		if ((await tablesSoFar(trx, participant, cafe)).now !== tableId) return { ok: false, reason: 'notYourTable' };
		for (let tries = 0; tries <= cafe.votesPerSeat; tries++) {
			const mine = await dotsOf(trx, tableId, participant.id);
			if (mine.some((vote) => vote.noteId === noteId)) return { ok: false, reason: 'alreadyVoted' };
			const dot = Array.from({ length: cafe.votesPerSeat }, (_, at) => at + 1).find((free) => !mine.some((vote) => vote.dot === free));
			if (dot === undefined) return { ok: false, reason: 'noDotsLeft' };
			const { numInsertedOrUpdatedRows } = await trx
				.insertInto('vote')
				.values({ cafeTableId: tableId, participantId: participant.id, dot, municipalityId: participant.municipalityId, noteId, at: now })
				.onConflict((conflict) => conflict.doNothing())
				.executeTakeFirstOrThrow();
			// Another press of the same person took this dot meanwhile: look again.
			if (numInsertedOrUpdatedRows) return { ok: true, left: cafe.votesPerSeat - mine.length - 1 };
		}
		return { ok: false, reason: 'noDotsLeft' };
	});
}

/** Takes a dot back; taking back what is not there changes nothing. Refuses `voteNotOpen`. */
export async function takeBackVote(
	db: Db,
	participant: Voter,
	tableId: string,
	noteId: string
): Promise<{ ok: true; left: number } | { ok: false; reason: 'voteNotOpen' }> {
	return inTransaction(db, async (trx) => {
		const cafe = await cafeOf(trx, participant);
		if (!mayVote(cafe)) return { ok: false, reason: 'voteNotOpen' };
		await trx
			.deleteFrom('vote')
			.where('cafeTableId', '=', tableId)
			.where('participantId', '=', participant.id)
			.where('noteId', '=', noteId)
			.execute();
		return { ok: true, left: cafe.votesPerSeat - (await dotsOf(trx, tableId, participant.id)).length };
	});
}

/** A participant's own dots at a table, how many are left, and the tally (note id → dots), which nobody has before the boards are closed. */
export async function votesAt(
	db: Db,
	tableId: string,
	participantId: string | null
): Promise<{ mine: string[]; left: number; tally: Record<string, number> | null }> {
	const cafe = await db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['cafe.phase', 'cafe.round', 'cafe.rounds', 'cafe.votesPerSeat'])
		.where('cafeTable.id', '=', tableId)
		.executeTakeFirstOrThrow();
	const mine = participantId === null ? [] : (await dotsOf(db, tableId, participantId)).map(({ noteId }) => noteId);
	const left = !mayVote(cafe) ? 0 : cafe.votesPerSeat - mine.length;
	return { mine, left, tally: areFrozen(cafe) ? await frozenTally(db, tableId) : null };
}

async function frozenTally(db: Db, tableId: string): Promise<Record<string, number>> {
	const notes = await db.selectFrom('note').select(['id', 'votes']).where('cafeTableId', '=', tableId).execute();
	return Object.fromEntries(notes.map(({ id, votes }) => [id, votes]));
}

/** Dots by note at one table, as they were cast: for the closing only, before it nobody is to know (L22). */
export async function tallyOf(db: Db, tableId: string): Promise<Record<string, number>> {
	const rows = await db
		.selectFrom('vote')
		.select((eb) => ['noteId', eb.fn.countAll<number>().as('dots')])
		.where('cafeTableId', '=', tableId)
		.groupBy('noteId')
		.execute();
	return Object.fromEntries(rows.map(({ noteId, dots }) => [noteId, Number(dots)]));
}

function cafeOf(db: Db, { cafeId }: Voter) {
	return db.selectFrom('cafe').select(['phase', 'round', 'rounds', 'votesPerSeat']).where('id', '=', cafeId).executeTakeFirstOrThrow();
}

function dotsOf(db: Db, tableId: string, participantId: string) {
	return db
		.selectFrom('vote')
		.select(['dot', 'noteId'])
		.where('cafeTableId', '=', tableId)
		.where('participantId', '=', participantId)
		.execute();
}
