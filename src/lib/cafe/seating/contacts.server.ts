import type { Db } from '#lib/db/open.server.ts';
import { contactMatrix, type ContactMatrix } from './contacts.ts';

/** Which units have met which at the municipality's gatherings that have been held: few queries however many years there are. */
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
	const met = await db.selectFrom('met').select(['attendanceId', 'otherId']).where('municipalityId', '=', municipalityId).execute();
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
	// Of who sat together long ago nothing is known but that they have met: as if at a table of their own.
	const once = met.flatMap(({ attendanceId, otherId }) => {
		const [one, other] = [known.get(attendanceId), known.get(otherId)];
		const table = `${attendanceId} ${otherId}`;
		return one && other ? [one, other].map((person) => ({ ...person, table })) : [];
	});
	return contactMatrix(unitIds, [...sat, ...once], [...known.values()]);
}
