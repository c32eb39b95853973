import type { LiveServer, Principal } from '#lib/live/contract.ts';
import { personalKinds } from '#lib/pii/persons.ts';
import { createRateLimit, type RateLimit } from '#lib/rateLimit.server.ts';
import { refuse } from '#lib/result.ts';
import { addNote, boardLimits, noteText, readBoard, type NewNote } from './document.ts';
import type { AtTable } from '../participants/participants.server.ts';
import { receiptMark } from '../participants/receipt.ts';

/*
 * Notes by plain HTTP (L18), for networks that block WebSockets and for browsers without JavaScript. They are updates of their writer
 * like those that come by socket, under the same rules: open board, one's own label, the limits of text, board and hour, a receipt.
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
 * `limitRate`, `limitHour` (with the minutes to wait) and `conflictStorage` (the disk does not take it now; sent again it is the same
 * note). `writer` is who they are on boards.
 */
export async function postNote(
	live: Pick<LiveServer, 'writeFor'>,
	posting: RateLimit,
	at: AtTable,
	{ boardId, writer }: { boardId: string | null; writer: Pick<Principal, 'id' | 'secret'> },
	note: PostedNote
) {
	if (at.table.frozenAt !== null) return refuse('closed');
	if (boardId === null) return refuse('notAllowed');
	const kinds = personalKinds(note.text);
	if (!note.anyway && kinds.length > 0) return refuse('invalidPersonal', { kinds });
	if (!(await posting.allows(writer.id))) return refuse('limitRate');
	const receipt = 'mark' in note.receipt ? note.receipt.mark : receiptMark(note.receipt.secret, note.noteId);
	const { noteId: id, text, column = null } = note;
	const as: Principal = { ...writer, label: '', role: '', colour: 0, writesAs: [at.label], moderates: at.role !== 'guest' };
	// The live server has logged why it could not.
	const written = await live
		.writeFor(boardId, as, (doc) => void addNote(doc, { id, text, round: at.cafe.round, by: at.label, receipt, column }))
		.catch(() => 'failed' as const);
	if (written === 'written') return { ok: true as const };
	if (written === 'failed') return refuse('conflictStorage');
	if (written?.startsWith('limit ')) return refuse('limitHour', { minutes: Number(written.slice('limit '.length)) });
	return written === 'tooMany' || written === 'full' ? refuse('limitBoard') : refuse('closed');
}

/**
 * Puts `note` on a board as the server's if it has room; a note that is there already stays as it is.
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
