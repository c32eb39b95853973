import type { Db } from '#lib/db/open.server.ts';

export type Reading = {
	id: string;
	/** A year, month or day as the source gives it; null when it gives none. */
	at: string | null;
	value: number;
	/** As the source writes it ("ca. 45"). */
	shown: string;
};

export type Indicator = {
	id: string;
	elementId: string | null;
	nameNn: string;
	nameNb: string;
	level: 'individual' | 'system' | 'activity';
	unit: string;
	source: string;
	/** In the order of time; those without a date last. */
	readings: Reading[];
};

const ladder = ['individual', 'system', 'activity'];

/** The indicators with their readings: change for individuals first, counts of activities last (S1:23: success is change, not activity). */
export async function indicators(db: Db, municipalityId: string): Promise<Indicator[]> {
	const found = await db
		.selectFrom('indicator')
		.select(['id', 'elementId', 'nameNn', 'nameNb', 'level', 'unit', 'source'])
		.where('municipalityId', '=', municipalityId)
		.orderBy('nameNn')
		.execute();
	const readings = await db
		.selectFrom('reading')
		.select(['id', 'indicatorId', 'at', 'value', 'shown'])
		.where('municipalityId', '=', municipalityId)
		.execute();
	const inTime = readings.toSorted((a, b) => ((a.at ?? '~') < (b.at ?? '~') ? -1 : 1));
	return found
		.map((indicator) => ({
			...indicator,
			readings: inTime.filter((reading) => reading.indicatorId === indicator.id).map(({ indicatorId: _, ...reading }) => reading)
		}))
		.toSorted((a, b) => ladder.indexOf(a.level) - ladder.indexOf(b.level));
}
