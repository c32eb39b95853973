import type { Db } from '#lib/db/open.server.ts';

/** How many gatherings of each series were held in each year: one query. */
export async function heldPerYear(db: Db, municipalityId: string): Promise<{ seriesId: string; year: number; held: number }[]> {
	const rows = await db
		.selectFrom('gathering')
		.select(['seriesId', 'year', (of) => of.fn.countAll().as('held')])
		.where('municipalityId', '=', municipalityId)
		.where('state', '=', 'held')
		.groupBy(['seriesId', 'year'])
		.execute();
	return rows.map(({ held, ...row }) => ({ ...row, held: Number(held) }));
}
