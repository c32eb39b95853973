import type { RetentionRule } from '#lib/retention.server.ts';

/** The words of a letter that left two years ago, or never will. That it was sent, to whom and about what stays. */
export const letterRule: RetentionRule = {
	kind: 'letters',
	days: 730,
	async due(db, municipalityId, day) {
		const rows = await db
			.selectFrom('mail')
			.select('id')
			.where('municipalityId', '=', municipalityId)
			.where('createdAt', '<', day)
			.where('text', '<>', '')
			.where('state', 'in', ['sent', 'failed', 'bounced', 'cancelled'])
			.execute();
		return rows.map(({ id }) => id);
	},
	async purge(trx, ids) {
		await trx
			.updateTable('mail')
			.set({ text: '', html: '', calendar: null, calendarMethod: null, stopUrl: null })
			.where('id', 'in', ids)
			.execute();
		await trx
			.deleteFrom('mailEdit')
			.where('batch', 'not in', trx.selectFrom('mail').select('batch').where('text', '<>', ''))
			.execute();
	}
};
