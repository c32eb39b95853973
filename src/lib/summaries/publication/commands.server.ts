import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { closeBoard, createBoard, layOnBoard } from '#lib/live/storage/boards.server.ts';
import type { Frozen, LiveServer } from '#lib/live/contract.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayLead, type Actor, type Locale } from '#lib/people/model.ts';
import { openDisclosures } from '../points/disclosures.server.ts';
import { draftStage, draftWords } from '../draft/draft.server.ts';
import { layDraft, newDraftDoc, readDraft } from '../draft/document.ts';
import { draftKind, draftLimits } from '../draft/schema.ts';
import { contentFrom, type SummaryContent } from '../model.ts';
import { copyPictures } from '../pictures/commands.server.ts';
import { contentOf, forumPoints, numbers, versions } from '../queries.server.ts';

type Refused<R extends string> = { ok: false; reason: R };

async function gatheringOf(db: Db, actor: Actor, gatheringId: string) {
	return db
		.selectFrom('gathering')
		.select(['id', 'theme', 'state', 'date'])
		.where('id', '=', gatheringId)
		.where('municipalityId', '=', actor.municipalityId)
		.executeTakeFirst();
}

/** The words a first draft begins with, in the language the summary is written in. */
function firstWords(theme: string, said: SummaryContent['numbers'], locale: Locale) {
	return {
		title: m.summaries_first_title({ theme }, { locale }).slice(0, draftLimits.title),
		intro: m.summaries_first_intro({ attended: said.attended, units: said.units, tables: said.tables, notes: said.notes }, { locale }),
		closing: m.summaries_first_closing({}, { locale })
	};
}

/**
 * A draft made from the harvest, or, when one has been published, a correction that begins with its words; in a room in which it is
 * written together. A draft from before there were rooms gets one. Refuses `notAllowed`, `notFound`, `nothingHarvested`, `draftOpen`.
 */
export async function startDraft(
	db: Db,
	actor: Actor,
	gatheringId: string,
	now: Instant
): Promise<{ ok: true; summaryId: string } | Refused<'notAllowed' | 'notFound' | 'nothingHarvested' | 'draftOpen'>> {
	return inTransaction(db, async (trx) => {
		const gathering = await gatheringOf(trx, actor, gatheringId);
		if (!gathering) return { ok: false, reason: 'notFound' };
		if (!mayLead(actor)) return { ok: false, reason: 'notAllowed' };
		const { municipalityId } = actor;
		const before = await versions(trx, municipalityId, gatheringId);
		const open = before.find((version) => version.publishedAt === null);
		if (open?.boardId) return { ok: false, reason: 'draftOpen' };
		const points = await forumPoints(trx, municipalityId, gatheringId);
		if (points.length === 0) return { ok: false, reason: 'nothingHarvested' };
		const municipality = await trx.selectFrom('municipality').select('locale').where('id', '=', municipalityId).executeTakeFirstOrThrow();
		const last = before.find((version) => version.publishedAt !== null);
		const said = last?.content ? contentFrom(last.content) : undefined;
		const words = open ?? said ?? firstWords(gathering.theme, await numbers(trx, municipalityId, gatheringId), municipality.locale);
		const { title, intro, closing } = words;

		const doc = newDraftDoc();
		const sections = said?.sections ?? [];
		const homeOf = (pointId: string) => sections.find((section) => section.points.includes(pointId))?.id ?? null;
		layDraft(doc, {
			title,
			intro,
			closing,
			correction: '',
			sections,
			points: points.map(({ id, text }) => ({ id, text, sectionId: homeOf(id) }))
		});
		const boardId = await createBoard(trx, municipalityId, draftKind, now);
		await layOnBoard(trx, boardId, doc);
		if (open) {
			await trx.updateTable('summary').set({ boardId }).where('id', '=', open.id).execute();
			return { ok: true, summaryId: open.id };
		}
		const summaryId = newId();
		await trx
			.insertInto('summary')
			.values({
				id: summaryId,
				municipalityId,
				gatheringId,
				version: (last?.version ?? 0) + 1,
				locale: last?.locale ?? municipality.locale,
				title,
				intro,
				closing,
				content: null,
				contentHash: null,
				createdAt: now,
				updatedAt: now,
				publishedAt: null,
				publishedBy: null,
				boardId
			})
			.execute();
		if (last) await copyPictures(trx, last.id, summaryId);
		return { ok: true, summaryId };
	});
}

/** Drafts that are being published: a second press must not thaw what the first has frozen. */
const publishing = new Set<string>();

export type PublishRefusal =
	'notAllowed' | 'noDraft' | 'nothingHarvested' | 'confidential' | 'noTitle' | 'noIntro' | 'noCorrection' | 'publishing' | 'notSaved';

/**
 * Freezes the draft: the room takes no more writing and everything written before is on disk, and what stands there is stored with
 * points and numbers as they are now and the SHA-256 of their canonical JSON. It never changes again. The points keep the wording
 * they were published with. Refuses `notAllowed`, `noDraft`, `nothingHarvested`, `noTitle`, `noIntro`, `noCorrection` (a new version says what
 * it corrects), `confidential` (something points at a person, and nobody has decided about it), `publishing` (somebody else is at it)
 * and `notSaved` (the room can't be read from or written to disk right now); then the room is written in as before.
 */
export async function publish(
	db: Db,
	live: Pick<LiveServer, 'freeze' | 'setStatus'>,
	actor: Actor,
	gatheringId: string,
	now: Instant
): Promise<{ ok: true; summaryId: string; version: number; hash: string } | Refused<PublishRefusal>> {
	if (!mayLead(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	const draft = (await versions(db, municipalityId, gatheringId)).find((version) => version.publishedAt === null);
	if (!draft) return { ok: false, reason: 'noDraft' };
	if (publishing.has(draft.id)) return { ok: false, reason: 'publishing' };
	publishing.add(draft.id);
	let room: Frozen | undefined;
	let isPublished = false;
	try {
		if (draft.boardId !== null) {
			// The live server has logged why.
			room = await live.freeze(draft.boardId).catch(() => undefined);
			if (!room) return { ok: false, reason: 'notSaved' };
		}
		const words = room ? readDraft(room.doc) : await draftWords({ read: () => Promise.resolve(undefined) }, draft);
		const answer = await inTransaction(db, async (trx): Promise<Awaited<ReturnType<typeof publish>>> => {
			const again = (await versions(trx, municipalityId, gatheringId)).find((version) => version.publishedAt === null);
			if (again?.id !== draft.id) return { ok: false, reason: 'noDraft' };
			const content = storable(await contentOf(trx, municipalityId, draft, words, civilDate(now)));
			if (content.points.length === 0) return { ok: false, reason: 'nothingHarvested' };
			if (content.title === '') return { ok: false, reason: 'noTitle' };
			if (content.intro === '') return { ok: false, reason: 'noIntro' };
			if (draft.version > 1 && content.correction === '') return { ok: false, reason: 'noCorrection' };
			if ((await openDisclosures(trx, municipalityId, gatheringId, words)).length > 0) return { ok: false, reason: 'confidential' };
			const text = canonicalJson(content);
			const hash = contentHash(text);
			const { title, intro, closing } = content;
			await trx
				.updateTable('summary')
				.set({ title, intro, closing, content: text, contentHash: hash, publishedAt: now, publishedBy: actor.id, updatedAt: now })
				.where('id', '=', draft.id)
				.execute();
			for (const point of content.points)
				await trx.updateTable('forumPoint').set({ text: point.text }).where('id', '=', point.id).where('text', '!=', point.text).execute();
			if (draft.boardId !== null) await closeBoard(trx, municipalityId, draft.boardId, now);
			await link(
				trx,
				municipalityId,
				{ from: content.points.map((point) => ({ kind: 'forumPoint', id: point.id })), to: { kind: 'summary', id: draft.id } },
				now
			);
			await record(trx, actor, 'publishSummary', { kind: 'summary', id: draft.id, detail: { version: draft.version, hash } }, now);
			return { ok: true, summaryId: draft.id, version: draft.version, hash };
		});
		isPublished = answer.ok;
		return answer;
	} finally {
		if (isPublished) room?.keep();
		else room?.unfreeze();
		publishing.delete(draft.id);
		if (isPublished && draft.boardId !== null) live.setStatus(draft.boardId, draftStage(false, now));
	}
}

/** Without what a database refuses (NUL, half surrogates), which only hostile clients write, and with its ends trimmed. */
function storable<T>(content: T): T {
	return JSON.parse(JSON.stringify(content), (_key, value: unknown) =>
		typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed().trim() : value
	) as T;
}
