import type { Db } from '#lib/db/open.server.ts';

/** Lists of those who came lose a person's name; that somebody from the unit came stays. Where they spoke, their unit did. */
export async function eraseAttendee(trx: Db, municipalityId: string, person: { id: string; was: string; instead: string }): Promise<void> {
	await trx
		.updateTable('attendance')
		.set({ name: person.instead })
		.where('municipalityId', '=', municipalityId)
		.where('personId', '=', person.id)
		.execute();
	await trx
		.updateTable('programmeItem')
		.set({ speaker: '' })
		.where('municipalityId', '=', municipalityId)
		.where('speaker', '=', person.was)
		.execute();
}
