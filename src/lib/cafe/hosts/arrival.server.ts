import type { Answer } from '#lib/result.ts';
import type { Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { mayReseat } from '../model.ts';
import { cafeRow } from '../queries.server.ts';
import { seatHosts } from '../seating/commands.server.ts';
import { holdsTable, hostRequests, hostTables } from './queries.server.ts';

/**
 * Runs a check-in (`arrive`): who has said yes to being a host and is here now, is host of their table from then on. Refuses as `arrive`
 * does.
 */
export async function arriving<A extends Answer>(db: Db, arrive: (trx: Db) => Promise<A>, now: Instant): Promise<A> {
	return command(db, async (trx) => {
		const answer = await arrive(trx);
		if (answer.ok) await takeTables(trx, now);
		return answer;
	});
}

/** Hosts who said yes, have been checked in and were not at a table yet take theirs; once each, so that nobody's later choice is undone. */
export async function takeTables(trx: Db, now: Instant): Promise<void> {
	const come = await trx
		.selectFrom('hostRequest')
		.innerJoin('attendance', (join) =>
			join.onRef('attendance.gatheringId', '=', 'hostRequest.gatheringId').onRef('attendance.personId', '=', 'hostRequest.personId')
		)
		.select([
			'hostRequest.id',
			'hostRequest.municipalityId',
			'hostRequest.gatheringId',
			'hostRequest.cafeTableId',
			'attendance.id as attendanceId'
		])
		.where('hostRequest.answer', '=', 'yes')
		.where('hostRequest.takenBackAt', 'is', null)
		.where('hostRequest.arrivedAt', 'is', null)
		.orderBy('hostRequest.cafeTableId', (order) => order.desc().nullsLast())
		.orderBy('hostRequest.id')
		.execute();
	for (const one of come) await takeTable(trx, one, now);
}

type Arrived = { id: string; municipalityId: string; gatheringId: string; cafeTableId: string | null; attendanceId: string };

/**
 * Theirs, or for who has none the first that nobody hosts or is asked for. A table that has got another host meanwhile keeps them. Who has
 * a seat elsewhere moves alone (`seatHosts`).
 */
async function takeTable(trx: Db, { id, municipalityId, gatheringId, cafeTableId, attendanceId }: Arrived, now: Instant): Promise<void> {
	const cafe = await cafeRow(trx, municipalityId, gatheringId);
	if (!cafe) return;
	const tables = await hostTables(trx, municipalityId, gatheringId);
	const promised = (await hostRequests(trx, municipalityId, gatheringId)).filter((one) => holdsTable(one) && one.arrivedAt === null);
	const isFree = (table: (typeof tables)[number]) =>
		table.hostId === null && !promised.some((one) => one.id !== id && one.cafeTableId === table.id);
	const table = cafeTableId === null ? tables.find(isFree) : tables.find((one) => one.id === cafeTableId && one.hostId === null);
	await trx.updateTable('hostRequest').set({ arrivedAt: now }).where('id', '=', id).execute();
	const isOver = cafe.phase === 'harvest' || cafe.phase === 'closed';
	if (!table || isOver || tables.some(({ hostId }) => hostId === attendanceId)) return;
	await trx.updateTable('cafeTable').set({ hostId: attendanceId }).where('id', '=', table.id).execute();
	if (mayReseat(cafe)) await seatHosts(trx, cafe, new Map([[table.id, null]]));
}
