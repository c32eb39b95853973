import type { Db } from '#lib/db/open.server.ts';

/**
 * Removes a person's name from the notes they wrote at cafés they were at, and replaces it among the participants. The notes stay, and
 * the frozen content of a board keeps its bytes and its hash.
 */
export async function eraseGuest(trx: Db, municipalityId: string, person: { id: string; was: string; instead: string }): Promise<void> {
	const cafes = trx
		.selectFrom('cafe')
		.innerJoin('attendance', 'attendance.gatheringId', 'cafe.gatheringId')
		.select('cafe.id')
		.where('attendance.municipalityId', '=', municipalityId)
		.where('attendance.personId', '=', person.id);
	const tables = trx.selectFrom('cafeTable').select('cafeTable.id').where('cafeTable.cafeId', 'in', cafes);
	await trx
		.updateTable('note')
		.set({ writtenBy: '' })
		.where('municipalityId', '=', municipalityId)
		.where('writtenBy', '=', person.was)
		.where('cafeTableId', 'in', tables)
		.execute();
	await trx
		.updateTable('participant')
		.set({ name: person.instead })
		.where('municipalityId', '=', municipalityId)
		.where('name', '=', person.was)
		.where((where) => where.or([where('personId', '=', person.id), where('cafeId', 'in', cafes)]))
		.execute();
}
