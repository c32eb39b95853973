import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';

/** Lets the demo's planned gathering and its plan have left to do what only lived through days would leave. */
export async function leftToDo(db: Kysely<Database>, municipalityId: string, gatheringId: string, askedId: string): Promise<void> {
	// Tasks that are for all who lead.
	await db.updateTable('checklistItem').set({ ownerUnitId: null, doneAt: null }).where('gatheringId', '=', gatheringId).execute();
	// Somebody more was asked about another measure, and has not answered.
	const asked = await db.selectFrom('followUpMeasure').selectAll().orderBy('followUpId', 'desc').executeTakeFirstOrThrow();
	const { elementId } = await db
		.selectFrom('statusReport')
		.select('elementId')
		.where('elementId', '!=', asked.elementId)
		.executeTakeFirstOrThrow();
	await db
		.insertInto('followUpMeasure')
		.values({ ...asked, elementId, personId: askedId })
		.execute();
	// Of the inputs, one has not been taken in from its gathering, and two say the same.
	const inputs = await db
		.selectFrom('planInput')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.select(['planInput.id', 'planInput.origin', 'decision.inputId as decided'])
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.withdrawnAt', 'is', null)
		.orderBy('planInput.createdAt')
		.orderBy('planInput.id')
		.execute();
	const harvested = inputs.find(({ origin }) => origin === 'harvest');
	if (harvested) await db.updateTable('planInput').set({ originId: null }).where('id', '=', harvested.id).execute();
	const [first, second] = inputs.filter(({ decided }) => decided === null);
	if (first && second) await db.updateTable('planInput').set({ sameAsId: first.id }).where('id', '=', second.id).execute();
}
