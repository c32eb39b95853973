/* eslint-disable svelte/prefer-svelte-reactivity -- what is listed by id here is not kept */
import type { BoardState } from '#lib/live/client/connection.ts';
import { LiveBoard } from './board.svelte.ts';
import { BoardSession } from '#lib/live/client/session.ts';
import type { Unsent } from '#lib/live/client/unsent.ts';
import { keepPrivateNotes, keptPrivateNotes } from './browserStorage.ts';
import { copyNotes, type PrivateNote } from './copyNotes.ts';

/** The board that somebody has open: the table's, or their private one while everybody writes alone. */
export type Place = { boardId: string; isPrivate: boolean };

type Options = {
	projector: boolean;
	/** The tab's copy of what is unsent on the table's board. */
	unsent: Unsent;
	/** Their private boards that have been revealed on the table's board. */
	formerPrivateBoards: () => readonly string[];
	/** The label that is allowed here, for a note that had `by` on a private board. */
	sign: (by: string) => string;
	receipt: (noteId: string) => string | null;
	ontold: (state: BoardState) => void;
	/** As of `BoardSession`: what the board will not take, or that it has closed for good. */
	onover: (over: { refused: string } | { closed: number }) => void;
	/** Texts that are on no board. */
	onlost: (texts: string[]) => void;
	/** `copied` notes that came too late for the reveal are on the table's board now; there was no room for the texts in `full`. */
	oncopied: (copied: number, full: string[]) => void;
	/** How many notes the board has room for. */
	room: (session: BoardSession<LiveBoard>) => number;
};

/**
 * A seat has one board open, and changes to another at the reveal without a moment in which nothing can be written: the first is closed
 * when the second is synchronised, and what the first had not sent is copied to the second.
 */
export class Seat {
	#options: Options;
	#here = $state.raw<{ place: Place; session: BoardSession<LiveBoard> } | null>(null);
	#coming: { place: Place; session: BoardSession<LiveBoard> } | null = null;

	constructor(options: Options) {
		this.#options = options;
	}

	get session(): BoardSession<LiveBoard> | null {
		return this.#here?.session ?? null;
	}

	get onPrivateBoard(): boolean {
		return this.#here?.place.isPrivate ?? false;
	}

	/** Opens the board of `place`; the one that is open is closed when the new one is synchronised. Null closes it for good. */
	go(place: Place | null): void {
		if (place === null) return this.leave();
		if (place.boardId === (this.#coming ?? this.#here)?.place.boardId) return;
		this.#drop();
		if (this.#here?.place.boardId === place.boardId) return;
		const next = { place, session: this.#open(place, true) };
		if (this.#here) this.#coming = next;
		else this.#here = next;
	}

	leave(): void {
		this.#drop();
		const left = this.#here;
		this.#here = null;
		// Texts that had not been sent when the board was frozen.
		if (left && !left.place.isPrivate) this.#options.onlost(left.session.board.touched);
		left?.session.end();
	}

	#drop(): void {
		this.#coming?.session.end();
		this.#coming = null;
	}

	#open(place: Place, withKept: boolean): BoardSession<LiveBoard> {
		const { projector, unsent, ontold, onover, onlost } = this.#options;
		const isHere = () => this.#here?.session === session;
		const session: BoardSession<LiveBoard> = new BoardSession({
			board: new LiveBoard(),
			boardId: place.boardId,
			projector,
			unsent: place.isPrivate ? privateUnsent(place.boardId, () => session) : unsent,
			changes: place.isPrivate || !withKept ? null : unsent.read().changes,
			ignoresFreeze: place.isPrivate,
			ontold: (state) => {
				if (state.synced && this.#coming?.session === session) this.#changeOver();
				else if (state.synced && isHere()) this.#copyPrivateNotes();
				if (isHere()) ontold(state);
			},
			onover: (over, texts) => {
				if (this.#coming?.session === session) this.#changeOver();
				// A private board closes when it is revealed: its writer goes to the table's board, and takes along what is unsent.
				if (!place.isPrivate || 'refused' in over) onlost(texts);
				onover(over);
				// The local document holds something the board will never accept: start again from the board's content.
				if ('refused' in over) queueMicrotask(() => isHere() && this.#again(place));
			}
		});
		return session;
	}

	#again(place: Place): void {
		const before = this.#here;
		this.#here = { place, session: this.#open(place, false) };
		before?.session.end();
	}

	#changeOver(): void {
		const before = this.#here;
		this.#here = this.#coming;
		this.#coming = null;
		const notes = before?.place.isPrivate ? before.session.board.touchedNotes : [];
		this.#copyPrivateNotes(notes);
		if (before?.place.isPrivate) keepPrivateNotes(before.place.boardId, []);
		before?.session.end();
	}

	#copiedTo: BoardSession<LiveBoard> | null = null;

	/** Copies this tab's unacknowledged private notes: to the private board itself while it is open, else to the table's board. */
	#copyPrivateNotes(late: readonly PrivateNote[] = []): void {
		const here = this.#here;
		if (!here || this.#copiedTo === here.session || this.#options.projector) return;
		this.#copiedTo = here.session;
		const { place, session } = here;
		const { sign, receipt, room, oncopied, formerPrivateBoards } = this.#options;
		const boardIds = place.isPrivate ? [place.boardId] : formerPrivateBoards();
		const notes = new Map([...boardIds.flatMap(keptPrivateNotes), ...late].map((note) => [note.id, note]));
		if (notes.size === 0) return;
		const as = { isOwn: place.isPrivate, sign: place.isPrivate ? (by: string) => by : sign, receipt };
		const { copied, full } = copyNotes(session.board.doc, [...notes.values()], as, () => room(session));
		if (!place.isPrivate) for (const boardId of boardIds) keepPrivateNotes(boardId, []);
		if (!place.isPrivate) oncopied(copied, full);
	}
}

/** The tab's copy of a private board is kept note by note, not as Yjs changes: the notes may have to be copied to another board. */
function privateUnsent(boardId: string, session: () => BoardSession<LiveBoard>): Unsent {
	return {
		read: () => ({ draft: '', changes: null }),
		keepDraft: () => undefined,
		lost: () => [],
		keepLost: () => undefined,
		keepChanges: (update) =>
			keepPrivateNotes(
				boardId,
				update
					? session().board.touchedNotes.map(({ id, text, round, by, receipt, column }) => ({ id, text, round, by, receipt, column }))
					: []
			)
	};
}
