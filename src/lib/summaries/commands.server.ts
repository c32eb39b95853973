import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { newId } from '#lib/ids.ts';
import { derive } from '#lib/lineage.server.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayLead, type Actor, type Locale } from '#lib/people/model.ts';
import { openDisclosures } from './disclosures.server.ts';
import { summaryState, type SummaryContent } from './model.ts';
import { contentOf, forumPoints, numbers, versions } from './queries.server.ts';

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
		title: m.summaries_first_title({ theme }, { locale }),
		intro: m.summaries_first_intro({ attended: said.attended, units: said.units, tables: said.tables, notes: said.notes }, { locale }),
		closing: m.summaries_first_closing({}, { locale })
	};
}

/**
 * A draft made from the harvest, or, when one has been published, a correction that begins with its words.
 * Refuses `notAllowed`, `notFound`, `nothingHarvested`, `draftOpen`.
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
		const state = summaryState(before);
		if (state === 'draft' || state === 'correcting') return { ok: false, reason: 'draftOpen' };
		if ((await forumPoints(trx, municipalityId, gatheringId)).length === 0) return { ok: false, reason: 'nothingHarvested' };
		const municipality = await trx.selectFrom('municipality').select('locale').where('id', '=', municipalityId).executeTakeFirstOrThrow();
		const [last] = before;
		const words = last
			? { title: last.title, intro: last.intro, closing: last.closing }
			: firstWords(gathering.theme, await numbers(trx, municipalityId, gatheringId), municipality.locale);
		const summaryId = newId();
		await trx
			.insertInto('summary')
			.values({
				id: summaryId,
				municipalityId,
				gatheringId,
				version: (last?.version ?? 0) + 1,
				locale: last?.locale ?? municipality.locale,
				...words,
				content: null,
				contentHash: null,
				createdAt: now,
				updatedAt: now,
				publishedAt: null,
				publishedBy: null
			})
			.execute();
		return { ok: true, summaryId };
	});
}

/**
 * Saves the draft's words. `updatedAt` is what the writer saw; somebody else's words since then are given back, not overwritten.
 * Refuses `notAllowed`, `noDraft`, `changedMeanwhile` (with `theirs`).
 */
export async function saveDraft(
	db: Db,
	actor: Actor,
	gatheringId: string,
	words: { updatedAt: string; title: string; intro: string; closing: string },
	now: Instant
): Promise<
	| { ok: true }
	| Refused<'notAllowed' | 'noDraft'>
	| { ok: false; reason: 'changedMeanwhile'; theirs: { updatedAt: string; title: string; intro: string; closing: string } }
> {
	if (!mayLead(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const draft = (await versions(trx, actor.municipalityId, gatheringId)).find((version) => version.publishedAt === null);
		if (!draft) return { ok: false, reason: 'noDraft' };
		if (draft.updatedAt !== words.updatedAt) {
			const { updatedAt, title, intro, closing } = draft;
			return { ok: false, reason: 'changedMeanwhile', theirs: { updatedAt, title, intro, closing } };
		}
		const { title, intro, closing } = words;
		await trx.updateTable('summary').set({ title, intro, closing, updatedAt: now }).where('id', '=', draft.id).execute();
		return { ok: true };
	});
}

/**
 * Freezes the draft: words, points and numbers as they are now, with the SHA-256 of their canonical JSON. It never changes again.
 * Refuses `notAllowed`, `noDraft`, `nothingHarvested`, `confidential` (something points at a person, and nobody has decided about it).
 */
export async function publish(
	db: Db,
	actor: Actor,
	gatheringId: string,
	now: Instant
): Promise<
	{ ok: true; summaryId: string; version: number; hash: string } | Refused<'notAllowed' | 'noDraft' | 'nothingHarvested' | 'confidential'>
> {
	if (!mayLead(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const { municipalityId } = actor;
		const draft = (await versions(trx, municipalityId, gatheringId)).find((version) => version.publishedAt === null);
		if (!draft) return { ok: false, reason: 'noDraft' };
		const content = await contentOf(trx, municipalityId, draft);
		if (content.points.length === 0) return { ok: false, reason: 'nothingHarvested' };
		if ((await openDisclosures(trx, municipalityId, gatheringId)).length > 0) return { ok: false, reason: 'confidential' };
		const text = canonicalJson(content);
		const hash = contentHash(text);
		await trx
			.updateTable('summary')
			.set({ content: text, contentHash: hash, publishedAt: now, publishedBy: actor.id, updatedAt: now })
			.where('id', '=', draft.id)
			.execute();
		await derive(
			trx,
			municipalityId,
			{ from: content.points.map((point) => ({ kind: 'forumPoint', id: point.id })), to: { kind: 'summary', id: draft.id } },
			now
		);
		await record(trx, actor, 'publishSummary', { kind: 'summary', id: draft.id, detail: { version: draft.version, hash } }, now);
		return { ok: true, summaryId: draft.id, version: draft.version, hash };
	});
}
