import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Asked, Terms } from './capacity.ts';

/** On what terms people are invited: no deadline and room for all until somebody says otherwise. */
export async function termsOf(db: Db, municipalityId: string, gatheringId: string): Promise<Terms> {
	const terms = await db
		.selectFrom('gatheringTerms')
		.select(['answerBy', 'capacity'])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.executeTakeFirst();
	return terms ?? { answerBy: null, capacity: null };
}

export type PlacedInvitation = Asked & { id: string; personId: string };

/** The invitations of a gathering as far as places go, those who have waited longest first. */
export async function placements(db: Db, municipalityId: string, gatheringId: string): Promise<PlacedInvitation[]> {
	return db
		.selectFrom('invitation')
		.select(['id', 'personId', 'answer', 'waitingAt', 'offerUntil'])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.orderBy('waitingAt')
		.orderBy('id')
		.execute();
}

/** Writes the terms down, whatever they are: for those who have asked whether they may. */
export async function keepTerms(trx: Db, municipalityId: string, gatheringId: string, terms: Terms): Promise<void> {
	await trx
		.insertInto('gatheringTerms')
		.values({ gatheringId, municipalityId, ...terms, doorCode: null })
		.onConflict((conflict) => conflict.column('gatheringId').doUpdateSet(terms))
		.execute();
}

/** The deadline follows the day when a gathering is moved, and never lies behind. */
export async function moveDeadline(
	trx: Db,
	municipalityId: string,
	gatheringId: string,
	to: (date: CivilDate) => CivilDate
): Promise<void> {
	const terms = await termsOf(trx, municipalityId, gatheringId);
	if (terms.answerBy === null) return;
	await keepTerms(trx, municipalityId, gatheringId, { ...terms, answerBy: to(terms.answerBy) });
}
