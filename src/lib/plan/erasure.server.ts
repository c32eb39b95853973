import type { Db } from '#lib/db/open.server.ts';
import { redactWords } from '#lib/pii/redactedWords.server.ts';
import type { Redaction } from '#lib/pii/redaction.ts';
import { elementWords } from './words.ts';

/**
 * Their name in the open revision, links to their own measures, what they asked to be told, name and address of a hearing body that is
 * theirs, and the address that they gave with a remark.
 */
export async function eraseFromPlan(
	trx: Db,
	municipalityId: string,
	{ id, emails, instead, redaction }: { id: string; emails: readonly string[]; instead: string; redaction: Redaction }
): Promise<void> {
	await eraseFromRevision(trx, municipalityId, redaction);
	for (const table of ['followUpLink', 'measureFollower', 'measureTold'] as const)
		await trx.deleteFrom(table).where('personId', '=', id).execute();
	if (emails.length > 0)
		await trx
			.updateTable('publicRemark')
			.set({ email: null })
			.where('municipalityId', '=', municipalityId)
			.where('email', 'in', emails)
			.execute();
	const bodies = await trx.selectFrom('hearingBody').select(['id', 'name', 'email']).where('municipalityId', '=', municipalityId).execute();
	for (const body of bodies) {
		const isTheirs = emails.includes(body.email);
		const name = redaction.label(body.name) === body.name ? body.name : instead;
		const email = isTheirs ? `${id}@forgotten.invalid` : body.email;
		if (isTheirs || name !== body.name) await trx.updateTable('hearingBody').set({ name, email }).where('id', '=', body.id).execute();
	}
}

/** Who edits an element meanwhile is told that it has changed, and does not bring the name back. */
async function eraseFromRevision(trx: Db, municipalityId: string, redaction: Redaction): Promise<void> {
	const open = await trx
		.selectFrom('planVersion')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('adoptedAt', 'is', null)
		.executeTakeFirst();
	if (!open) return;
	const rows = () => trx.selectFrom('elementText').selectAll().where('versionId', '=', open.id).orderBy('elementId').execute();
	const before = new Map((await rows()).map((row) => [row.elementId, JSON.stringify(row)]));
	await redactWords(trx, municipalityId, elementWords, redaction, { column: 'versionId', values: [open.id] });
	for (const row of await rows())
		if (before.get(row.elementId) !== JSON.stringify(row))
			await trx
				.updateTable('elementText')
				.set({ edition: row.edition + 1 })
				.where('versionId', '=', open.id)
				.where('elementId', '=', row.elementId)
				.execute();
}
