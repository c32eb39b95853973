import type { Db } from '#lib/db/open.server.ts';
import type { Redaction } from '#lib/pii/redaction.ts';

/** The names that a person's phones joined with. */
export async function namesOfGuest(db: Db, personId: string): Promise<string[]> {
	const rows = await db
		.selectFrom('participant')
		.leftJoin('attendance', 'attendance.id', 'participant.attendanceId')
		.select('participant.name')
		.distinct()
		.where((where) => where.or([where('participant.personId', '=', personId), where('attendance.personId', '=', personId)]))
		.execute();
	return rows.map(({ name }) => name);
}

/**
 * Replaces a person's name among the participants: where the phone is known to be theirs, and where it is the name that was typed. A phone
 * that waits to be let in is forgotten, and so are their codes and what they were asked as a host.
 */
export async function eraseGuest(
	trx: Db,
	municipalityId: string,
	person: { id: string; instead: string; redaction: Redaction }
): Promise<void> {
	const rows = await trx
		.selectFrom('participant')
		.leftJoin('attendance', 'attendance.id', 'participant.attendanceId')
		.select(['participant.id', 'participant.name', 'participant.personId', 'attendance.personId as attendee'])
		.where('participant.municipalityId', '=', municipalityId)
		.execute();
	for (const { id, name, personId, attendee } of rows) {
		const whose = personId ?? attendee;
		if (whose === person.id || (whose === null && person.redaction.label(name) !== name))
			await trx.updateTable('participant').set({ name: person.instead }).where('id', '=', id).execute();
	}
	await trx.deleteFrom('personalCode').where('municipalityId', '=', municipalityId).where('personId', '=', person.id).execute();
	await trx.deleteFrom('hostRequest').where('municipalityId', '=', municipalityId).where('personId', '=', person.id).execute();
	const waiting = await trx.selectFrom('waitingPhone').selectAll().where('municipalityId', '=', municipalityId).execute();
	for (const { id, name, personId } of waiting)
		if (personId === person.id || person.redaction.label(name) !== name)
			await trx.deleteFrom('waitingPhone').where('id', '=', id).execute();
}
