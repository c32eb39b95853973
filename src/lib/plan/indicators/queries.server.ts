import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';
import { guarded, levels, type Indicator, type RawReading } from './model.ts';

/**
 * The indicators with their readings as anybody may see them, change for individuals first (S1:23: success is change, not
 * activity). Two queries.
 */
export async function indicators(db: Db, municipalityId: string): Promise<Indicator[]> {
	const found = await db
		.selectFrom('indicator')
		.select(['id', 'nameNn', 'nameNb', 'level', 'unit', 'source', 'qualityNote', 'baselineId', 'targetValue', 'targetYear'])
		.where('municipalityId', '=', municipalityId)
		.execute();
	const readings = await rawReadings(db, municipalityId);
	return inNameOrder(found, ({ nameNn }) => nameNn)
		.map((indicator) => ({ ...indicator, readings: (readings.get(indicator.id) ?? []).map((reading) => guarded(indicator, reading)) }))
		.toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
}

/** The readings as they were entered, in the order of time, those without a date last; by indicator. Only for who may revise. */
export async function rawReadings(db: Db, municipalityId: string): Promise<Map<string, RawReading[]>> {
	const rows = await db
		.selectFrom('reading')
		.select(['id', 'indicatorId', 'at', 'value', 'shown', 'publishedIn'])
		.where('municipalityId', '=', municipalityId)
		.execute();
	const inTime = rows.toSorted((a, b) => ((a.at ?? '~') < (b.at ?? '~') ? -1 : 1));
	return Map.groupBy(inTime, (row) => row.indicatorId);
}
