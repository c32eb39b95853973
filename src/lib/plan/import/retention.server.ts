import type { RetentionRule } from '#lib/retention.server.ts';

/** A plan that somebody began to bring in and left, a month after it was last touched: the source is theirs. */
export const importRule: RetentionRule = {
	kind: 'planImports',
	days: 30,
	async due(db, municipalityId, day) {
		const rows = await db
			.selectFrom('planImport')
			.select('id')
			.where('municipalityId', '=', municipalityId)
			.where('changedAt', '<', day)
			.execute();
		return rows.map(({ id }) => id);
	},
	async purge(trx, ids) {
		await trx.deleteFrom('planImport').where('id', 'in', ids).execute();
	}
};
