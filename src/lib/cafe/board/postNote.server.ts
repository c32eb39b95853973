import type { LiveServer } from '#lib/live/contract.ts';
import { confidentialKinds } from '#lib/pii/detect.ts';
import { createRateLimit, type RateLimit } from '#lib/rateLimit.server.ts';
import { addNote, boardLimits, noteText, readBoard } from './document.ts';
import type { AtTable } from '../participants/participants.server.ts';
import { receiptMark } from '../participants/receipt.ts';

/*
 * A note by plain HTTP (L18): for nets that let no socket through, and for browsers without JavaScript. It lies on the same
 * board under the same rules as one that came by socket: open board, one's own label, the limits of text and board, a receipt.
 */

/** How often somebody may post: as much as a quick hand writes. */
export const createPosting = () => createRateLimit({ max: 20, seconds: 60 });

export type PostedNote = {
	/** Made by the page: sent twice, it is one note. */
	noteId: string;
	text: string;
	/** Shared although it looks as if it points at somebody. */
	anyway: boolean;
	/** The mark by which its writer finds it again, made on their phone; or the secret to make it from. */
	receipt: { mark: string } | { secret: string };
	/** The column it stands in: what it is about, where the plan lies on the table. */
	column?: string | null;
};

/**
 * Puts a note on `boardId`, where `at` writes now (null: nowhere); ends after commit.
 * Refuses `boardsClosed`, `notYours` (not their table), `confidential` (ask first), `boardFull`, `tooOften`, `notSaved`
 * (the disk would not take it now; sent again it is the same note).
 */
export async function postNote(
	live: Pick<LiveServer, 'write'>,
	posting: RateLimit,
	at: AtTable,
	boardId: string | null,
	writer: string,
	note: PostedNote
): Promise<{ ok: true } | { ok: false; reason: 'boardsClosed' | 'notYours' | 'confidential' | 'boardFull' | 'tooOften' | 'notSaved' }> {
	if (at.table.frozenAt !== null) return { ok: false, reason: 'boardsClosed' };
	if (boardId === null) return { ok: false, reason: 'notYours' };
	if (!note.anyway && confidentialKinds(note.text).length > 0) return { ok: false, reason: 'confidential' };
	if (!(await posting.allows(writer))) return { ok: false, reason: 'tooOften' };
	const receipt = 'mark' in note.receipt ? note.receipt.mark : receiptMark(note.receipt.secret, note.noteId);
	let isThere = true;
	try {
		const written = await live.write(boardId, (doc) => {
			if (readBoard(doc).notes.length >= boardLimits.notes && !noteText(doc, note.noteId)) isThere = false;
			else addNote(doc, { id: note.noteId, text: note.text, round: at.cafe.round, by: at.label, receipt, column: note.column ?? null });
		});
		if (!written) return { ok: false, reason: 'boardsClosed' };
	} catch {
		// The live server has logged why.
		return { ok: false, reason: 'notSaved' };
	}
	return isThere ? { ok: true } : { ok: false, reason: 'boardFull' };
}
