import type { Db } from '#lib/db/open.server.ts';

/** Wording for an element instead of what it says; one of the two may be '' where that written form is to stay. */
export type Suggestion = { nn: string; nb: string };

/** What an input was about when it was made, and what it suggests. */
export type Remark = {
	inputId: string;
	bodyName: string | null;
	elementId: string | null;
	number: string | null;
	/** The edition of the element that it was about. */
	edition: number | null;
	about: { nn: string; nb: string } | null;
	suggested: Suggestion | null;
};

/**
 * Stores with an input the current draft text of the element it is about, and the wording it suggests instead. Writes nothing when
 * there is neither a body nor a suggestion.
 */
export async function attachRemark(
	trx: Db,
	draft: { id: string },
	made: { inputId: string; bodyId: string | null; elementId: string | null; suggested: Suggestion | null }
): Promise<void> {
	const { inputId, bodyId, elementId, suggested } = made;
	if (bodyId === null && suggested === null) return;
	const element =
		elementId === null
			? undefined
			: await trx
					.selectFrom('elementText')
					.select(['municipalityId', 'number', 'edition', 'nn', 'nb'])
					.where('versionId', '=', draft.id)
					.where('elementId', '=', elementId)
					.executeTakeFirstOrThrow();
	const { municipalityId } = await trx.selectFrom('planInput').select('municipalityId').where('id', '=', inputId).executeTakeFirstOrThrow();
	const isOther = element !== undefined && suggested !== null && (suggested.nn !== element.nn || suggested.nb !== element.nb);
	await trx
		.insertInto('remark')
		.values({
			inputId,
			municipalityId,
			bodyId,
			elementId,
			number: element?.number ?? null,
			edition: element?.edition ?? null,
			aboutNn: element?.nn ?? null,
			aboutNb: element?.nb ?? null,
			suggestedNn: isOther ? suggested.nn : null,
			suggestedNb: isOther ? suggested.nb : null
		})
		.execute();
}

/** The remarks of a version's inputs, by input; inputs that came another way have none. One query. */
export async function remarksIn(db: Db, municipalityId: string, versionId: string): Promise<Map<string, Remark>> {
	const rows = await db
		.selectFrom('remark')
		.innerJoin('planInput', 'planInput.id', 'remark.inputId')
		.leftJoin('hearingBody', 'hearingBody.id', 'remark.bodyId')
		.selectAll('remark')
		.select('hearingBody.name as bodyName')
		.where('planInput.municipalityId', '=', municipalityId)
		.where('planInput.versionId', '=', versionId)
		.execute();
	return new Map(
		rows.map((row) => [
			row.inputId,
			{
				inputId: row.inputId,
				bodyName: row.bodyName,
				elementId: row.elementId,
				number: row.number,
				edition: row.edition,
				about: row.aboutNn === null && row.aboutNb === null ? null : { nn: row.aboutNn ?? '', nb: row.aboutNb ?? '' },
				suggested: row.suggestedNn === null && row.suggestedNb === null ? null : { nn: row.suggestedNn ?? '', nb: row.suggestedNb ?? '' }
			}
		])
	);
}
