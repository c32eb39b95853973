import type { Db } from '#lib/db/open.server.ts';

/** Links to a person's own measures, and the address of a hearing body that is theirs. */
export async function eraseFromPlan(
	trx: Db,
	municipalityId: string,
	{ id, emails }: { id: string; emails: readonly string[] }
): Promise<void> {
	await trx.deleteFrom('followUpLink').where('personId', '=', id).execute();
	if (emails.length === 0) return;
	await trx
		.updateTable('hearingBody')
		.set({ email: `${id}@forgotten.invalid` })
		.where('municipalityId', '=', municipalityId)
		.where('email', 'in', emails)
		.execute();
}
