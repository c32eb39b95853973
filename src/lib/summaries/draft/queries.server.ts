import { contentHash } from '#lib/canonical.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { LiveServer, BoardStatus } from '#lib/live/contract.ts';
import type { DraftWords } from './content.ts';
import { readDraft } from './document.ts';

type Row = { boardId: string | null; title: string; intro: string; closing: string };

/**
 * The words of a draft as they stand in its room; of a draft from before there were rooms, as they stand in its row.
 * Rejects when the room can't be read.
 */
export async function draftWords(live: Pick<LiveServer, 'read'>, draft: Row): Promise<DraftWords> {
	const { title, intro, closing } = draft;
	const words = draft.boardId === null ? undefined : await live.read(draft.boardId, readDraft);
	return words ?? { title, intro, closing, correction: '', sections: [], removed: [], points: new Map() };
}

/** A fingerprint of a text as a form showed it, so that what somebody else has written since is not overwritten. */
export const seenAs = (text: string): string => contentHash(text.replace(/\r\n?/g, '\n')).slice(0, 16);

/** Whether a draft is open for writing, as everybody in its room is told; undefined for a board that is no draft's. */
export async function draftStatusOf(db: Db, boardId: string, now: Instant): Promise<BoardStatus | undefined> {
	const row = await db.selectFrom('summary').select('publishedAt').where('boardId', '=', boardId).executeTakeFirst();
	return row && draftStatus(row.publishedAt === null, now);
}

/** The board status of a draft's room. */
export function draftStatus(isOpen: boolean, now: Instant): BoardStatus {
	return { phase: 'draft', round: 0, endsAt: null, serverTime: now, message: null, state: isOpen ? 'open' : 'closed' };
}
