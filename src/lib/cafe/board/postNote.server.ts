import type { LiveServer } from '#lib/live/contract.ts';
import { confidentialKinds } from '#lib/pii/detect.ts';
import { createRateLimit, type RateLimit } from '#lib/rateLimit.server.ts';
import { refuse } from '#lib/result.ts';
import { addNote, boardLimits, noteText, readBoard, type NewNote } from './document.ts';
import type { AtTable } from '../participants/participants.server.ts';
import { receiptMark } from '../participants/receipt.ts';

/*
 * Notes by plain HTTP (L18), for networks that block WebSockets and for browsers without JavaScript. The same rules apply as for a
 * note that comes by socket: open board, one's own label, the limits of text and board, a receipt.
 */

/** Limits how often somebody posts: 20 notes a minute, about as many as a quick writer makes. */
export const createPosting = () => createRateLimit({ max: 20, seconds: 60 });

export type PostedNote = {
	/** Made by the page: sent twice, it is one note. */
	noteId: string;
	text: string;
	/** Shared although it looks as if it points at somebody. */
	anyway: boolean;
	/** The mark by which its writer finds it again, made on their phone; or the secret to make it from. */
	receipt: { mark: string } | { secret: string };
	/** Its column: what it is about, at tables that have elements of the plan. */
	column?: string | null;
};

/**
 * Puts a note on `boardId`, the board that `at` writes on now (null: none); returns after the commit.
 * Refuses `closed`, `notAllowed` (not their table), `invalidPersonal` (looks as if it points at somebody: ask first), `limitBoard`,
 * `limitRate` and `conflictStorage` (the disk does not take it now; sent again it is the same note).
 */
export async function postNote(
	live: Pick<LiveServer, 'write'>,
	posting: RateLimit,
	at: AtTable,
	{ boardId, writer }: { boardId: string | null; writer: string },
	note: PostedNote
) {
	if (at.table.frozenAt !== null) return refuse('closed');
	if (boardId === null) return refuse('notAllowed');
	const kinds = confidentialKinds(note.text);
	if (!note.anyway && kinds.length > 0) return refuse('invalidPersonal', { kinds });
	if (!(await posting.allows(writer))) return refuse('limitRate');
	const receipt = 'mark' in note.receipt ? note.receipt.mark : receiptMark(note.receipt.secret, note.noteId);
	const { noteId: id, text, column = null } = note;
	return writeNote(live, boardId, { id, text, round: at.cafe.round, by: at.label, receipt, column });
}

/**
 * Puts `note` on a board if it has room; a note that is there already stays as it is.
 * Refuses `closed` (the board takes no writing), `limitBoard` and `conflictStorage`.
 */
export async function writeNote(live: Pick<LiveServer, 'write'>, boardId: string, note: NewNote) {
	let isFull = false;
	try {
		const written = await live.write(boardId, (doc) => {
			isFull = readBoard(doc).notes.filter(({ binnedAt }) => binnedAt === null).length >= boardLimits.notes && !noteText(doc, note.id);
			if (!isFull) addNote(doc, note);
		});
		if (!written) return refuse('closed');
	} catch {
		// The live server has logged why.
		return refuse('conflictStorage');
	}
	return isFull ? refuse('limitBoard') : { ok: true as const };
}
