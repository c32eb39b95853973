import type { Db } from '#lib/db/open.server.ts';
import { suggestedFacts, type Suggestion, type Wording } from './amendment.ts';

/** What an input was about when it was made, and what it suggests. */
export type Remark = {
	inputId: string;
	bodyName: string | null;
	elementId: string | null;
	number: string | null;
	/** The edition of the element that it was about. */
	edition: number | null;
	about: Suggestion | null;
	suggested: Suggestion | null;
};

/** An element as it stood when it was read by whoever makes a remark. */
export type Read = Suggestion & { number: string; edition: number };

/** What the draft says now of an element. */
export async function readNow(trx: Db, versionId: string, elementId: string): Promise<Read> {
	return trx
		.selectFrom('elementText')
		.select(['number', 'edition', 'nn', 'nb', 'unitId', 'deadline', 'costKr'])
		.where('versionId', '=', versionId)
		.where('elementId', '=', elementId)
		.executeTakeFirstOrThrow();
}

/**
 * Stores with an input the text of the element it is about, as it was read (`about`), and what it suggests instead. Writes nothing when
 * there is neither a body nor a suggestion.
 */
export async function attachRemark(
	trx: Db,
	made: { inputId: string; bodyId: string | null; elementId: string | null; about: Read | null; suggested: Wording | null }
): Promise<void> {
	const { inputId, bodyId, elementId, about, suggested } = made;
	if (bodyId === null && suggested === null && about === null) return;
	const { municipalityId } = await trx.selectFrom('planInput').select('municipalityId').where('id', '=', inputId).executeTakeFirstOrThrow();
	const asked = about && suggested ? otherThan(about, suggested) : null;
	const isWorded = asked !== null && (asked.nn !== about!.nn || asked.nb !== about!.nb);
	await trx
		.insertInto('remark')
		.values({
			inputId,
			municipalityId,
			bodyId,
			elementId,
			number: about?.number ?? null,
			edition: about?.edition ?? null,
			aboutNn: about?.nn ?? null,
			aboutNb: about?.nb ?? null,
			aboutUnitId: about?.unitId ?? null,
			aboutDeadline: about?.deadline ?? null,
			aboutCostKr: about?.costKr ?? null,
			suggestedNn: isWorded ? asked.nn : null,
			suggestedNb: isWorded ? asked.nb : null,
			suggestedUnitId: asked?.unitId ?? null,
			suggestedDeadline: asked?.deadline ?? null,
			suggestedCostKr: asked?.costKr ?? null
		})
		.execute();
}

/** What is suggested that the element does not say already; null when that is nothing. */
export function otherThan(about: Suggestion, suggested: Wording): Suggestion | null {
	const facts = Object.fromEntries(
		suggestedFacts.map((field) => [field, suggested[field] === about[field] ? null : (suggested[field] ?? null)])
	);
	const other = { ...suggested, ...facts } as Suggestion;
	const isWorded = (['nn', 'nb'] as const).some((form) => other[form] !== '' && other[form] !== about[form]);
	return isWorded || suggestedFacts.some((field) => other[field] !== null) ? other : null;
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
				about:
					row.edition === null
						? null
						: {
								nn: row.aboutNn ?? '',
								nb: row.aboutNb ?? '',
								unitId: row.aboutUnitId,
								deadline: row.aboutDeadline,
								costKr: row.aboutCostKr
							},
				suggested: suggestedIn(row)
			}
		])
	);
}

/** What a stored remark suggests; null when that is nothing. */
export function suggestedIn(row: {
	suggestedNn: string | null;
	suggestedNb: string | null;
	suggestedUnitId: string | null;
	suggestedDeadline: string | null;
	suggestedCostKr: number | null;
}): Suggestion | null {
	const { suggestedNn: nn, suggestedNb: nb, suggestedUnitId: unitId, suggestedDeadline: deadline, suggestedCostKr: costKr } = row;
	return [nn, nb, unitId, deadline, costKr].every((one) => one === null) ? null : { nn: nn ?? '', nb: nb ?? '', unitId, deadline, costKr };
}
