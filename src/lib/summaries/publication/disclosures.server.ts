import { contentHash } from '#lib/canonical.server.ts';
import { confidentialKinds, masked, type ConfidentialKind } from '#lib/pii/detect.ts';
import { maskText, textsOf } from '#lib/cafe/harvest/redaction.server.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayLead, type Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import type { DisclosureKind } from '#db/schema/summaries.ts';
import { draftWords } from '../draft/queries.server.ts';
import { readDraft, rewordDraft } from '../draft/document.ts';
import { fieldsOf, type DraftWords } from '../draft/content.ts';
import { summaryState } from '../model.ts';
import { picturesOf } from '../pictures/queries.server.ts';
import { versions } from '../queries.server.ts';

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
	const suspects = all.map((one) => ({ ...one, finds: confidentialKinds(one.text) })).filter(({ finds }) => finds.length > 0);
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
 * Decides about one of them: `masked` puts bars in its place for good, `harmless` lets it stand as it is.
 * Refuses `notAllowed`, `closed` (open a correction first) and `conflict` (somebody has, or the text has changed).
 */
export async function decideDisclosure(
	db: Db,
	live: Pick<LiveServer, 'read' | 'write'>,
	actor: Actor,
	gatheringId: string,
	{ kind, id, verdict }: { kind: DisclosureKind; id: string; verdict: 'masked' | 'harmless' },
	now: Instant
) {
	if (!mayLead(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const all = await versions(db, municipalityId, gatheringId);
	if (summaryState(all) === 'published') return refuse('closed');
	const draft = all.find((version) => version.publishedAt === null);
	const words = draft && (await draftWords(live, draft));
	const isIt = (one: Disclosure) => one.kind === kind && one.id === id;
	const found = (await openDisclosures(db, municipalityId, gatheringId, words)).find(isIt);
	if (!found) return refuse('conflict');
	// The room first: cut off here, it is hidden and nothing is left to decide.
	if (verdict === 'masked' && draft?.boardId) await hideInDraft(live, draft.boardId, found);
	return command(db, async (trx) => {
		if (verdict === 'masked') await hide(trx, municipalityId, found);
		await trx
			.insertInto('disclosure')
			.values({
				municipalityId,
				gatheringId,
				kind,
				subjectId: id,
				textHash: contentHash(found.text),
				verdict,
				decidedBy: actor.id,
				decidedAt: now
			})
			.execute();
		// What was found is told by its kind, never by its digits.
		await record(
			trx,
			actor,
			verdict === 'masked' ? 'disclosure.mask' : 'disclosure.dismiss',
			{ kind, id, detail: { finds: found.finds } },
			now
		);
		return { ok: true as const };
	});
}

async function hideInDraft(live: Pick<LiveServer, 'write'>, boardId: string, { kind, id }: Disclosure): Promise<void> {
	if (kind !== 'forumPoint' && kind !== 'summary') return;
	await live.write(boardId, (doc) => {
		const words = readDraft(doc);
		const fields = kind === 'summary' ? ownWords(words) : [...fieldsOf(words)].filter(([field]) => field === `point-${id}`);
		for (const [field, text] of fields) rewordDraft(doc, field, masked(text));
	});
}

async function hide(trx: Db, municipalityId: string, { kind, id, text }: Disclosure): Promise<void> {
	if (kind !== 'forumPoint' && kind !== 'summary') return maskText(trx, municipalityId, { kind, id, text });
	if (kind === 'summary') {
		const draft = await trx.selectFrom('summary').select(['title', 'intro', 'closing']).where('id', '=', id).executeTakeFirstOrThrow();
		const hidden = { title: masked(draft.title), intro: masked(draft.intro), closing: masked(draft.closing) };
		await trx.updateTable('summary').set(hidden).where('id', '=', id).execute();
		for (const picture of await picturesOf(trx, municipalityId, id))
			await trx
				.updateTable('summaryPicture')
				.set({ alt: masked(picture.alt), caption: masked(picture.caption) })
				.where('summaryId', '=', id)
				.where('pictureId', '=', picture.id)
				.execute();
		return;
	}
	const point = await trx.selectFrom('forumPoint').select(['text', 'starterRole']).where('id', '=', id).executeTakeFirstOrThrow();
	await trx
		.updateTable('forumPoint')
		.set({ text: masked(point.text), starterRole: masked(point.starterRole) })
		.where('id', '=', id)
		.execute();
}
