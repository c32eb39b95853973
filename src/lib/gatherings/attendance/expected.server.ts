import { nameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';

/** `personId` is null for somebody unknown to the municipality, `attendanceId` for who is not checked in. */
export type Expected = {
	id: string;
	personId: string | null;
	attendanceId: string | null;
	name: string;
	unitNn: string | null;
	unitNb: string | null;
	accepted: boolean;
	here: boolean;
};

/** Whoever may come through the door, by name: invited and not declined, or checked in already. For lists and name tags on paper. */
export async function expected(db: Db, municipalityId: string, gatheringId: string): Promise<Expected[]> {
	const invited = await db
		.selectFrom('invitation')
		.innerJoin('person', 'person.id', 'invitation.personId')
		.leftJoin('unit', 'unit.id', 'person.unitId')
		.select(['person.id', 'person.name', 'unit.nameNn as unitNn', 'unit.nameNb as unitNb', 'invitation.answer'])
		.where('invitation.municipalityId', '=', municipalityId)
		.where('invitation.gatheringId', '=', gatheringId)
		.execute();
	const there = await db
		.selectFrom('attendance')
		.leftJoin('unit', 'unit.id', 'attendance.unitId')
		.select(['attendance.id', 'attendance.personId', 'attendance.name', 'unit.nameNn as unitNn', 'unit.nameNb as unitNb'])
		.where('attendance.municipalityId', '=', municipalityId)
		.where('attendance.gatheringId', '=', gatheringId)
		.execute();
	const here = there.map((one) => ({ ...one, id: one.personId ?? one.id, attendanceId: one.id, accepted: true, here: true }));
	const awaited = invited
		.filter((one) => one.answer !== 'declined' && !here.some(({ id }) => id === one.id))
		.map(({ answer, ...one }) => ({ ...one, personId: one.id, attendanceId: null, accepted: answer === 'accepted', here: false }));
	return [...here, ...awaited].toSorted((a, b) => nameOrder(a.name, b.name) || (a.id < b.id ? -1 : 1));
}
