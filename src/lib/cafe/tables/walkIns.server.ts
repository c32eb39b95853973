import type { Db } from '#lib/db/open.server.ts';
import { rotation, seatingRound, type Cafe } from '../model.ts';
import { participantIn, tablesSoFar, type Requester } from '../participants/participants.server.ts';

/** The tables of a café by their numbers. */
export async function tableIds(db: Db, cafeId: string): Promise<string[]> {
	const rows = await db.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId).orderBy('number').execute();
	return rows.map(({ id }) => id);
}

/**
 * Who is on no list goes one table further each round (`rotation`), so another number of tables would send everybody elsewhere at once:
 * their start is reckoned anew from where they sit now. Those at a table that is gone go to `instead`.
 */
export async function moveWalkIns(
	trx: Db,
	cafe: Pick<Cafe, 'id' | 'phase' | 'round'>,
	{ before, after, instead }: { before: readonly string[]; after: readonly string[]; instead: string | null }
): Promise<void> {
	const round = seatingRound(cafe);
	const rows = await trx
		.selectFrom('participant')
		.select(['id', 'startTableId'])
		.where('cafeId', '=', cafe.id)
		.where('startTableId', 'is not', null)
		.execute();
	for (const { id, startTableId } of rows) {
		const here = rotation(before, startTableId, round);
		const at = after.indexOf(here !== null && after.includes(here) ? here : (instead ?? ''));
		const start = at < 0 ? null : after[(((at - (round - 1)) % after.length) + after.length) % after.length]!;
		await trx.updateTable('participant').set({ startTableId: start }).where('id', '=', id).execute();
	}
}

/** Where somebody at a table that was dissolved is to go: the table that has its notes; undefined for a table that never was. */
export async function formerTable(db: Db, tableId: string): Promise<{ number: number; cafeId: string; intoId: string | null } | undefined> {
	return db.selectFrom('formerTable').select(['number', 'cafeId', 'intoId']).where('id', '=', tableId).executeTakeFirst();
}

/** The table where a requester sits now in a café; null for who does not, or is nobody there. */
export async function seatOf(db: Db, who: Requester, cafeId: string): Promise<string | null> {
	const cafe = await db.selectFrom('cafe').select(['phase', 'round']).where('id', '=', cafeId).executeTakeFirstOrThrow();
	const participant = await participantIn(db, who, cafeId, 'nn');
	return participant ? (await tablesSoFar(db, participant, cafe)).now : null;
}
