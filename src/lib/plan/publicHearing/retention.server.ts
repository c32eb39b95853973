import type { RetentionRule } from '#lib/retention.server.ts';
import { senderKeptDays } from './model.ts';

/** The address of whoever sent a remark to a public hearing, a year after its last day; the remark belongs to the case and stays. */
export const senderRule: RetentionRule = {
	kind: 'remarkSenders',
	days: senderKeptDays,
	async due(db, municipalityId, day) {
		const rows = await db
			.selectFrom('publicRemark')
			.innerJoin('publicHearing', 'publicHearing.hearingId', 'publicRemark.hearingId')
			.select('inputId')
			.where('publicRemark.municipalityId', '=', municipalityId)
			.where('email', 'is not', null)
			.where('deadline', '<', day)
			.execute();
		return rows.map(({ inputId }) => inputId);
	},
	async purge(trx, ids) {
		await trx.updateTable('publicRemark').set({ email: null }).where('inputId', 'in', ids).execute();
	}
};
