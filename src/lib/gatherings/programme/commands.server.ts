import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { minutesOf, type Instant, type LocalTime } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import * as topics from '#lib/topics/commands.server.ts';
import { requireGathering } from '../commands.server.ts';
import { withSinceLast } from './sinceLast.ts';
import { recordPlanningTime } from '../planningTime.server.ts';
import { isOver, mayPlan, type Gathering, type ProgrammeItemKind } from '../model.ts';
import { byId, isShared, languageOf } from '../queries.server.ts';
import { inOrder, makeRoom, reorder, schedule, shift, span, swap, scheduleConflict } from './schedule.ts';
import type { Part } from './model.ts';
import { type ProgrammeRow, programme } from './queries.server.ts';
import { mergeItem } from './merge.ts';
import { candidates } from '#lib/topics/queries.server.ts';
import { withTopic } from './topicPlace.ts';
import { changedSince, followProgramme, partAt, publishedVersions, saveRevision } from './revisions.server.ts';
import { partsOf } from './queries.server.ts';
import { keepsTitle, standardOfKind, standardTitle } from './titles.ts';

type Trx = Transaction<Database>;

export type ItemFields = {
	kind: ProgrammeItemKind;
	/** '' for what such a part is always called. */
	title: string;
	/** null: right after what is there already. */
	startTime: LocalTime | null;
	minutes: number;
	speaker: string;
	speakerUnitId: string | null;
	/** Whether parts that come later give way. */
	push: boolean;
	/** Beside the common programme, for those at the course. */
	track?: 'course' | null;
};

/** The revision that the planner saw; null: whatever it is now. */
type Seen = number | null;
/**
 * A new part of the day. Refuses `notAllowed`, `notFound`, `closed` (held or cancelled), `invalidUnit`, `conflict` (others have
 * changed the programme since revision `seen`; what they did is told), `conflictTime` (something else is on then in that track, and
 * `push` is not asked for or does not help), `invalidTime` (before 06:00 or after 23:00).
 */
export async function addItem(db: Db, actor: Actor, gatheringId: string, fields: ItemFields, now: Instant, seen: Seen = null) {
	return change(db, actor, { gatheringId, seen, unitId: fields.speakerUnitId }, now, (parts, gathering, { locale }) => {
		const beside = parts.filter((part) => part.track === (fields.track ?? null));
		const startTime = fields.startTime ?? span(beside)?.endTime ?? gathering.startTime ?? '09:00';
		const { push, track = null, title, kind, minutes, speaker, speakerUnitId } = fields;
		const standard = standardOfKind[kind];
		const name = standardTitle(standard, locale);
		const isStandard = title === '' || title === name;
		const titled = { title: isStandard ? name : title, standard: isStandard ? standard : null };
		const added: Part = { kind, minutes, speaker, speakerUnitId, ...titled, track, id: newId(), topicId: null, startTime };
		return push ? makeRoom([...parts, added], added) : [...parts, added];
	});
}

/**
 * New words, time or length for a part: only what was changed in it counts, so that two who change different things both get theirs.
 * Refuses as `addItem` (`conflict` only when both changed the same, with what is `merged` so far), and `notFoundItem`.
 */
export async function editItem(
	db: Db,
	actor: Actor,
	gatheringId: string,
	itemId: string,
	fields: ItemFields,
	now: Instant,
	seen: Seen = null
) {
	const edits = { itemId, typed: fields };
	return change(db, actor, { gatheringId, seen, unitId: fields.speakerUnitId, edits }, now, (parts, _, { rows, locale, merged }) => {
		const old = parts.find((part) => part.id === itemId);
		const row = rows.find(({ id }) => id === itemId);
		if (!old || !row) return 'notFoundItem';
		const { push, startTime, title, track = null, kind, minutes, speaker, speakerUnitId } = merged ?? fields;
		const same = title === '' || (keepsTitle(row, title) && kind === old.kind);
		const standard = title === '' ? standardOfKind[kind] : old.standard;
		const named = title === '' ? standardTitle(standardOfKind[kind], locale) : old.title;
		const titled = same ? { title: named, standard } : { title, standard: null };
		const edited: Part = { ...old, kind, minutes, speaker, speakerUnitId, ...titled, track, startTime: startTime ?? old.startTime };
		const others = parts.filter((part) => part !== old);
		return push ? makeRoom([...others, edited], edited) : [...others, edited];
	});
}

/**
 * Takes a part out; its time stays free and its topic goes back to the inbox. Refuses `notAllowed`, `notFound`, `closed`, `conflict`,
 * `notFoundItem`.
 */
export async function removeItem(db: Db, actor: Actor, gatheringId: string, itemId: string, now: Instant, seen: Seen = null) {
	return change(db, actor, { gatheringId, seen }, now, (parts) =>
		parts.some((part) => part.id === itemId) ? parts.filter((part) => part.id !== itemId) : 'notFoundItem'
	);
}

/** Lets a part change places with the one before (−1) or after (1) it in its track. Refuses as `removeItem`. */
export async function moveItem(db: Db, actor: Actor, gatheringId: string, itemId: string, by: -1 | 1, now: Instant, seen: Seen = null) {
	return change(db, actor, { gatheringId, seen }, now, (parts) => {
		const index = parts.findIndex((part) => part.id === itemId);
		return index === -1 ? 'notFoundItem' : swap(parts, index, by);
	});
}

/** Puts the common parts in the order of `ids`, pauses staying where they are in the day. Refuses as `removeItem`, and `invalidTime`. */
export async function orderItems(db: Db, actor: Actor, gatheringId: string, ids: readonly string[], now: Instant, seen: Seen = null) {
	return change(db, actor, { gatheringId, seen }, now, (parts) => reorder(parts, ids) ?? 'notFoundItem');
}

/**
 * Puts the common parts right after one another from `startTime`, the course with them. Refuses `notAllowed`, `notFound`, `closed`,
 * `conflict`, `invalidTime`.
 */
export async function closeUp(db: Db, actor: Actor, gatheringId: string, startTime: LocalTime, now: Instant, seen: Seen = null) {
	return change(db, actor, { gatheringId, seen }, now, (parts) => {
		const [common, course] = [parts.filter((part) => !part.track), parts.filter((part) => part.track)];
		const by = minutesOf(startTime) - minutesOf(common[0]?.startTime ?? startTime);
		return [...schedule(common, startTime), ...(shift(course, by) ?? course)];
	});
}

/** Gives what is open since last time its ten minutes. Refuses as `removeItem`, and `duplicate`. */
export async function addSinceLast(db: Db, actor: Actor, gatheringId: string, now: Instant, seen: Seen = null) {
	return change(db, actor, { gatheringId, seen }, now, (parts, _, { locale }) => {
		if (parts.some((part) => part.kind === 'sinceLast')) return 'duplicate';
		return withSinceLast(parts, locale).map((part) => ({ id: newId(), ...part }));
	});
}

/**
 * Takes a topic from the inbox into the programme of a gathering that is planned already: into the first talk that nobody has yet, else
 * after the last talk, and what comes later gives way. Its proposer is answered, with `origin` in the link of the letter. Refuses
 * `notAllowed`, `notFound`, `missingTopic` (not open, or another series'), `closed`, `conflict` and `invalidTime` as `addItem`.
 */
export async function addTopicItem(
	db: Db,
	actor: Actor,
	taken: { gatheringId: string; topicId: string; origin: string | null },
	now: Instant,
	seen: Seen = null
) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const { gatheringId, topicId, origin } = taken;
	return command(db, async (trx) => {
		const gathering = await byId(trx, actor.municipalityId, gatheringId);
		if (!gathering) return refuse('notFound');
		const topic = (await candidates(trx, actor.municipalityId, gathering.seriesId, actor.id)).find(({ id }) => id === topicId);
		if (!topic) return refuse('missingTopic');
		const changed = await change(trx, actor, { gatheringId, seen }, now, (parts) =>
			withTopic(parts, { topicId, title: topic.title }, gathering.startTime ?? '09:00')
		);
		if (!changed.ok) return changed;
		const { seriesNn: nameNn, seriesNb: nameNb, theme, date, startTime, room } = gathering;
		const href = origin === null ? null : `${origin}/gatherings/${gatheringId}`;
		const forum = { nameNn, nameNb, theme, date, startTime, room, href };
		const marked = await topics.markPlanned(trx, actor, [topicId], gatheringId, now, forum);
		return marked.ok ? changed : refuse('missingTopic');
	});
}

/**
 * A partner's own part: what it is about and who speaks. Only in a gathering shared with them, and only a part that their unit has;
 * without `itemId` a new talk after what is there, for the planners to place. Refuses `notFound` (not shared), `notAllowed` (another
 * unit's part), `closed`, `conflict`, `notFoundItem`, `invalidTime`.
 */
export async function partnerItem(
	db: Db,
	actor: Actor,
	gatheringId: string,
	own: { itemId: string | null; title: string; speaker: string; minutes: number },
	now: Instant,
	seen: Seen = null
) {
	const { itemId, title, speaker, minutes } = own;
	return change(db, actor, { gatheringId, seen, asPartner: true }, now, (parts, gathering) => {
		if (itemId === null) {
			const startTime = span(parts.filter((part) => !part.track))?.endTime ?? gathering.startTime ?? '09:00';
			const talk = { kind: 'talk' as const, standard: null, track: null, topicId: null, speakerUnitId: actor.unitId };
			return [...parts, { ...talk, id: newId(), title, speaker, minutes, startTime }];
		}
		const part = parts.find((one) => one.id === itemId);
		if (!part) return 'notFoundItem';
		if (part.speakerUnitId !== actor.unitId) return 'notAllowed';
		return parts.map((one) => (one === part ? { ...part, speaker, title, standard: title === part.title ? part.standard : null } : one));
	});
}

/** `merged`: what was typed, with what others have done to the same part meanwhile. */
type Known = { rows: readonly ProgrammeRow[]; locale: Locale; merged: ItemFields | null };

/** What somebody typed about one part. */
type Edits = { itemId: string; typed: ItemFields };

/** Which programme, as of which revision; for a part of `unitId`, which must be there; by a partner the gathering is shared with. */
type Changed = { gatheringId: string; seen: Seen; unitId?: string | null; asPartner?: boolean; edits?: Edits };
type Work = (parts: Part[], gathering: Gathering, known: Known) => Part[] | 'notFoundItem' | 'duplicate' | 'notAllowed';

/** Reads the day, lets `work` change it, checks it, writes it back and saves what it has become. */
async function change(db: Db, actor: Actor, changed: Changed, now: Instant, work: Work) {
	const { gatheringId, seen, unitId = null, asPartner = false } = changed;
	if (!asPartner && !mayPlan(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, gatheringId);
		if (!gathering || (asPartner && !(await isShared(trx, actor, gatheringId)))) return refuse('notFound');
		if (isOver(gathering)) return refuse('closed');
		if (unitId !== null && !(await isUnit(trx, municipalityId, unitId))) return refuse('invalidUnit');
		const rows = await programme(trx, municipalityId, gatheringId);
		const before = partsOf(rows);
		const others = seen === null ? null : await changedSince(trx, municipalityId, gatheringId, seen, before);
		const merged = others ? await mergedWith(trx, gathering, changed, before) : null;
		if (others && (!merged || merged.clash)) return refuse('conflict', { ...others, merged: merged?.fields ?? null });
		const known = { rows, locale: await languageOf(trx, municipalityId), merged: merged?.fields ?? null };
		const worked = work(before, gathering, known);
		if (typeof worked === 'string') return refuse(worked);
		const wrong = scheduleConflict(worked);
		if (wrong) return refuse(wrong);
		const after = inOrder(worked);
		await write(trx, gathering, after);
		await saveRevision(trx, gathering, before, after, actor, now);
		// Once something is published, readers keep that day until the next version is.
		if ((await publishedVersions(trx, municipalityId, gatheringId)).length === 0) await followProgramme(trx, gathering, after);
		for (const { topicId } of before) {
			if (topicId !== null && !after.some((part) => part.topicId === topicId))
				await topics.markReleased(trx, actor, gatheringId, topicId, now);
		}
		// What partners do is their own time.
		if (!asPartner) await recordPlanningTime(trx, municipalityId, gatheringId, now);
		await record(trx, actor, 'programme.change', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true as const };
	});
}

/** What was typed about a part with what others did to it since revision `seen`; null when it is gone, or was not known then. */
async function mergedWith(trx: Trx, { id, municipalityId }: Gathering, { seen, edits }: Changed, now: readonly Part[]) {
	if (!edits || seen === null) return null;
	const theirs = now.find((part) => part.id === edits.itemId);
	const base = await partAt(trx, municipalityId, id, seen, edits.itemId);
	return base && theirs ? mergeItem(base, theirs, edits.typed) : null;
}

async function isUnit(trx: Trx, municipalityId: string, unitId: string): Promise<boolean> {
	const unit = await trx
		.selectFrom('unit')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', unitId)
		.executeTakeFirst();
	return unit !== undefined;
}

/** The programme is small: it is written anew, with the ids it had. */
async function write(trx: Trx, { id: gatheringId, municipalityId }: Gathering, parts: readonly Part[]): Promise<void> {
	await trx.deleteFrom('programmeItem').where('gatheringId', '=', gatheringId).execute();
	if (parts.length === 0) return;
	await trx
		.insertInto('programmeItem')
		.values(parts.map((part, index) => ({ ...part, municipalityId, gatheringId, position: index + 1 })))
		.execute();
}
