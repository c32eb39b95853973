import type { Part } from './model.ts';
import type { Db } from '#lib/db/open.server.ts';

/** The parts of a programme without what is looked up about them. */
export function partsOf(rows: readonly ProgrammeRow[]): Part[] {
	return rows.map(({ unitNn: _nn, unitNb: _nb, position: _position, ...part }) => part);
}

/** A part in its place in the day, with the names of the unit that has it. */
export type ProgrammeRow = Part & { position: number; unitNn: string | null; unitNb: string | null };

/** The programme in the order of the day; [] also when the gathering is not this municipality's. */
export async function programme(db: Db, municipalityId: string, gatheringId: string): Promise<ProgrammeRow[]> {
	return db
		.selectFrom('programmeItem')
		.leftJoin('unit', 'unit.id', 'programmeItem.speakerUnitId')
		.select([
			'programmeItem.id',
			'programmeItem.position',
			'programmeItem.kind',
			'programmeItem.title',
			'programmeItem.standard',
			'programmeItem.track',
			'programmeItem.startTime',
			'programmeItem.minutes',
			'programmeItem.speaker',
			'programmeItem.speakerUnitId',
			'unit.nameNn as unitNn',
			'unit.nameNb as unitNb',
			'programmeItem.topicId'
		])
		.where('programmeItem.municipalityId', '=', municipalityId)
		.where('programmeItem.gatheringId', '=', gatheringId)
		.orderBy('programmeItem.position')
		.execute();
}
