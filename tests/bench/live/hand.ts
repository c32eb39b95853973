import * as Y from 'yjs';
import { addNote, newBoardDoc, noteText } from '#lib/cafe/board/document.ts';

/** Somebody's own words: a Yjs document that holds what they wrote, and nothing of the others. */
export class Hand {
	readonly doc = newBoardDoc();
	readonly index: number;
	/** When each edit was sent. */
	readonly sentAt: number[] = [];
	/** The last clock of each edit. */
	readonly ends: number[] = [];
	clock = 0;
	edits = 0;
	/** The note they write in now. */
	note = '';
	#notes = 0;
	#filled = 0;

	constructor(index: number) {
		this.index = index;
	}

	get clientId(): number {
		return this.doc.clientID;
	}

	/** Hands what is written to `send`, and keeps the moment of each edit. */
	writeTo(send: (update: Uint8Array) => void): void {
		this.doc.on('update', (update: Uint8Array) => {
			this.clock = Y.getState(this.doc.store, this.clientId);
			this.edits++;
			this.ends.push(this.clock);
			this.sentAt.push(performance.now());
			send(update);
		});
	}

	/** Puts a new note on the board. */
	lay(text = 'Ein stad å bu, nær skule og buss'): void {
		this.note = `n${this.index}x${this.#notes++}x${this.clientId.toString(36)}`;
		this.#filled = text.length;
		addNote(this.doc, { id: this.note, text, round: 1, by: '' });
	}

	/** One keystroke; a full note is followed by a new one. */
	type(): void {
		if (this.#filled++ > 1500) this.lay();
		else {
			const text = noteText(this.doc, this.note) as Y.Text;
			text.insert(text.length, letters[this.edits % letters.length] as string);
		}
	}

	/** Puts a slip right: a letter goes and another comes. */
	correct(): void {
		const text = noteText(this.doc, this.note) as Y.Text;
		this.doc.transact(() => {
			text.delete(4, 1);
			text.insert(4, letters[this.edits % letters.length] as string);
		});
	}

	/** Writes the whole note anew: a large edit. */
	rewrite(length: number): void {
		const text = noteText(this.doc, this.note) as Y.Text;
		this.doc.transact(() => {
			text.delete(0, text.length);
			text.insert(0, (letters[this.edits % letters.length] as string).repeat(length));
		});
	}
}

const letters = 'ein bustad er meir enn tak over hovudet ';
