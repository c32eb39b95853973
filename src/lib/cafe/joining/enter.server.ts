import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { seatingRound, type Cafe, type FormerReason, type JoinedBy } from '../model.ts';
import { clearAbsence, seatLatecomers } from '../seating/latecomers.server.ts';
import { sameName } from '#lib/text/names.ts';

/** Who somebody is at a café: of those checked in (`attendanceId`), of the municipality's people (`personId`), or only a name. */
export type Identity = { attendanceId: string | null; personId: string | null; name: string; unitId: string | null };

/** The participant that somebody is or was; `others` are rows of theirs from before they were on the list. */
export async function participantOf(trx: Db, cafeId: string, who: Pick<Identity, 'attendanceId' | 'personId' | 'name'>) {
	const rows = await participantsAs(trx, cafeId, who);
	const same = rows.find((row) => who.attendanceId !== null && row.attendanceId === who.attendanceId) ?? rows[0];
	return { same, others: rows.filter(({ id }) => id !== same?.id) };
}

/**
 * Makes the phone with `tokenHash` that of `who`, who gets a seat when others have one. `ended` is the phone that was theirs before: its
 * cookie is dead, and its sockets are to be closed (`closeEndedPhones`). The caller has found out that they may.
 */
export async function enter(
	trx: Db,
	cafe: Cafe,
	who: Identity,
	by: { tokenHash: string; joinedBy: JoinedBy },
	now: Instant
): Promise<{ participantId: string; ended: string | null }> {
	const { same, others } = await participantOf(trx, cafe.id, who);
	// The same person with an older row of their own, from before they found themselves on the list.
	for (const other of others) {
		await trx.updateTable('participant').set({ personId: null, tokenHash: null, leftAt: now }).where('id', '=', other.id).execute();
		if (other.tokenHash !== null) await endPhone(trx, cafe, other.tokenHash, 'takenOver');
	}
	const votelessAt = cafe.phase === 'vote' ? now : null;
	const row = { ...who, ...by, leftAt: null, removedAt: null, votelessAt };
	const participantId = same?.id ?? newId();
	if (same) {
		await trx.updateTable('participant').set(row).where('id', '=', same.id).execute();
		if (same.tokenHash !== null) await endPhone(trx, cafe, same.tokenHash, 'takenOver');
	} else {
		const startTableId = who.attendanceId === null ? await roomiestStart(trx, cafe) : null;
		const { id: cafeId, municipalityId } = cafe;
		await trx
			.insertInto('participant')
			.values({ id: participantId, municipalityId, cafeId, ...row, startTableId, joinedAt: now })
			.execute();
	}
	if (who.attendanceId !== null) {
		await clearAbsence(trx, cafe.id, who.attendanceId);
		if (cafe.phase !== 'setUp') await seatLatecomers(trx, cafe);
	}
	return { participantId, ended: same?.tokenHash ?? null };
}

/** Remembers why a phone's cookie is dead, to tell it (`formerPhone`). */
export async function endPhone(trx: Db, cafe: Pick<Cafe, 'id' | 'municipalityId'>, tokenHash: string, reason: FormerReason): Promise<void> {
	const { id: cafeId, municipalityId } = cafe;
	await trx
		.insertInto('formerPhone')
		.values({ tokenHash, municipalityId, cafeId, reason })
		.onConflict((conflict) => conflict.column('tokenHash').doUpdateSet({ reason }))
		.execute();
}

/** Participants of a café who are this attendance or this person; of those with neither, who gave this name. */
async function participantsAs(
	trx: Db,
	cafeId: string,
	{ attendanceId, personId, name }: Pick<Identity, 'attendanceId' | 'personId' | 'name'>
) {
	const rows = trx
		.selectFrom('participant')
		.select(['id', 'personId', 'attendanceId', 'name', 'tokenHash', 'leftAt', 'removedAt'])
		.where('cafeId', '=', cafeId);
	if (attendanceId === null && personId === null) {
		if (!name) return [];
		const typed = await rows.where('attendanceId', 'is', null).where('personId', 'is', null).execute();
		return typed.filter((row) => sameName(row.name, name));
	}
	return rows
		.where((eb) =>
			eb.or([
				...(attendanceId === null ? [] : [eb('attendanceId', '=', attendanceId)]),
				...(personId === null ? [] : [eb('personId', '=', personId)])
			])
		)
		.execute();
}

/** The start table of somebody who is not on the list that leads to the table with the fewest people in this round. */
async function roomiestStart(trx: Db, cafe: Pick<Cafe, 'id' | 'phase' | 'round'>): Promise<string> {
	const round = seatingRound(cafe);
	const tables = await trx.selectFrom('cafeTable').select('id').where('cafeId', '=', cafe.id).orderBy('number').execute();
	const seats = await trx
		.selectFrom('seat')
		.select((eb) => ['cafeTableId', eb.fn.countAll<number>().as('people')])
		.where('cafeId', '=', cafe.id)
		.where('round', '=', round)
		.groupBy('cafeTableId')
		.execute();
	const unlisted = await trx
		.selectFrom('participant')
		.select('startTableId')
		.where('cafeId', '=', cafe.id)
		.where('attendanceId', 'is', null)
		.where('leftAt', 'is', null)
		.execute();
	const step = (round - 1) % tables.length;
	const crowd = tables.map(({ id }, at) => {
		const start = tables[(at - step + tables.length) % tables.length]!.id;
		return {
			start,
			people:
				Number(seats.find((seat) => seat.cafeTableId === id)?.people ?? 0) + unlisted.filter((row) => row.startTableId === start).length
		};
	});
	return crowd.reduce((smallest, table) => (table.people < smallest.people ? table : smallest)).start;
}
