import type { Instant } from '#lib/dates.ts';
import type { Part } from './model.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import type { Actor } from '#lib/people/model.ts';
import type { Gathering } from '../model.ts';
import { changesBetween } from './diff.ts';
import { type ProgrammeRow, partsOf, programme } from './queries.server.ts';
import { shift, span } from './schedule.ts';

/** How many drafts are kept besides what is published: enough for whoever has had a page open all day. */
const keptDrafts = 40;

type Revision = { revision: number; parts: Part[]; changedBy: string | null; changedAt: Instant; publishedAt: Instant | null };

/** Every kept revision, oldest first; `changedBy` is a name. */
async function revisions(db: Db, municipalityId: string, gatheringId: string): Promise<Revision[]> {
	const rows = await db
		.selectFrom('programmeRevision')
		.leftJoin('person', 'person.id', 'programmeRevision.changedBy')
		.select([
			'programmeRevision.revision',
			'programmeRevision.content',
			'person.name as changedBy',
			'programmeRevision.changedAt',
			'programmeRevision.publishedAt'
		])
		.where('programmeRevision.municipalityId', '=', municipalityId)
		.where('programmeRevision.gatheringId', '=', gatheringId)
		.orderBy('programmeRevision.revision')
		.execute();
	return rows.map(({ content, ...row }) => ({ ...row, parts: JSON.parse(content) as Part[] }));
}

/** The number of the programme as it is now; 0 before anybody has changed it. */
export async function revisionOf(db: Db, municipalityId: string, gatheringId: string): Promise<number> {
	const { last } = await db
		.selectFrom('programmeRevision')
		.select((of) => of.fn.max('revision').as('last'))
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.executeTakeFirstOrThrow();
	return Number(last ?? 0);
}

/** Keeps what the programme has become, and what it was when that was never kept. */
export async function saveRevision(
	trx: Db,
	gathering: Pick<Gathering, 'id' | 'municipalityId'>,
	before: readonly Part[] | null,
	after: readonly Part[],
	actor: { id: string | null },
	now: Instant,
	publishedAt: Instant | null = null
): Promise<void> {
	const { id: gatheringId, municipalityId } = gathering;
	let revision = await revisionOf(trx, municipalityId, gatheringId);
	const row = (parts: readonly Part[], changedBy: string | null, at: Instant | null) => ({
		id: newId(),
		municipalityId,
		gatheringId,
		revision: ++revision,
		content: JSON.stringify(parts),
		changedBy,
		changedAt: now,
		publishedAt: at
	});
	if (revision === 0 && before)
		await trx
			.insertInto('programmeRevision')
			.values(row(before, null, null))
			.execute();
	await trx
		.insertInto('programmeRevision')
		.values(row(after, actor.id, publishedAt))
		.execute();
	await trx
		.deleteFrom('programmeRevision')
		.where('gatheringId', '=', gatheringId)
		.where('publishedAt', 'is', null)
		.where('revision', '<=', revision - keptDrafts)
		.execute();
}

/**
 * What others have done to the programme since somebody saw revision `seen`; null when nothing. Who did it is named, so that two
 * planners can talk; with a page from very long ago the oldest revision that is kept is compared with.
 */
export async function changedSince(db: Db, municipalityId: string, gatheringId: string, seen: number, now: readonly Part[]) {
	if ((await revisionOf(db, municipalityId, gatheringId)) === seen) return null;
	const kept = await revisions(db, municipalityId, gatheringId);
	const then = kept.findLast((one) => one.revision <= seen) ?? kept[0];
	const by = [...new Set(kept.filter((one) => one.revision > seen).flatMap((one) => one.changedBy ?? []))];
	return { by, changes: then ? changesBetween(then.parts, now) : [] };
}

/** A part as it was in a revision; undefined when that is not kept any more, or had no such part. */
export async function partAt(
	db: Db,
	municipalityId: string,
	gatheringId: string,
	revision: number,
	itemId: string
): Promise<Part | undefined> {
	const then = (await revisions(db, municipalityId, gatheringId)).findLast((one) => one.revision <= revision);
	return then?.parts.find(({ id }) => id === itemId);
}

export type Published = { version: number; publishedAt: Instant; parts: Part[] };

/** The versions that have been published, newest first. */
export async function publishedVersions(db: Db, municipalityId: string, gatheringId: string): Promise<Published[]> {
	return (await revisions(db, municipalityId, gatheringId))
		.flatMap(({ publishedAt, parts }) => (publishedAt === null ? [] : [{ publishedAt, parts }]))
		.map((one, index) => ({ version: index + 1, ...one }))
		.toReversed();
}

/** The programme that readers are shown: the published one, or the draft while nothing has been published. */
export async function shownProgramme(db: Db, municipalityId: string, gatheringId: string): Promise<ProgrammeRow[]> {
	const [latest] = await publishedVersions(db, municipalityId, gatheringId);
	if (!latest) return programme(db, municipalityId, gatheringId);
	const units = await db.selectFrom('unit').select(['id', 'nameNn', 'nameNb']).where('municipalityId', '=', municipalityId).execute();
	return latest.parts.map((part, index) => {
		const unit = units.find((one) => one.id === part.speakerUnitId);
		return { ...part, position: index + 1, unitNn: unit?.nameNn ?? null, unitNb: unit?.nameNb ?? null };
	});
}

/** The gathering begins and ends with its programme; whoever is invited has news then. */
export async function followProgramme(trx: Db, gathering: Gathering, parts: readonly Part[]): Promise<void> {
	const day = span(parts);
	if (!day || (day.startTime === gathering.startTime && day.endTime === gathering.endTime)) return;
	await trx
		.updateTable('gathering')
		.set({ ...day, calendarSequence: gathering.calendarSequence + (gathering.sentSequence === null ? 0 : 1) })
		.where('id', '=', gathering.id)
		.execute();
}

/** Publishes the programme as it is when nothing has been: whoever is invited is told a day that stays until it is published anew. */
export async function publishFirst(
	trx: Db,
	actor: Actor,
	gathering: Pick<Gathering, 'id' | 'municipalityId'>,
	now: Instant
): Promise<void> {
	if ((await publishedVersions(trx, gathering.municipalityId, gathering.id)).length > 0) return;
	const draft = partsOf(await programme(trx, gathering.municipalityId, gathering.id));
	await saveRevision(trx, gathering, null, draft, actor, now, now);
}

/** Moves what is published with the day's start, as a version of its own, beside the draft that has been moved already. */
export async function movePublished(
	trx: Db,
	actor: Actor,
	gathering: Gathering,
	minutes: number,
	draft: readonly Part[],
	now: Instant
): Promise<void> {
	const [latest] = await publishedVersions(trx, gathering.municipalityId, gathering.id);
	const moved = latest ? shift(latest.parts, minutes) : undefined;
	if (moved) await saveRevision(trx, gathering, null, moved, actor, now, now);
	if (!moved || changesBetween(moved, draft).length > 0) await saveRevision(trx, gathering, null, draft, actor, now);
}

/** A part as it was in the last revision that had it; undefined when none that is kept did. */
export async function formerPart(db: Db, municipalityId: string, gatheringId: string, itemId: string): Promise<Part | undefined> {
	const kept = await revisions(db, municipalityId, gatheringId);
	return kept.toReversed().flatMap(({ parts }) => parts.find(({ id }) => id === itemId) ?? [])[0];
}

/** Says who has a part, in the draft and in what readers are shown, without publishing what else is in the draft. */
export async function nameSpeaker(
	trx: Db,
	gathering: Pick<Gathering, 'id' | 'municipalityId'>,
	itemId: string,
	named: (part: Part) => Pick<Part, 'speaker' | 'speakerUnitId'>,
	now: Instant
): Promise<void> {
	const { id: gatheringId, municipalityId } = gathering;
	const apply = (parts: readonly Part[]) => parts.map((part) => (part.id === itemId ? { ...part, ...named(part) } : part));
	const before = partsOf(await programme(trx, municipalityId, gatheringId));
	const after = apply(before);
	const part = after.find(({ id }) => id === itemId);
	if (part)
		await trx
			.updateTable('programmeItem')
			.set({ speaker: part.speaker, speakerUnitId: part.speakerUnitId })
			.where('gatheringId', '=', gatheringId)
			.where('id', '=', itemId)
			.execute();
	const [latest] = await publishedVersions(trx, municipalityId, gatheringId);
	const shown = latest && apply(latest.parts);
	const nobody = { id: null };
	const isNews = latest && shown && changesBetween(latest.parts, shown).length > 0;
	if (isNews) await saveRevision(trx, gathering, before, shown, nobody, now, now);
	const differs = isNews ? changesBetween(shown, after).length > 0 : changesBetween(before, after).length > 0;
	if (differs) await saveRevision(trx, gathering, before, after, nobody, now);
}
