import type { Db } from '#lib/db/open.server.ts';
import { contactMatrix, type ContactMatrix } from './contacts.ts';

/** Which units have met which at the municipality's gatherings that have been held: two queries however many years there are. */
export async function contacts(db: Db, municipalityId: string, unitIds: readonly string[]): Promise<ContactMatrix> {
	const was = await db
		.selectFrom('attendance')
		.innerJoin('gathering', 'gathering.id', 'attendance.gatheringId')
		.select(['attendance.id', 'attendance.gatheringId', 'attendance.personId', 'attendance.unitId'])
		.where('attendance.municipalityId', '=', municipalityId)
		.where('gathering.state', '=', 'held')
		.where('attendance.unitId', 'is not', null)
		.execute();
	const seats = await db
		.selectFrom('seat')
		.innerJoin('cafe', 'cafe.id', 'seat.cafeId')
		.select(['seat.attendanceId', 'seat.cafeTableId', 'seat.round'])
		.where('seat.municipalityId', '=', municipalityId)
		.whereRef('seat.round', '<=', 'cafe.round')
		.execute();
	const hosts = await db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['cafeTable.id', 'cafeTable.hostId', 'cafe.round'])
		.where('cafeTable.municipalityId', '=', municipalityId)
		.where('cafeTable.hostId', 'is not', null)
		.execute();
	const known = new Map(
		was.map(({ id, gatheringId, personId, unitId }) => [id, { gathering: gatheringId, person: personId ?? id, unit: unitId! }])
	);
	// A host stays, and so is there in every round.
	const stayed = hosts.flatMap(({ id, hostId, round }) =>
		Array.from({ length: round }, (_, index) => ({ attendanceId: hostId!, cafeTableId: id, round: index + 1 }))
	);
	const sat = [...seats, ...stayed].flatMap(({ attendanceId, cafeTableId, round }) => {
		const person = known.get(attendanceId);
		return person ? [{ ...person, table: `${cafeTableId} ${round}` }] : [];
	});
	return contactMatrix(unitIds, sat, [...known.values()]);
}
