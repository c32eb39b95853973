import type { Db } from '#lib/db/open.server.ts';
import type { RetentionRule } from '#lib/retention.server.ts';
import { cafesHeldBefore } from '../queries.server.ts';

/**
 * Who sat where, in which round: kept for the summary and the letters about what became of it. After a year nothing remains but that two
 * have met, which later seating is for. Ids are those of cafés.
 */
export const seatRule: RetentionRule = {
	kind: 'seats',
	days: 365,
	async due(db, municipalityId, day) {
		const rows = await cafesHeldBefore(db, municipalityId, day)
			.where(({ exists, selectFrom }) => exists(selectFrom('seat').select('seat.cafeId').whereRef('seat.cafeId', '=', 'cafe.id')))
			.execute();
		return rows.map(({ id }) => id);
	},
	async purge(trx, cafeIds) {
		for (const cafeId of cafeIds) await forgetSeats(trx, cafeId);
	}
};

async function forgetSeats(trx: Db, cafeId: string): Promise<void> {
	const { municipalityId } = await trx.selectFrom('cafe').select('municipalityId').where('id', '=', cafeId).executeTakeFirstOrThrow();
	const tables = trx.selectFrom('cafeTable').select('id').where('cafeId', '=', cafeId);
	for (const [attendanceId, otherId] of await pairsOf(trx, cafeId))
		await trx
			.insertInto('met')
			.values({ municipalityId, attendanceId, otherId })
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	await trx.deleteFrom('seat').where('cafeId', '=', cafeId).execute();
	await trx.deleteFrom('sheet').where('cafeTableId', 'in', tables).execute();
	await trx.updateTable('participant').set({ startTableId: null }).where('cafeId', '=', cafeId).execute();
}

/** Everybody who sat at one table in one round with somebody else, the smaller id first, in the order of ids. */
async function pairsOf(trx: Db, cafeId: string): Promise<(readonly [string, string])[]> {
	const { round: rounds } = await trx.selectFrom('cafe').select('round').where('id', '=', cafeId).executeTakeFirstOrThrow();
	const seats = await trx
		.selectFrom('seat')
		.select(['attendanceId', 'cafeTableId', 'round'])
		.where('cafeId', '=', cafeId)
		.where('round', '<=', rounds)
		.execute();
	const hosts = await trx.selectFrom('cafeTable').select(['id', 'hostId']).where('cafeId', '=', cafeId).execute();
	const hostOf = new Map(hosts.map(({ id, hostId }) => [id, hostId]));
	const pairs = new Map<string, readonly [string, string]>();
	for (const around of Map.groupBy(seats, ({ cafeTableId, round }) => `${cafeTableId} ${round}`).values()) {
		const host = hostOf.get(around[0]!.cafeTableId);
		const people = [...new Set([...around.map(({ attendanceId }) => attendanceId), ...(host ? [host] : [])])].sort();
		for (const [at, one] of people.entries()) for (const other of people.slice(at + 1)) pairs.set(`${one} ${other}`, [one, other]);
	}
	return [...pairs.keys()].sort().map((key) => pairs.get(key)!);
}
