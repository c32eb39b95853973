import type { Db } from '#lib/db/open.server.ts';
import { whoSatWhere } from '../points/split.server.ts';

/** What of a gathering is one person's own. */
export type Personal = {
	/** The tables they sat at, in order, each with the points it brought. */
	tables: { number: number; question: string; points: string[] }[];
	/** What they wrote where they chose to be known by name. */
	notes: Omit<OwnNote, 'id'>[];
	/** Points that their unit starts with, and that are not done. */
	actions: { text: string; role: string; startBy: string | null }[];
};

/**
 * Each person's own part of a gathering, by person: five queries however many there are. A note is somebody's when it was written under
 * their name and nobody else at the café has that name: what was written under a unit's name or none is never traced to anybody.
 */
export async function personalParts(db: Db, municipalityId: string, gatheringId: string): Promise<Map<string, Personal>> {
	const seats = (await whoSatWhere(db, municipalityId, gatheringId)).filter(({ personId }) => personId !== null);
	const points = await db
		.selectFrom('harvestPoint')
		.innerJoin('cafeTable', 'cafeTable.id', 'harvestPoint.cafeTableId')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['harvestPoint.cafeTableId', 'harvestPoint.text'])
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafe.gatheringId', '=', gatheringId)
		.orderBy('harvestPoint.position')
		.execute();
	const known = await notesByPerson(db, municipalityId, gatheringId);
	const starts = await db
		.selectFrom('forumPoint')
		.innerJoin('person', 'person.unitId', 'forumPoint.starterUnitId')
		.select(['person.id as personId', 'forumPoint.text', 'forumPoint.starterRole as role', 'forumPoint.startBy'])
		.where('forumPoint.municipalityId', '=', municipalityId)
		.where('person.municipalityId', '=', municipalityId)
		.where('forumPoint.gatheringId', '=', gatheringId)
		.where('forumPoint.mergedIntoId', 'is', null)
		.where('forumPoint.doneAt', 'is', null)
		.orderBy('forumPoint.position')
		.execute();
	const pointsAt = Map.groupBy(points, (point) => point.cafeTableId);
	const seatsOf = Map.groupBy(seats, (seat) => seat.personId!);
	const startsOf = Map.groupBy(starts, (start) => start.personId);
	const everybody = new Set([...seatsOf.keys(), ...known.keys(), ...startsOf.keys()]);
	return new Map(
		[...everybody].map((personId) => {
			const tables = new Map((seatsOf.get(personId) ?? []).map((seat) => [seat.id, seat]));
			return [
				personId,
				{
					tables: [...tables.values()].map(({ id, number, question }) => ({
						number,
						question,
						points: (pointsAt.get(id) ?? []).map((point) => point.text)
					})),
					notes: (known.get(personId) ?? []).map(({ text, firstText }) => ({ text, firstText })),
					actions: (startsOf.get(personId) ?? []).map(({ text, role, startBy }) => ({ text, role, startBy }))
				}
			];
		})
	);
}

/** A note under somebody's name; `firstText` is what they had written when somebody else changed it, null when nobody has. */
export type OwnNote = { id: string; text: string; firstText: string | null };

/** The notes of a gathering that persons wrote under their own name, by person. */
export async function notesByPerson(db: Db, municipalityId: string, gatheringId: string): Promise<Map<string, OwnNote[]>> {
	const participants = await db
		.selectFrom('participant')
		.innerJoin('cafe', 'cafe.id', 'participant.cafeId')
		.leftJoin('attendance', 'attendance.id', 'participant.attendanceId')
		.select(['participant.name', 'participant.personId', 'attendance.personId as listedId'])
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafe.gatheringId', '=', gatheringId)
		.where('participant.name', '!=', '')
		.execute();
	const bearers = Map.groupBy(participants, (participant) => participant.name);
	const notes = await db
		.selectFrom('note')
		.innerJoin('cafeTable', 'cafeTable.id', 'note.cafeTableId')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['note.id', 'note.text', 'note.firstText', 'note.writtenBy'])
		.where('cafe.municipalityId', '=', municipalityId)
		.where('cafe.gatheringId', '=', gatheringId)
		.where('note.writtenBy', '!=', '')
		.orderBy('cafeTable.number')
		.orderBy('note.position')
		.execute();
	const found = new Map<string, OwnNote[]>();
	for (const { id, text, firstText, writtenBy } of notes) {
		const [only, ...others] = bearers.get(writtenBy) ?? [];
		const personId = others.length === 0 ? (only?.personId ?? only?.listedId) : null;
		if (personId) found.set(personId, [...(found.get(personId) ?? []), { id, text, firstText }]);
	}
	return found;
}
