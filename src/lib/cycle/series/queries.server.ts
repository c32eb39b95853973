import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { runsOn, stewardOn, weeksFrom, type Series } from '../model.ts';
import { appliesIn, type Obligation } from './obligation.ts';

/** The municipality's forum series, those that have ended too, the oldest first. */
export async function allSeries(db: Db, municipalityId: string): Promise<Series[]> {
	const rows = await db
		.selectFrom('series')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.orderBy('createdAt')
		.orderBy('id')
		.execute();
	return rows.map((row) => ({ ...row, preferredWeeks: weeksFrom(row.preferredWeeks) }));
}

/** The series that are held on `date` or later, the oldest first: those that can be planned, asked about and proposed to. */
export async function seriesFrom(db: Db, municipalityId: string, date: CivilDate): Promise<Series[]> {
	return (await allSeries(db, municipalityId)).filter((series) => runsOn(series, date));
}

/** One series; undefined when it is not this municipality's. */
export async function seriesById(db: Db, municipalityId: string, seriesId: string): Promise<Series | undefined> {
	const row = await db
		.selectFrom('series')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', seriesId)
		.executeTakeFirst();
	return row && { ...row, preferredWeeks: weeksFrom(row.preferredWeeks) };
}

export type StewardRow = {
	id: string;
	seriesId: string;
	/** null: the role was not placed in a unit. */
	unitId: string | null;
	unitNn: string | null;
	unitNb: string | null;
	colour: number | null;
	roleNn: string;
	roleNb: string;
	validFrom: CivilDate;
	validTo: CivilDate | null;
	note: string | null;
	lessons: string | null;
};

/** Who has had, has and will have the responsibility for a series, oldest first; the unit under its own name of that time. */
export async function stewardships(db: Db, municipalityId: string, seriesId: string): Promise<StewardRow[]> {
	return (await allStewardships(db, municipalityId)).filter((held) => held.seriesId === seriesId);
}

/** The same of all series, in one query. */
export async function allStewardships(db: Db, municipalityId: string): Promise<StewardRow[]> {
	return db
		.selectFrom('stewardship')
		.leftJoin('unit', 'unit.id', 'stewardship.unitId')
		.select([
			'stewardship.id',
			'stewardship.seriesId',
			'stewardship.unitId',
			'unit.nameNn as unitNn',
			'unit.nameNb as unitNb',
			'unit.colour',
			'stewardship.roleNn',
			'stewardship.roleNb',
			'stewardship.validFrom',
			'stewardship.validTo',
			'stewardship.note',
			'stewardship.lessons'
		])
		.where('stewardship.municipalityId', '=', municipalityId)
		.orderBy('stewardship.validFrom')
		.execute();
}

/** Who has the responsibility for a series on `date`; undefined before the first. */
export async function stewardOf(db: Db, municipalityId: string, seriesId: string, date: CivilDate): Promise<StewardRow | undefined> {
	return stewardOn(await stewardships(db, municipalityId, seriesId), date);
}

/** What the municipality is obliged to in `year`, with the series that keeps it. */
export async function obligationsIn(db: Db, municipalityId: string, year: number): Promise<Obligation[]> {
	const rows = await db
		.selectFrom('obligation')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.orderBy('validFrom')
		.orderBy('id')
		.execute();
	return rows.filter((row) => appliesIn(row, year));
}
