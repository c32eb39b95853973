import type { Db } from '#lib/db/open.server.ts';
import type { Redaction } from '#lib/pii/redaction.ts';

/** The names that a person was written down with where they came. */
export async function namesOfAttendee(db: Db, personId: string): Promise<string[]> {
	const rows = await db.selectFrom('attendance').select('name').distinct().where('personId', '=', personId).execute();
	return rows.map(({ name }) => name);
}

/** The gatherings that a person came to. */
export async function attendedBy(db: Db, personId: string): Promise<string[]> {
	const rows = await db.selectFrom('attendance').select('gatheringId').distinct().where('personId', '=', personId).execute();
	return rows.map(({ gatheringId }) => gatheringId);
}

/**
 * Lists of those who came lose a person's name; that somebody from the unit came stays. So do requests to speak that were sent to one
 * of `emails`, and what they need is not needed any more.
 */
export async function eraseAttendee(
	trx: Db,
	municipalityId: string,
	person: { id: string; instead: string; emails: readonly string[]; redaction: Redaction }
): Promise<void> {
	const { id: personId, instead } = person;
	await trx
		.updateTable('attendance')
		.set({ name: instead })
		.where('municipalityId', '=', municipalityId)
		.where('personId', '=', personId)
		.execute();
	const typed = await trx
		.selectFrom('attendance')
		.select(['id', 'name'])
		.where('municipalityId', '=', municipalityId)
		.where('personId', 'is', null)
		.execute();
	for (const { id, name } of typed)
		if (person.redaction.label(name) !== name) await trx.updateTable('attendance').set({ name: instead }).where('id', '=', id).execute();
	await trx.updateTable('invitation').set({ needs: null }).where('personId', '=', personId).execute();
	const asked = await trx
		.selectFrom('speakerRequest')
		.select(['id', 'name', 'email'])
		.where('municipalityId', '=', municipalityId)
		.execute();
	for (const { id, name, email } of asked) {
		if (!person.emails.some((own) => own === email) && person.redaction.label(name) === name) continue;
		await trx
			.updateTable('speakerRequest')
			.set({ name: instead, email: `${personId}@forgotten.invalid`, note: '' })
			.where('id', '=', id)
			.execute();
	}
}
