import type { Db } from '#lib/db/open.server.ts';
import { minGroupSize } from '#lib/groupSize.ts';
import { positions } from '#lib/live/document/order.ts';
import type { Board, BoardNote } from '../board/document.ts';
import { otherUnit, rotation } from '../model.ts';

/**
 * A board as it outlives the day: text, cluster, column, round, label and receipt of each note. Nothing is left of how it came about.
 * What is in the bin is gone. Notes in a cluster keep the order in which somebody laid them there; the others lie in the order of their
 * random ids, since theirs was the order of writing. Positions are counted anew.
 */
export function settled({ notes, clusters }: Board): Board {
	const kept = notes.filter(({ binnedAt }) => binnedAt === null);
	const placeOf = new Map(clusters.map(({ id }, at) => [id, at]));
	const inClusters = clusters.flatMap(({ id }) => kept.filter(({ clusterId }) => clusterId === id));
	const loose = kept.filter(({ clusterId }) => clusterId === null || !placeOf.has(clusterId)).sort((a, b) => (a.id < b.id ? -1 : 1));
	const [notePositions, clusterPositions] = [positions(kept.length), positions(clusters.length)];
	return {
		notes: [...inClusters, ...loose].map((note, at) => ({ ...note, pos: notePositions[at]! })),
		clusters: clusters.map((cluster, at) => ({ ...cluster, pos: clusterPositions[at]! }))
	};
}

/**
 * Names a unit only where at least three of it sat at the table in the day (L21): seating puts people of a unit apart, and a unit's name
 * at a table is nearly always one person's. The others are `otherUnit` where there are three of them, and else nobody's: of one or two,
 * "another unit" would say who. A note that says anything of a unit loses its round, in which fewer sat there. Never narrowed later.
 */
export async function guardUnits(trx: Db, municipalityId: string, tableId: string, notes: readonly BoardNote[]): Promise<BoardNote[]> {
	const units = await trx.selectFrom('unit').select(['id', 'nameNn', 'nameNb']).where('municipalityId', '=', municipalityId).execute();
	const unitOf = new Map(units.flatMap(({ id, nameNn, nameNb }) => [[nameNn, id] as const, [nameNb, id] as const]));
	const sat = await peopleAt(trx, tableId);
	const isNamed = (people: number) => people >= minGroupSize.unit;
	const others = [...sat.values()].reduce((sum, people) => (isNamed(people) ? sum : sum + people), 0);
	return notes.map((note) => {
		const unitId = unitOf.get(note.by);
		if (note.by === otherUnit || (unitId !== undefined && isNamed(sat.get(unitId) ?? 0))) return { ...note, round: 0 };
		if (unitId === undefined) return note;
		return isNamed(others) ? { ...note, by: otherUnit, round: 0 } : { ...note, by: '', firstText: null };
	});
}

/** How many of each unit have sat at a table so far, its host included. */
async function peopleAt(trx: Db, tableId: string): Promise<Map<string, number>> {
	const table = await trx
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['cafeTable.cafeId', 'cafeTable.hostId', 'cafe.round'])
		.where('cafeTable.id', '=', tableId)
		.executeTakeFirstOrThrow();
	const seated = await trx
		.selectFrom('attendance')
		.select(['id', 'unitId'])
		.where('unitId', 'is not', null)
		.where(({ or, eb, selectFrom }) =>
			or([
				eb('id', '=', table.hostId),
				eb('id', 'in', selectFrom('seat').select('attendanceId').where('cafeTableId', '=', tableId).where('round', '<=', table.round))
			])
		)
		.execute();
	const tables = await trx.selectFrom('cafeTable').select('id').where('cafeId', '=', table.cafeId).orderBy('number').execute();
	const unlisted = await trx
		.selectFrom('participant')
		.select(['unitId', 'startTableId'])
		.where('cafeId', '=', table.cafeId)
		.where('attendanceId', 'is', null)
		.where('unitId', 'is not', null)
		.execute();
	const order = tables.map(({ id }) => id);
	const came = unlisted.filter(({ startTableId }) =>
		Array.from({ length: table.round }, (_, at) => rotation(order, startTableId, at + 1)).includes(tableId)
	);
	const people = new Map<string, number>();
	for (const { unitId } of [...seated, ...came]) people.set(unitId!, (people.get(unitId!) ?? 0) + 1);
	return people;
}
