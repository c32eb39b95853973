import { shortened } from '#lib/text/shortened.ts';
import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import type { Frozen, LiveServer } from '#lib/live/contract.ts';
import { closeBoard, createBoard, seedBoard } from '#lib/live/storage/boards.server.ts';
import { append } from '#lib/merkle/log.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayLead, type Actor, type Locale } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { draftStatus, draftWords } from '../draft/queries.server.ts';
import type { DraftWords } from '../draft/content.ts';
import { fillDraft, newDraftDoc, readDraft } from '../draft/document.ts';
import { draftKind, draftLimits } from '../draft/schema.ts';
import { contentFrom, type SummaryContent } from '../model.ts';
import { copyPictures } from '../pictures/commands.server.ts';
import { forumPoints } from '../points/queries.server.ts';
import { versions } from '../queries.server.ts';
import { contentOf, numbers } from './content.server.ts';
import { openDisclosures } from './disclosures.server.ts';

/** The words a first draft begins with, in the language the summary is written in. */
function firstWords(theme: string, said: SummaryContent['numbers'], locale: Locale) {
	return {
		title: shortened(m.summaries_first_title({ theme }, { locale }), draftLimits.title),
		intro: m.summaries_first_intro({ attended: said.attended, units: said.units, tables: said.tables, notes: said.notes }, { locale }),
		closing: m.summaries_first_closing({}, { locale })
	};
}

type Version = Awaited<ReturnType<typeof versions>>[number];

/**
 * A draft made from the harvest, or, when one has been published, a correction that begins with its words; in a room in which it is
 * written together. A draft from before there were rooms gets one. Refuses `notFound`, `notAllowed`, `duplicate` (a draft is open) and
 * `empty` (nothing is harvested).
 */
export async function startDraft(db: Db, actor: Actor, gatheringId: string, now: Instant) {
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await trx
			.selectFrom('gathering')
			.innerJoin('municipality', 'municipality.id', 'gathering.municipalityId')
			.select(['gathering.theme', 'municipality.locale'])
			.where('gathering.id', '=', gatheringId)
			.where('gathering.municipalityId', '=', municipalityId)
			.executeTakeFirst();
		if (!gathering) return refuse('notFound');
		if (!mayLead(actor)) return refuse('notAllowed');
		const before = await versions(trx, municipalityId, gatheringId);
		const open = before.find((version) => version.publishedAt === null);
		if (open?.boardId) return refuse('duplicate');
		const points = await forumPoints(trx, municipalityId, gatheringId);
		if (points.length === 0) return refuse('empty');
		const last = before.find((version) => version.publishedAt !== null);
		const said = last?.content ? contentFrom(last.content) : undefined;
		const words = open ?? said ?? firstWords(gathering.theme, await numbers(trx, municipalityId, gatheringId), gathering.locale);
		const boardId = await createRoom(trx, municipalityId, words, said?.sections ?? [], points, now);
		if (open) {
			await trx.updateTable('summary').set({ boardId }).where('id', '=', open.id).execute();
			return { ok: true as const, summaryId: open.id };
		}
		const summaryId = await insertDraft(trx, { municipalityId, gatheringId, boardId }, words, last, gathering.locale, now);
		if (last) await copyPictures(trx, last.id, summaryId);
		return { ok: true as const, summaryId };
	});
}

/** The room of a draft, filled with its first words; a point stands in the section that it stood in before. Gives its board's id. */
async function createRoom(
	trx: Db,
	municipalityId: string,
	{ title, intro, closing }: Pick<SummaryContent, 'title' | 'intro' | 'closing'>,
	sections: SummaryContent['sections'],
	points: readonly { id: string; text: string }[],
	now: Instant
): Promise<string> {
	const doc = newDraftDoc();
	const sectionOf = (pointId: string) => sections.find((section) => section.points.includes(pointId))?.id ?? null;
	fillDraft(doc, {
		title,
		intro,
		closing,
		correction: '',
		sections,
		points: points.map(({ id, text }) => ({ id, text, sectionId: sectionOf(id) }))
	});
	const boardId = await createBoard(trx, municipalityId, draftKind, now);
	await seedBoard(trx, boardId, doc);
	return boardId;
}

/** The row of a draft: the first version of a summary, or the one after `last`. */
async function insertDraft(
	trx: Db,
	of: { municipalityId: string; gatheringId: string; boardId: string },
	{ title, intro, closing }: Pick<SummaryContent, 'title' | 'intro' | 'closing'>,
	last: Pick<Version, 'version' | 'locale'> | undefined,
	locale: Locale,
	now: Instant
): Promise<string> {
	const id = newId();
	await trx
		.insertInto('summary')
		.values({
			...of,
			id,
			version: (last?.version ?? 0) + 1,
			locale: last?.locale ?? locale,
			title,
			intro,
			closing,
			content: null,
			contentHash: null,
			createdAt: now,
			updatedAt: now,
			publishedAt: null,
			publishedBy: null
		})
		.execute();
	return id;
}

/** Drafts that are being published: a second press must not unfreeze what the first has frozen. */
const publishing = new Set<string>();

/**
 * Freezes the draft: the room takes no more writing and everything written before is on disk, and what stands there is stored with
 * points and numbers as they are now and the SHA-256 of their canonical JSON. It never changes again. The points keep the wording
 * they were published with. Refuses `notAllowed`, `closed` (there is no draft), `empty` (nothing is harvested), `missingTitle`,
 * `missingIntro`, `missingCorrection` (a new version says what it corrects), `conflictDisclosures` (something points at a person, and
 * nobody has decided about it), `conflict` (somebody else is publishing), `conflictWriting` (somebody writes on and on),
 * `conflictSaving` (the room can't be read from or written to disk right now) and `conflictDamage` (only a part of it could be
 * read: see `mendDraft`); then the room is written in as before.
 */
export async function publish(
	db: Db,
	live: Pick<LiveServer, 'freeze' | 'setStatus' | 'stats'>,
	actor: Actor,
	gatheringId: string,
	now: Instant
) {
	if (!mayLead(actor)) return refuse('notAllowed');
	const draft = (await versions(db, actor.municipalityId, gatheringId)).find((version) => version.publishedAt === null);
	if (!draft) return refuse('closed');
	if (publishing.has(draft.id)) return refuse('conflict');
	publishing.add(draft.id);
	let room: Frozen | undefined;
	let isPublished = false;
	try {
		if (draft.boardId !== null) {
			if (!(await settled(live, draft.boardId))) return refuse('conflictWriting');
			// The live server has logged why.
			room = await live.freeze(draft.boardId).catch(() => undefined);
			if (!room) return refuse('conflictSaving');
			if (room.damage) return refuse('conflictDamage');
		}
		const words = room ? readDraft(room.doc) : await draftWords({ read: () => Promise.resolve(undefined) }, draft);
		const answer = await storePublished(db, actor, draft, words, now);
		isPublished = answer.ok;
		return answer;
	} finally {
		if (isPublished) room?.keep();
		else room?.unfreeze();
		publishing.delete(draft.id);
		if (isPublished && draft.boardId !== null) live.setStatus(draft.boardId, draftStatus(false, now));
	}
}

/** Whoever has written nothing for so long has written the word to its end; nobody waits longer than that for others to stop. In ms. */
const quiet = 2_000;
const longestWait = 10_000;

/** Waits for the last keystroke in a room to have lain there for a while, so that no half a word is published. False: they write on. */
async function settled(live: Pick<LiveServer, 'stats'>, boardId: string): Promise<boolean> {
	for (let waited = 0; waited <= longestWait; waited += 250) {
		const room = live.stats([boardId]).get(boardId);
		if (!room || room.people === 0 || room.idleMs === null || room.idleMs >= quiet) return true;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
	return false;
}

/** What `publish` stores, in one transaction; refuses as `publish`. */
async function storePublished(db: Db, actor: Actor, draft: Version, words: DraftWords, now: Instant) {
	const { municipalityId } = actor;
	const { gatheringId } = draft;
	return command(db, async (trx) => {
		const again = (await versions(trx, municipalityId, gatheringId)).find((version) => version.publishedAt === null);
		if (again?.id !== draft.id) return refuse('closed');
		const content = storable(await contentOf(trx, municipalityId, draft, words, civilDate(now)));
		if (content.points.length === 0) return refuse('empty');
		if (content.title === '') return refuse('missingTitle');
		if (content.intro === '') return refuse('missingIntro');
		if (draft.version > 1 && content.correction === '') return refuse('missingCorrection');
		if ((await openDisclosures(trx, municipalityId, gatheringId, words)).length > 0) return refuse('conflictDisclosures');
		const text = canonicalJson(content);
		const hash = contentHash(text);
		const { title, intro, closing } = content;
		await trx
			.updateTable('summary')
			.set({ title, intro, closing, content: text, contentHash: hash, publishedAt: now, publishedBy: actor.id, updatedAt: now })
			.where('id', '=', draft.id)
			.execute();
		await append(trx, municipalityId, { kind: 'summary', id: draft.id, hash, at: now });
		for (const point of content.points)
			await trx.updateTable('forumPoint').set({ text: point.text }).where('id', '=', point.id).where('text', '!=', point.text).execute();
		if (draft.boardId !== null) await closeBoard(trx, municipalityId, draft.boardId, now);
		await link(
			trx,
			municipalityId,
			{ from: content.points.map((point) => ({ kind: 'forumPoint', id: point.id })), to: { kind: 'summary', id: draft.id } },
			now
		);
		await record(trx, actor, 'summary.publish', { kind: 'summary', id: draft.id, detail: { version: draft.version, hash } }, now);
		return { ok: true as const, summaryId: draft.id, version: draft.version, hash };
	});
}

/** Without what a database refuses (NUL, half surrogates), which only hostile clients write, and with its ends trimmed. */
function storable<T>(content: T): T {
	return JSON.parse(JSON.stringify(content), (_key, value: unknown) =>
		typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed().trim() : value
	) as T;
}
