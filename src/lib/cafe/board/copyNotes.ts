import type * as Y from 'yjs';
import { newId } from '#lib/ids.ts';
import { addNote, editNote, noteText, type BoardNote } from './document.ts';

/*
 * Notes that somebody has written on their private board and the server has not acknowledged. At the reveal the server copies to the
 * table's board what it has; a phone that has more copies the rest itself when it is back online (L15, L20).
 */

/** What a private board holds of a note. */
export type PrivateNote = Pick<BoardNote, 'id' | 'text' | 'round' | 'by' | 'receipt'> & { column?: string | null };

type Options = {
	/** The board is the writer's own private one: the phone's text is newer than the board's. */
	isOwn: boolean;
	/** A label that is allowed on this board. */
	sign: (by: string) => string;
	/** The mark of a note that has to be added anew. */
	receipt: (noteId: string) => string | null;
};

/**
 * Copies notes to a board that may have them already: afterwards each is there once, with all of its text. Where somebody has
 * changed one meanwhile, the phone's text is added as a note of its own. Returns how many were added or extended; `full` are
 * the texts for which there was no room.
 */
export function copyNotes(
	doc: Y.Doc,
	notes: readonly PrivateNote[],
	{ isOwn, sign, receipt }: Options,
	room: () => number
): { copied: number; full: string[] } {
	let copied = 0;
	const full: string[] = [];
	for (const note of notes) {
		const there = noteText(doc, note.id)?.toString();
		if (there === note.text || note.text.trim() === '') continue;
		const isNewer = there !== undefined && (isOwn || note.text.startsWith(there));
		const id = there === undefined ? note.id : newId();
		if (isNewer ? editNote(doc, note.id, note.text) : room() > 0 && add(doc, { ...note, id, by: sign(note.by) }, receipt)) copied++;
		else full.push(note.text);
	}
	return { copied, full };
}

function add(doc: Y.Doc, { id, text, round, by, column }: PrivateNote, receipt: Options['receipt']): boolean {
	return addNote(doc, { id, text, round, by, receipt: receipt(id), column: column ?? null });
}
