import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { RetentionRule } from '#lib/retention.server.ts';
import { needsKeptDays } from './model.ts';

/** Gatherings whose day was before `day`. */
function over(db: Db, municipalityId: string, day: CivilDate) {
	return db.selectFrom('gathering').select('id').where('municipalityId', '=', municipalityId).where('date', '<', day);
}

/** What people needed of food and access: gone 14 days after the day, and at once when it is called off. */
const needs: RetentionRule = {
	kind: 'needs',
	days: needsKeptDays,
	async due(db, municipalityId, day) {
		const cancelled = db.selectFrom('gathering').select('id').where('municipalityId', '=', municipalityId).where('state', '=', 'cancelled');
		const rows = await db
			.selectFrom('invitation')
			.select('id')
			.where('municipalityId', '=', municipalityId)
			.where('needs', 'is not', null)
			.where((where) => where.or([where('gatheringId', 'in', over(db, municipalityId, day)), where('gatheringId', 'in', cancelled)]))
			.execute();
		return rows.map(({ id }) => id);
	},
	async purge(trx, ids) {
		await trx.updateTable('invitation').set({ needs: null }).where('id', 'in', ids).execute();
	}
};

/** Links to the three questions that nobody used. */
const evaluations: RetentionRule = {
	kind: 'evaluations',
	days: 90,
	async due(db, municipalityId, day) {
		const rows = await db
			.selectFrom('evaluationTicket')
			.select('tokenHash')
			.where('municipalityId', '=', municipalityId)
			.where('gatheringId', 'in', over(db, municipalityId, day))
			.execute();
		return rows.map(({ tokenHash }) => tokenHash);
	},
	async purge(trx, ids) {
		await trx.deleteFrom('evaluationTicket').where('tokenHash', 'in', ids).execute();
	}
};

/** The address of somebody who was asked to speak, and what they wrote back; that they spoke stands in the programme. */
const speakers: RetentionRule = {
	kind: 'speakers',
	days: 365,
	async due(db, municipalityId, day) {
		const rows = await db
			.selectFrom('speakerRequest')
			.select('id')
			.where('municipalityId', '=', municipalityId)
			.where('gatheringId', 'in', over(db, municipalityId, day))
			.execute();
		return rows.map(({ id }) => id);
	},
	async purge(trx, ids) {
		await trx.deleteFrom('speakerRequest').where('id', 'in', ids).execute();
	}
};

export const gatheringRules: readonly RetentionRule[] = [needs, evaluations, speakers];
