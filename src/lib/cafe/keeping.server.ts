import type { Keeping } from '#lib/keeping.server.ts';

/**
 * Guests of a café: their phone's key, and the name they typed. What they wrote stays as they signed it; whoever was on the list is still on it.
 * The forum's points are published long before.
 */
export const keptGuests: Keeping = {
	kind: 'guests',
	days: 90,
	async due(db, municipalityId, day) {
		const rows = await db
			.selectFrom('participant')
			.innerJoin('cafe', 'cafe.id', 'participant.cafeId')
			.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
			.select('participant.id')
			.where('participant.municipalityId', '=', municipalityId)
			.where('gathering.date', '<', day)
			.where((where) =>
				where.or([
					where('participant.tokenHash', 'is not', null),
					where.and([
						where('participant.name', '<>', ''),
						where('participant.attendanceId', 'is', null),
						where('participant.personId', 'is', null)
					])
				])
			)
			.execute();
		return rows.map(({ id }) => id);
	},
	async forget(trx, ids) {
		await trx.updateTable('participant').set({ tokenHash: null }).where('id', 'in', ids).execute();
		await trx
			.updateTable('participant')
			.set({ name: '' })
			.where('id', 'in', ids)
			.where('attendanceId', 'is', null)
			.where('personId', 'is', null)
			.execute();
	}
};
