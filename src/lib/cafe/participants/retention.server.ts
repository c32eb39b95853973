import type { Db } from '#lib/db/open.server.ts';
import type { RetentionRule } from '#lib/retention.server.ts';
import { cafesHeldBefore } from '../queries.server.ts';

/**
 * Guests of a café: the key of their phone, and the name they typed. Their notes keep the label they were written with.
 * A typed name that somebody on the list has too is kept: without it, the guest's notes would be attributed to the other.
 */
export const guestRule: RetentionRule = {
	kind: 'guests',
	days: 90,
	async due(db, municipalityId, day) {
		const rows = await db
			.selectFrom('participant')
			.select('participant.id')
			.where('participant.cafeId', 'in', cafesHeldBefore(db, municipalityId, day))
			.where((where) => where.or([where('participant.tokenHash', 'is not', null), where('participant.id', 'in', typedNames(db))]))
			.execute();
		return rows.map(({ id }) => id);
	},
	async purge(trx, ids) {
		await trx.updateTable('participant').set({ tokenHash: null }).where('id', 'in', ids).execute();
		const named = await typedNames(trx).where('guest.id', 'in', ids).execute();
		if (named.length === 0) return;
		await trx
			.updateTable('participant')
			.set({ name: '' })
			.where(
				'id',
				'in',
				named.map(({ id }) => id)
			)
			.execute();
	}
};

/** Participants whose name was typed and is not the name of somebody on the list. */
function typedNames(db: Db) {
	return db
		.selectFrom('participant as guest')
		.select('guest.id')
		.where('guest.name', '<>', '')
		.where('guest.attendanceId', 'is', null)
		.where('guest.personId', 'is', null)
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('participant as listed')
						.select('listed.id')
						.whereRef('listed.cafeId', '=', 'guest.cafeId')
						.whereRef('listed.name', '=', 'guest.name')
						.where((where) => where.or([where('listed.attendanceId', 'is not', null), where('listed.personId', 'is not', null)]))
				)
			)
		);
}

/**
 * What only the day needed: who was asked to be a host, personal codes, phones that waited to be let in, and why a phone is not in any
 * more.
 */
export const joiningRule: RetentionRule = {
	kind: 'joining',
	days: 1,
	async due(db, municipalityId, day) {
		const over = db
			.selectFrom('cafe')
			.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
			.select('cafe.id')
			.where('cafe.municipalityId', '=', municipalityId)
			.where('gathering.date', '<', day);
		const codes = await db.selectFrom('personalCode').select('codeHash as id').where('cafeId', 'in', over).execute();
		const waiting = await db.selectFrom('waitingPhone').select('tokenHash as id').where('cafeId', 'in', over).execute();
		const former = await db.selectFrom('formerPhone').select('tokenHash as id').where('cafeId', 'in', over).execute();
		const hosts = await db
			.selectFrom('hostRequest')
			.innerJoin('gathering', 'gathering.id', 'hostRequest.gatheringId')
			.select('hostRequest.id')
			.where('hostRequest.municipalityId', '=', municipalityId)
			.where('gathering.date', '<', day)
			.execute();
		return [...new Set([...codes, ...waiting, ...former, ...hosts].map(({ id }) => id))];
	},
	async purge(trx, ids) {
		await trx.deleteFrom('hostRequest').where('id', 'in', ids).execute();
		await trx.deleteFrom('personalCode').where('codeHash', 'in', ids).execute();
		await trx.deleteFrom('waitingPhone').where('tokenHash', 'in', ids).execute();
		await trx.deleteFrom('formerPhone').where('tokenHash', 'in', ids).execute();
	}
};
