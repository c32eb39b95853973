/* eslint-disable svelte/prefer-svelte-reactivity -- what is listed by id here is not kept */
import type { BoardState } from '#lib/live/client/connection.ts';
import { LiveBoard } from './board.svelte.ts';
import { BoardSession } from '#lib/live/client/session.ts';
import type { Unsent } from '#lib/live/client/unsent.ts';
import { keepOnSheet, keptOnSheet } from './browserStorage.ts';
import { layDown, type SheetNote } from './copyNotes.ts';

/** What lies before somebody: the table's board, or their own sheet while everybody writes alone. */
export type Place = { boardId: string; isSheet: boolean };

type Options = {
	projector: boolean;
	/** The tab's own copy of the table's board. */
	unsent: Unsent;
	/** Sheets of theirs that have been laid on the table. */
	formerPrivateBoards: () => readonly string[];
	/** A label that may stand on a note here, for one that stood on a sheet. */
	sign: (by: string) => string;
	receipt: (noteId: string) => string | null;
	ontold: (state: BoardState) => void;
	/** As of `BoardSession`: what the board will not take, or that it has closed for good. */
	onover: (over: { refused: string } | { closed: number }) => void;
	/** Texts that no board has. */
	onlost: (texts: string[]) => void;
	/** So many notes that came too late for the reveal lie on the table now; `full`: for these texts there was no room. */
	onlaid: (laid: number, full: string[]) => void;
	/** How many notes the board has room for. */
	room: (joined: BoardSession<LiveBoard>) => number;
};

/**
 * A seat, which has one board in front of it and another one at the reveal. Between the two there is no moment in which it
 * can't be written: the first is put away when the second has come, and what was still on its way is laid on the second.
 */
export class Seat {
	#options: Options;
	#here = $state.raw<{ place: Place; joined: BoardSession<LiveBoard> } | null>(null);
	#coming: { place: Place; joined: BoardSession<LiveBoard> } | null = null;

	constructor(options: Options) {
		this.#options = options;
	}

	get joined(): BoardSession<LiveBoard> | null {
		return this.#here?.joined ?? null;
	}

	get onSheet(): boolean {
		return this.#here?.place.isSheet ?? false;
	}

	/** Goes to a place; where there is one already, it is left when the new one has come. Null leaves for good. */
	go(place: Place | null): void {
		if (place === null) return this.leave();
		if (place.boardId === (this.#coming ?? this.#here)?.place.boardId) return;
		this.#drop();
		if (this.#here?.place.boardId === place.boardId) return;
		const next = { place, joined: this.#open(place, true) };
		if (this.#here) this.#coming = next;
		else this.#here = next;
	}

	leave(): void {
		this.#drop();
		const left = this.#here;
		this.#here = null;
		// What was still on its way when the board was frozen.
		if (left && !left.place.isSheet) this.#options.onlost(left.joined.board.touched);
		left?.joined.end();
	}

	#drop(): void {
		this.#coming?.joined.end();
		this.#coming = null;
	}

	#open(place: Place, withKept: boolean): BoardSession<LiveBoard> {
		const { projector, unsent, ontold, onover, onlost } = this.#options;
		const isHere = () => this.#here?.joined === joined;
		const joined: BoardSession<LiveBoard> = new BoardSession({
			board: new LiveBoard(),
			boardId: place.boardId,
			projector,
			unsent: place.isSheet ? sheetKeeper(place.boardId, () => joined) : unsent,
			changes: place.isSheet || !withKept ? null : unsent.read().changes,
			isSheet: place.isSheet,
			ontold: (state) => {
				if (state.synced && this.#coming?.joined === joined) this.#arrive();
				else if (state.synced && isHere()) this.#unpack();
				if (isHere()) ontold(state);
			},
			onover: (over, texts) => {
				if (this.#coming?.joined === joined) this.#arrive();
				// A sheet that closes has been laid on the table, where its writer is about to go, with all that is on its way.
				if (!place.isSheet || 'refused' in over) onlost(texts);
				onover(over);
				// The document here has something the board will never take: begin anew from what the board says.
				if ('refused' in over) queueMicrotask(() => isHere() && this.#again(place));
			}
		});
		return joined;
	}

	#again(place: Place): void {
		const before = this.#here;
		this.#here = { place, joined: this.#open(place, false) };
		before?.joined.end();
	}

	#arrive(): void {
		const before = this.#here;
		this.#here = this.#coming;
		this.#coming = null;
		const notes = before?.place.isSheet ? before.joined.board.touchedNotes : [];
		this.#unpack(notes);
		if (before?.place.isSheet) keepOnSheet(before.place.boardId, []);
		before?.joined.end();
	}

	#unpacked: BoardSession<LiveBoard> | null = null;

	/** Lays down what this tab has of a sheet and no board has acknowledged: on the sheet itself while it is open, else on the table. */
	#unpack(late: readonly SheetNote[] = []): void {
		const here = this.#here;
		if (!here || this.#unpacked === here.joined || this.#options.projector) return;
		this.#unpacked = here.joined;
		const { place, joined } = here;
		const { sign, receipt, room, onlaid, formerPrivateBoards } = this.#options;
		const sheets = place.isSheet ? [place.boardId] : formerPrivateBoards();
		const notes = new Map([...sheets.flatMap(keptOnSheet), ...late].map((note) => [note.id, note]));
		if (notes.size === 0) return;
		const as = { isOwn: place.isSheet, sign: place.isSheet ? (by: string) => by : sign, receipt };
		const { laid, full } = layDown(joined.board.doc, [...notes.values()], as, () => room(joined));
		if (!place.isSheet) for (const boardId of sheets) keepOnSheet(boardId, []);
		if (!place.isSheet) onlaid(laid, full);
	}
}

/** A sheet's own copy in the tab is kept note by note, not as changes: they may have to be laid on another board. */
function sheetKeeper(boardId: string, joined: () => BoardSession<LiveBoard>): Unsent {
	return {
		read: () => ({ draft: '', changes: null }),
		keepDraft: () => undefined,
		keepChanges: (update) =>
			keepOnSheet(
				boardId,
				update
					? joined().board.touchedNotes.map(({ id, text, round, by, receipt, column }) => ({ id, text, round, by, receipt, column }))
					: []
			)
	};
}
