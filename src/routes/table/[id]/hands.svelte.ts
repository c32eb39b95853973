import { proposeBin, readProposals, type BoardNote, type Proposal } from '#lib/cafe/board/document.ts';
import { receiptMark } from '#lib/cafe/participants/receipt.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { newId } from '#lib/ids.ts';
import type { Table } from './table.svelte.ts';

type Own = { id: string; receipt: string | null };

/**
 * Whose notes are whose, as this phone sees it: its own by the marks of its receipt. The server knows by itself, and decides (L9).
 */
export class Hands {
	#table: Table;

	constructor(table: Table) {
		this.#table = table;
	}

	isMine({ id, receipt }: Own): boolean {
		const { secret } = this.#table;
		return receipt !== null && secret !== null && receipt === receiptMark(secret, id);
	}

	/** Those who run the table or the day may with every note what its writer may. */
	get moderates(): boolean {
		return this.#table.data.role !== 'guest';
	}

	/** Empty it, bin it, take it back. */
	mayBin(note: BoardNote): boolean {
		return this.moderates || this.#table.onPrivateBoard || this.isMine(note);
	}

	/** Notes of this phone that others have changed under their signature. */
	get changed(): BoardNote[] {
		return this.#table.grouped.groups.flatMap(({ notes }) => notes.filter((note) => note.firstText !== null && this.isMine(note)));
	}

	/** The proposals to bin a note. */
	proposals(noteId: string): Proposal[] {
		const { board } = this.#table;
		// Renders again when the structure of the board changes.
		return board?.grouped ? readProposals(board.doc).filter((proposal) => proposal.noteId === noteId) : [];
	}

	propose(noteId: string): void {
		const { board, writable } = this.#table;
		if (!board || !writable) return;
		const id = newId();
		proposeBin(board.doc, { id, noteId, receipt: receiptMark(this.#table.makeSecret(), id) });
		this.#done(m.board_proposal_sent());
	}

	/** Takes proposals back: one's own, or, as who runs the table, all of them. */
	withdraw(noteId: string): void {
		const { board, writable } = this.#table;
		if (!board || !writable) return;
		for (const proposal of this.proposals(noteId))
			if (this.moderates || this.isMine(proposal)) board.withdraw(proposal.id, this.#table.clock());
		this.#done(this.moderates ? m.board_note_kept() : m.board_proposal_withdrawn());
	}

	#done(words: string): void {
		this.#table.actions.toolsFor = null;
		this.#table.say(words);
	}
}
