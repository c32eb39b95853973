import { contentHash } from '#lib/canonical.server.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { refuse } from '#lib/result.ts';
import { pseudonymOf } from '../board/authorize.server.ts';
import { answerMark, harvesterMark } from '../participants/ownerMark.server.ts';
import type { AtTable, Requester } from '../participants/participants.server.ts';

/*
 * Who picks a table's points, and whether the others at it agree. The host does; at a table without one, the phone that takes it. The
 * others answer on their phones: the one who picks sees how many agree. Neither is kept by name (L21), and both end with the café.
 */

export type Answer = 'yes' | 'no';
export type Agreement = { yes: number; no: number };

/** A table's points as a page showed them: what is done to them later is meant for these. */
export function seenAs(points: readonly { id: string; text: string; noteIds: readonly string[]; clusterIds: readonly string[] }[]): string {
	return contentHash(
		JSON.stringify(points.map(({ id, text, noteIds, clusterIds }) => [id, text, noteIds.toSorted(), clusterIds.toSorted()]))
	).slice(0, 16);
}

/** What only the requester's phone can make; null for any other machine. */
const secretOf = (at: AtTable, who: Requester) =>
	at.participant?.onPhone ? pseudonymOf(at, { guestToken: who.guestToken ?? undefined }) : null;

/** Whether the requester may pick the points of the table: its host, those who run the day, or who has taken it. */
export async function mayPick(db: Db, at: AtTable, who: Requester): Promise<boolean> {
	if (at.role !== 'guest') return true;
	const secret = secretOf(at, who);
	if (secret === null || !at.sitsHere) return false;
	const { harvester } = await db.selectFrom('cafeTable').select('harvester').where('id', '=', at.table.id).executeTakeFirstOrThrow();
	return harvester === harvesterMark(secret, at.table.id);
}

/** Whether the table waits for somebody to pick its points: no host is here who could. */
export async function isHostless(db: Db, at: AtTable): Promise<boolean> {
	const host = await db
		.selectFrom('participant')
		.innerJoin('cafeTable', 'cafeTable.hostId', 'participant.attendanceId')
		.select('participant.id')
		.where('cafeTable.id', '=', at.table.id)
		.where('participant.cafeId', '=', at.cafe.id)
		.where('participant.leftAt', 'is', null)
		.where('participant.joinedBy', '<>', 'tableCode')
		.executeTakeFirst();
	return host === undefined;
}

/**
 * Somebody at a table without a host picks its points from now on, also in place of somebody else who did. Refuses `notAllowed` (they
 * don't sit here, or this is not their phone), `conflictHost` (its host is here), `conflictOpenBoard` and `closed` (handed in).
 */
export async function takeHarvest(db: Db, at: AtTable, who: Requester) {
	const secret = secretOf(at, who);
	if (secret === null || !at.sitsHere) return refuse('notAllowed');
	return command(db, async (trx) => {
		if (at.table.frozenAt === null) return refuse('conflictOpenBoard');
		if (at.table.harvestedAt !== null) return refuse('closed');
		if (!(await isHostless(trx, at))) return refuse('conflictHost');
		await trx
			.updateTable('cafeTable')
			.set({ harvester: harvesterMark(secret, at.table.id) })
			.where('id', '=', at.table.id)
			.execute();
		return { ok: true as const };
	});
}

/**
 * One at the table says whether they agree with its points as they saw them (`seen`, by `seenAs`); a second answer replaces the first. It
 * never keeps anybody from handing in. Refuses `notAllowed` (not their table or phone), `closed` (handed in) and `conflictSeen` (the
 * points have changed since).
 */
export async function answerPoints(
	db: Db,
	at: AtTable,
	who: Requester,
	{ agrees, seen }: { agrees: Answer; seen: string },
	pointsNow: (trx: Db) => Promise<Parameters<typeof seenAs>[0]>
) {
	const secret = secretOf(at, who);
	if (secret === null || !at.sitsHere) return refuse('notAllowed');
	return command(db, async (trx) => {
		if (at.table.harvestedAt !== null || at.table.frozenAt === null) return refuse('closed');
		if (seenAs(await pointsNow(trx)) !== seen) return refuse('conflictSeen');
		const key = { cafeTableId: at.table.id, mark: answerMark(secret, at.table.id) };
		await trx
			.insertInto('harvestAnswer')
			.values({ ...key, municipalityId: at.cafe.municipalityId, agrees, seen })
			.onConflict((conflict) => conflict.columns(['cafeTableId', 'mark']).doUpdateSet({ agrees, seen }))
			.execute();
		return { ok: true as const };
	});
}

/** How many agree with the points as they are (`seen`), and what the requester's own phone has said of them. */
export async function agreementOn(db: Db, at: AtTable, who: Requester, seen: string): Promise<Agreement & { mine: Answer | null }> {
	const rows = await db
		.selectFrom('harvestAnswer')
		.select(['mark', 'agrees'])
		.where('cafeTableId', '=', at.table.id)
		.where('seen', '=', seen)
		.execute();
	const secret = secretOf(at, who);
	const own = secret === null ? null : answerMark(secret, at.table.id);
	return {
		yes: rows.filter(({ agrees }) => agrees === 'yes').length,
		no: rows.filter(({ agrees }) => agrees === 'no').length,
		mine: rows.find(({ mark }) => mark === own)?.agrees ?? null
	};
}

/** Marks of phones that nothing needs when the café has ended. In the caller's transaction. */
export async function forgetAgreement(trx: Db, cafeId: string): Promise<void> {
	const tables = trx.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId);
	await trx.deleteFrom('harvestAnswer').where('cafeTableId', 'in', tables).execute();
	await trx.updateTable('cafeTable').set({ harvester: null }).where('cafeId', '=', cafeId).execute();
}
