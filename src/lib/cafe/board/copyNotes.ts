import type * as Y from 'yjs';
import { newId } from '#lib/ids.ts';
import { addNote, editNote, noteText, type BoardNote } from './document.ts';

/*
 * What somebody has written on their sheet and the server has not acknowledged. At the reveal the server lays on the table
 * what it had; the rest is laid there by the phone that has it, when it comes back (L15, L20).
 */

/** As much of a note as there is on a sheet. */
export type SheetNote = Pick<BoardNote, 'id' | 'text' | 'round' | 'by' | 'receipt'> & { column?: string | null };

type Laying = {
	/** The board is the writer's own sheet: what they have is newer than what is there. */
	isOwn: boolean;
	/** A label that may stand on this board. */
	sign: (by: string) => string;
	/** The mark of a note that has to be made anew. */
	receipt: (noteId: string) => string | null;
};

/**
 * Lays notes on a board that may have them already: each is there once afterwards, with all of its text. Where somebody has
 * gone on writing in one meanwhile, what was lacking lies beside it as a note of its own. Gives how many were laid or
 * lengthened; `full` are the texts for which there was no room.
 */
export function layDown(
	doc: Y.Doc,
	notes: readonly SheetNote[],
	{ isOwn, sign, receipt }: Laying,
	room: () => number
): { laid: number; full: string[] } {
	let laid = 0;
	const full: string[] = [];
	for (const note of notes) {
		const there = noteText(doc, note.id)?.toString();
		if (there === note.text || note.text.trim() === '') continue;
		const isNewer = there !== undefined && (isOwn || note.text.startsWith(there));
		const id = there === undefined ? note.id : newId();
		if (isNewer ? editNote(doc, note.id, note.text) : room() > 0 && put(doc, { ...note, id, by: sign(note.by) }, receipt)) laid++;
		else full.push(note.text);
	}
	return { laid, full };
}

function put(doc: Y.Doc, { id, text, round, by, column }: SheetNote, receipt: Laying['receipt']): boolean {
	return addNote(doc, { id, text, round, by, receipt: receipt(id), column: column ?? null });
}
