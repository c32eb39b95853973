import { contentHash } from '#lib/canonical.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { LiveServer, BoardStatus } from '#lib/live/contract.ts';
import type { Actor } from '#lib/people/model.ts';
import {
	addSection,
	draftText,
	layPoints,
	moveSection,
	placePoint,
	readDraft,
	removeSection,
	rewordDraft,
	takeBackSection
} from './document.ts';
import type { DraftField, DraftWords } from './content.ts';
import { mayWriteDraft } from '../model.ts';
import { forumPoints, versions } from '../queries.server.ts';

/*
 * The draft of a summary is written together in a room, as the boards are. This is what the server says and does there; who
 * has no socket, or no JavaScript, writes by an ordinary form into the same room.
 */

type Row = { boardId: string | null; title: string; intro: string; closing: string };
type Refused<R extends string> = { ok: false; reason: R };

/** The words of a draft as they stand in its room; of a draft from before there were rooms, as they stand in its row. Rejects when the room can't be read. */
export async function draftWords(live: Pick<LiveServer, 'read'>, draft: Row): Promise<DraftWords> {
	const { title, intro, closing } = draft;
	const words = draft.boardId === null ? undefined : await live.read(draft.boardId, readDraft);
	return words ?? { title, intro, closing, correction: '', sections: [], removed: [], points: new Map() };
}

/** What a form tells that it showed of a text, so that what somebody else has written since is not lost. */
export const seenAs = (text: string): string => contentHash(text.replace(/\r\n?/g, '\n')).slice(0, 16);

export type Deed = { do: 'add' } | { do: 'remove' | 'takeBack' | 'up' | 'down'; sectionId: string };

export type Revised = {
	/** Texts as they were sent, with what the form had shown of each (`seenAs`); those that were not touched change nothing. */
	texts: readonly { field: DraftField; text: string; seen: string }[];
	/** Points that were put in another section. */
	places: readonly { pointId: string; sectionId: string | null }[];
	deed: Deed | null;
};

/**
 * Writes what came by form into the draft's room. A text that somebody else has changed meanwhile is left as it stands and given
 * back (`theirs`); all else is written. Refuses `notAllowed`, `noDraft`, `notSaved` (the disk would not take it), `changedMeanwhile`.
 */
export async function reviseDraft(
	db: Db,
	live: Pick<LiveServer, 'write'>,
	actor: Actor,
	gatheringId: string,
	revised: Revised,
	now: Instant
): Promise<
	| { ok: true }
	| Refused<'notAllowed' | 'noDraft' | 'notSaved'>
	| { ok: false; reason: 'changedMeanwhile'; theirs: { field: DraftField; text: string }[] }
> {
	if (!mayWriteDraft(actor)) return { ok: false, reason: 'notAllowed' };
	const draft = (await versions(db, actor.municipalityId, gatheringId)).find((version) => version.publishedAt === null);
	if (!draft?.boardId) return { ok: false, reason: 'noDraft' };
	const touched = revised.texts.filter(({ text, seen }) => seenAs(text) !== seen);
	const theirs: { field: DraftField; text: string }[] = [];
	try {
		const written = await live.write(draft.boardId, (doc) => {
			for (const { field, text, seen } of touched) {
				const stands = draftText(doc, field)?.toString();
				if (stands !== undefined && (seenAs(stands) === seen || stands === text)) rewordDraft(doc, field, text);
				else theirs.push({ field, text: stands ?? '' });
			}
			for (const { pointId, sectionId } of revised.places) placePoint(doc, pointId, sectionId);
			const { deed } = revised;
			if (deed?.do === 'add') addSection(doc, { id: newId() });
			if (deed?.do === 'remove') removeSection(doc, deed.sectionId, now);
			if (deed?.do === 'takeBack') takeBackSection(doc, deed.sectionId);
			if (deed?.do === 'up' || deed?.do === 'down') moveSection(doc, deed.sectionId, deed.do === 'up' ? -1 : 1);
		});
		if (!written) return { ok: false, reason: 'noDraft' };
	} catch {
		// The live server has logged why.
		return { ok: false, reason: 'notSaved' };
	}
	return theirs.length > 0 ? { ok: false, reason: 'changedMeanwhile', theirs } : { ok: true };
}

/** Makes places in an open draft for points that were gathered, merged or split since it was begun. To be called after that. */
export async function layNewPoints(db: Db, live: Pick<LiveServer, 'write'>, municipalityId: string, gatheringId: string): Promise<void> {
	const draft = (await versions(db, municipalityId, gatheringId)).find((version) => version.publishedAt === null);
	if (!draft?.boardId) return;
	const points = await forumPoints(db, municipalityId, gatheringId);
	await live.write(draft.boardId, (doc) => layPoints(doc, points));
}

/** Where the writing of a draft stands, for everybody in its room; undefined for a board that is none. */
export async function draftStageOf(db: Db, boardId: string, now: Instant): Promise<BoardStatus | undefined> {
	const row = await db.selectFrom('summary').select('publishedAt').where('boardId', '=', boardId).executeTakeFirst();
	return row && draftStage(row.publishedAt === null, now);
}

export function draftStage(isOpen: boolean, now: Instant): BoardStatus {
	return { phase: 'draft', round: 0, endsAt: null, serverTime: now, message: null, state: isOpen ? 'open' : 'closed' };
}
