import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { personalKinds } from '#lib/pii/persons.ts';
import { refuse } from '#lib/result.ts';
import { areFrozen, mayVote } from '../model.ts';
import { voterMark } from '../participants/ownerMark.server.ts';
import { tablesSoFar, type Participant } from '../participants/participants.server.ts';

/** `secret`: as of `pseudonymOf`, of the phone that they joined with; null for any other machine. */
export type Voter = Pick<Participant, 'id' | 'cafeId' | 'municipalityId' | 'attendanceId' | 'startTableId'> & { secret: string | null };

/**
 * Puts a dot on a note at the participant's table. The budget is the primary key (table, voter, dot), so that not
 * even two simultaneous requests get a fourth dot; one a note is a unique key (L22). Who votes is a mark of their phone, which no file
 * leads from to a person (L21); so only the phone they joined with has dots, and only when it joined before the vote. Whether the note
 * exists only the board knows: dots on notes that are not there when the boards are frozen are not counted.
 * Refuses `closed` (no vote is on), `notAllowed` (not their table or their phone), `limitDots` and `duplicate`.
 */
export async function castVote(db: Db, participant: Voter, tableId: string, noteId: string) {
	return command(db, async (trx) => {
		const cafe = await cafeOf(trx, participant);
		if (!mayVote(cafe)) return refuse('closed');
		if ((await tablesSoFar(trx, participant, cafe)).now !== tableId) return refuse('notAllowed');
		const voter = await voterOf(trx, participant, tableId);
		if (voter === null) return refuse('notAllowed');
		for (let tries = 0; tries <= cafe.votesPerSeat; tries++) {
			const mine = await dotsOf(trx, tableId, voter);
			if (mine.some((vote) => vote.noteId === noteId)) return refuse('duplicate');
			const dot = Array.from({ length: cafe.votesPerSeat }, (_, at) => at + 1).find((free) => !mine.some((vote) => vote.dot === free));
			if (dot === undefined) return refuse('limitDots');
			const { numInsertedOrUpdatedRows } = await trx
				.insertInto('vote')
				.values({ cafeTableId: tableId, voter, dot, municipalityId: participant.municipalityId, noteId })
				.onConflict((conflict) => conflict.doNothing())
				.executeTakeFirstOrThrow();
			// A simultaneous request of the same person may have taken this dot: read again.
			if (numInsertedOrUpdatedRows) return { ok: true as const, left: cafe.votesPerSeat - mine.length - 1 };
		}
		return refuse('limitDots');
	});
}

/**
 * Takes a participant's dot off a note; one that is not there changes nothing. Refuses `closed` (no vote is on) and `notAllowed` (not
 * their phone).
 */
export async function withdrawVote(db: Db, participant: Voter, tableId: string, noteId: string) {
	return command(db, async (trx) => {
		const cafe = await cafeOf(trx, participant);
		if (!mayVote(cafe)) return refuse('closed');
		const voter = await voterOf(trx, participant, tableId);
		if (voter === null) return refuse('notAllowed');
		await trx.deleteFrom('vote').where('cafeTableId', '=', tableId).where('voter', '=', voter).where('noteId', '=', noteId).execute();
		return { ok: true as const, left: cafe.votesPerSeat - (await dotsOf(trx, tableId, voter)).length };
	});
}

/** The dots from one's own phone at a table, how many are left, and the tally (note id → dots), null until the boards are frozen. */
export async function votesAt(
	db: Db,
	tableId: string,
	secret: string | null
): Promise<{ mine: string[]; left: number; tally: Record<string, number> | null }> {
	const cafe = await db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['cafe.phase', 'cafe.round', 'cafe.rounds', 'cafe.votesPerSeat'])
		.where('cafeTable.id', '=', tableId)
		.executeTakeFirstOrThrow();
	const mine = secret === null ? [] : (await dotsOf(db, tableId, voterMark(secret, tableId))).map(({ noteId }) => noteId);
	const left = !mayVote(cafe) ? 0 : cafe.votesPerSeat - mine.length;
	return { mine, left, tally: areFrozen(cafe) ? await frozenTally(db, tableId) : null };
}

/**
 * How many dots are given, of how many there are: those of the phones that have any. How many lie where nobody is told before the boards
 * are frozen (L22).
 */
export async function voteProgress(db: Db, cafe: { id: string; votesPerSeat: number }): Promise<{ given: number; of: number }> {
	const tables = db.selectFrom('cafeTable').select('id').where('cafeId', '=', cafe.id);
	const { given } = await db
		.selectFrom('vote')
		.select((eb) => eb.fn.countAll<number>().as('given'))
		.where('cafeTableId', 'in', tables)
		.executeTakeFirstOrThrow();
	const { phones } = await db
		.selectFrom('participant')
		.select((eb) => eb.fn.countAll<number>().as('phones'))
		.where('cafeId', '=', cafe.id)
		.where('leftAt', 'is', null)
		.where('votelessAt', 'is', null)
		.executeTakeFirstOrThrow();
	return { given: Number(given), of: Number(phones) * cafe.votesPerSeat };
}

/** The dots of a table when the boards are frozen, and its cluster with the most of them; none whose title may point at somebody. */
export type TableResult = { number: number; dots: number; most: { title: string; dots: number } | null };

/** The result of the vote, in the order of the tables. Two queries. */
export async function voteResult(db: Db, cafeId: string): Promise<TableResult[]> {
	const tables = await db.selectFrom('cafeTable').select(['id', 'number']).where('cafeId', '=', cafeId).orderBy('number').execute();
	const rows = await db
		.selectFrom('note')
		.innerJoin('cafeTable', 'cafeTable.id', 'note.cafeTableId')
		.leftJoin('cluster', 'cluster.id', 'note.clusterId')
		.select(['note.cafeTableId', 'cluster.id as clusterId', 'cluster.title'])
		.select((eb) => eb.fn.sum<number>('note.votes').as('dots'))
		.where('cafeTable.cafeId', '=', cafeId)
		.groupBy(['note.cafeTableId', 'cluster.id', 'cluster.title'])
		.execute();
	return tables.map(({ id, number }) => {
		const own = rows.filter(({ cafeTableId }) => cafeTableId === id).map((row) => ({ ...row, dots: Number(row.dots) }));
		const shown = own.flatMap(({ title, dots }) => (title && dots > 0 && personalKinds(title).length === 0 ? [{ title, dots }] : []));
		const [most] = shown.toSorted((a, b) => b.dots - a.dots);
		return { number, dots: own.reduce((sum, { dots }) => sum + dots, 0), most: most ?? null };
	});
}

async function frozenTally(db: Db, tableId: string): Promise<Record<string, number>> {
	const notes = await db.selectFrom('note').select(['id', 'votes']).where('cafeTableId', '=', tableId).execute();
	return Object.fromEntries(notes.map(({ id, votes }) => [id, votes]));
}

/** Dots by note at one table, as they were cast. For freezing only: nobody is to see the tally before (L22). */
export async function tallyOf(db: Db, tableId: string): Promise<Record<string, number>> {
	const rows = await db
		.selectFrom('vote')
		.select((eb) => ['noteId', eb.fn.countAll<number>().as('dots')])
		.where('cafeTableId', '=', tableId)
		.groupBy('noteId')
		.execute();
	return Object.fromEntries(rows.map(({ noteId, dots }) => [noteId, Number(dots)]));
}

/** Why a participant has no dots: they came when the vote was on, or this is not the phone they joined with. Null: they have. */
export async function whyNoVotes(db: Db, participant: Pick<Participant, 'id' | 'onPhone'>): Promise<'late' | 'otherPhone' | null> {
	if (!participant.onPhone) return 'otherPhone';
	const { votelessAt } = await db.selectFrom('participant').select('votelessAt').where('id', '=', participant.id).executeTakeFirstOrThrow();
	return votelessAt === null ? null : 'late';
}

/** The mark by which their dots are theirs; null for a machine that has none, and for who joined when the vote was on. */
async function voterOf(trx: Db, { id, secret }: Voter, tableId: string): Promise<string | null> {
	const { votelessAt } = await trx.selectFrom('participant').select('votelessAt').where('id', '=', id).executeTakeFirstOrThrow();
	return secret === null || votelessAt !== null ? null : voterMark(secret, tableId);
}

function cafeOf(db: Db, { cafeId }: Voter) {
	return db.selectFrom('cafe').select(['phase', 'round', 'rounds', 'votesPerSeat']).where('id', '=', cafeId).executeTakeFirstOrThrow();
}

function dotsOf(db: Db, tableId: string, voter: string) {
	return db.selectFrom('vote').select(['dot', 'noteId']).where('cafeTableId', '=', tableId).where('voter', '=', voter).execute();
}
