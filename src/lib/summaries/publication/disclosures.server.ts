import { contentHash } from '#lib/canonical.server.ts';
import type { ConfidentialKind } from '#lib/pii/detect.ts';
import { personalKinds } from '#lib/pii/persons.ts';
import { textsOf } from '#lib/cafe/harvest/redaction.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayLead, type Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import type { DisclosureKind } from '#db/schema/summaries.ts';
import { draftWords } from '../draft/queries.server.ts';
import { fieldsOf, type DraftWords } from '../draft/content.ts';
import { summaryState } from '../model.ts';
import { picturesOf } from '../pictures/queries.server.ts';
import { versions } from '../queries.server.ts';

export type { DisclosureKind } from '#db/schema/summaries.ts';

/** A text that looks as if it points at one person, and about which nobody has decided. */
export type Disclosure = {
	kind: DisclosureKind;
	id: string;
	/** The table it was said at; null for what the leader has written. */
	table: number | null;
	text: string;
	finds: ConfidentialKind[];
};

/**
 * What stands in the way of publishing: notes, clusters and points of the tables, the forum's points and the draft's own words
 * (`words`, as they stand in its room) that look as if they pointed at one person. A decision holds for the text it was made about; a
 * changed text is asked about anew.
 */
export async function openDisclosures(db: Db, municipalityId: string, gatheringId: string, words?: DraftWords): Promise<Disclosure[]> {
	const points = await db
		.selectFrom('forumPoint')
		.select(['id', 'text', 'starterRole'])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.where('mergedIntoId', 'is', null)
		.orderBy('position')
		.execute();
	const draft = (await versions(db, municipalityId, gatheringId)).find((version) => version.publishedAt === null);
	const all = [
		...(await textsOf(db, municipalityId, gatheringId)),
		...points.map(({ id, text, starterRole }) => ({
			kind: 'forumPoint' as const,
			id,
			table: null,
			text: [words?.points.get(id)?.text ?? text, starterRole].filter(Boolean).join('\n')
		})),
		...(draft && words
			? [
					{
						kind: 'summary' as const,
						id: draft.id,
						table: null,
						text: [
							...ownWords(words).map(([, text]) => text),
							...(await picturesOf(db, municipalityId, draft.id)).flatMap(({ alt, caption }) => [alt, caption].filter(Boolean))
						].join('\n')
					}
				]
			: [])
	];
	const suspects = all.map((one) => ({ ...one, finds: personalKinds(one.text) })).filter(({ finds }) => finds.length > 0);
	if (suspects.length === 0) return [];
	const decided = await db
		.selectFrom('disclosure')
		.select(['kind', 'subjectId', 'textHash'])
		.where('gatheringId', '=', gatheringId)
		.where('municipalityId', '=', municipalityId)
		.execute();
	const settled = new Set(decided.map(({ kind, subjectId, textHash }) => `${kind} ${subjectId} ${textHash}`));
	return suspects.filter(({ kind, id, text }) => !settled.has(`${kind} ${id} ${contentHash(text)}`));
}

/** The texts of a draft that are no points. */
const ownWords = (words: DraftWords) => [...fieldsOf(words)].filter(([field, text]) => !field.startsWith('point-') && text !== '');

/**
 * One of them, for who may decide about it. Refuses `notAllowed`, `closed` (open a correction first) and `conflict` (not open any
 * more).
 */
export async function openDisclosure(
	db: Db,
	live: Pick<LiveServer, 'read'>,
	actor: Actor,
	gatheringId: string,
	{ kind, id }: { kind: DisclosureKind; id: string }
) {
	if (!mayLead(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const all = await versions(db, municipalityId, gatheringId);
	if (summaryState(all) === 'published') return refuse('closed');
	const draft = all.find((version) => version.publishedAt === null);
	const words = draft && (await draftWords(live, draft));
	const open = await openDisclosures(db, municipalityId, gatheringId, words);
	const disclosure = open.find((one) => one.kind === kind && one.id === id);
	return disclosure ? { ok: true as const, disclosure } : refuse('conflict');
}

/** Writes down what was decided about a text. In the caller's transaction. Refuses `conflict` (somebody has just decided). */
export async function recordVerdict(
	trx: Db,
	actor: Actor,
	gatheringId: string,
	{ kind, id, text, finds }: Disclosure,
	verdict: 'masked' | 'harmless',
	now: Instant
) {
	const { municipalityId } = actor;
	const written = await trx
		.insertInto('disclosure')
		.values({
			...{ municipalityId, gatheringId, kind, verdict },
			subjectId: id,
			textHash: contentHash(text),
			decidedBy: actor.id,
			decidedAt: now
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('subjectId')
		.executeTakeFirst();
	if (!written) return refuse('conflict');
	// What was found is told by its kind, never by its digits.
	await record(trx, actor, verdict === 'masked' ? 'disclosure.mask' : 'disclosure.dismiss', { kind, id, detail: { finds } }, now);
	return { ok: true as const };
}

/** A text in which something was masked: ids only, which lead to no number. */
export type Masked = { municipalityId: string; kind: DisclosureKind; subjectId: string };

/** All that was masked, as the audit trail has it. */
export async function maskedIn(db: Db): Promise<Masked[]> {
	const rows = await db
		.selectFrom('audit')
		.select(['municipalityId', 'subjectKind', 'subjectId'])
		.distinct()
		.where('verb', '=', 'disclosure.mask')
		.orderBy('subjectId')
		.execute();
	return rows.map(({ municipalityId, subjectKind, subjectId }) => ({ municipalityId, kind: subjectKind as DisclosureKind, subjectId }));
}

/** The text of one of them as it stands, and its gathering; undefined when it is not there. A draft's is what its row holds. */
export async function textToMask(
	db: Db,
	{ municipalityId, kind, subjectId }: Masked
): Promise<{ gatheringId: string; text: string } | undefined> {
	if (kind === 'forumPoint' || kind === 'summary') {
		const row = await db
			.selectFrom(kind)
			.selectAll()
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', subjectId)
			.executeTakeFirst();
		return row && { gatheringId: row.gatheringId, text: JSON.stringify(row) };
	}
	const table = db
		.selectFrom(kind)
		.innerJoin('cafeTable', 'cafeTable.id', `${kind}.cafeTableId`)
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select('cafe.gatheringId')
		.where(`${kind}.municipalityId`, '=', municipalityId)
		.where(`${kind}.id`, '=', subjectId);
	const row = await table.executeTakeFirst();
	const text = row && (await textsOf(db, municipalityId, row.gatheringId)).find((one) => one.kind === kind && one.id === subjectId)?.text;
	return text === undefined ? undefined : { gatheringId: row!.gatheringId, text };
}
