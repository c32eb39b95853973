import { inNameOrder } from '#lib/text/names.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import { refuse } from '#lib/result.ts';
import type { Cafe } from '../model.ts';
import { endPhone } from './enter.server.ts';
import type { Keeper } from './keeper.server.ts';
import { tablesSoFar } from '../participants/participants.server.ts';

/** Somebody at a table with a phone or an account. */
export type Seated = { id: string; attendanceId: string | null; /** '' when they gave none. */ name: string };

/** Participants who sit at a table now, hosts left out: whoever keeps the table may take them out. */
export async function seatedGuests(db: Db, cafe: Pick<Cafe, 'id' | 'phase' | 'round'>, tableId: string): Promise<Seated[]> {
	const rows = await db
		.selectFrom('participant')
		.select(['id', 'attendanceId', 'name', 'startTableId', 'cafeId'])
		.where('cafeId', '=', cafe.id)
		.where('leftAt', 'is', null)
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('cafeTable')
						.select('cafeTable.id')
						.where('cafeTable.cafeId', '=', cafe.id)
						.whereRef('cafeTable.hostId', '=', 'participant.attendanceId')
				)
			)
		)
		.orderBy('id')
		.execute();
	const here: Seated[] = [];
	for (const row of rows) {
		const { now } = await tablesSoFar(db, row, cafe);
		if (now === tableId) here.push({ id: row.id, attendanceId: row.attendanceId, name: row.name });
	}
	return inNameOrder(here, ({ name }) => name);
}

/**
 * Takes a participant out: their phone's cookie is dead and its sockets are to be closed (`closeEndedPhones`), and under their name or
 * from that phone they come in again only when somebody lets them. Gives their name, for the notes they signed with it (`binSigned`).
 * Refuses `conflict` (they have gone), `notAllowed` (a host, for who sits elsewhere) and `conflictHost` (the table needs another host
 * first).
 */
export async function removeParticipant(db: Db, by: Keeper, participantId: string, now: Instant) {
	return command(db, async (trx) => {
		const cafe = await trx.selectFrom('cafe').selectAll().where('id', '=', by.cafeId).executeTakeFirstOrThrow();
		const gone = await trx
			.selectFrom('participant')
			.selectAll()
			.where('id', '=', participantId)
			.where('cafeId', '=', cafe.id)
			.where('leftAt', 'is', null)
			.executeTakeFirst();
		if (!gone) return refuse('conflict');
		const hosted = await trx
			.selectFrom('cafeTable')
			.select('id')
			.where('cafeId', '=', cafe.id)
			.where('hostId', 'is not', null)
			.where('hostId', '=', gone.attendanceId)
			.executeTakeFirst();
		if (hosted) return refuse('conflictHost');
		if (by.tableId !== null && (await tablesSoFar(trx, gone, cafe)).now !== by.tableId) return refuse('notAllowed');
		await trx.updateTable('participant').set({ tokenHash: null, leftAt: now, removedAt: now }).where('id', '=', participantId).execute();
		if (gone.tokenHash !== null) await endPhone(trx, cafe, gone.tokenHash, 'removed');
		await record(trx, by.as, 'participant.remove', { kind: 'participant', id: participantId, detail: by.detail }, now);
		return { ok: true as const, name: gone.name };
	});
}
