import { createSubscriber } from 'svelte/reactivity';
import { mergeUpdates, type Doc, type Transaction } from 'yjs';
import { connectBoard, type BoardState } from './connection.ts';
import type { Unsent } from './unsent.ts';

/** Transaction origin of changes that were kept over a reload and are applied again. */
export const restored = 'restored';

/** What a page holds of something that is written together. */
export type Held = {
	readonly doc: Doc;
	/** What this tab has written that nobody has acknowledged, text by text. */
	readonly touched: string[];
	/** Puts in what this tab had written before it was loaded again. */
	putBack(update: Uint8Array): void;
	/** Everything that was there has come. */
	settle(): void;
	/** All of what this tab wrote is on the server's disk. */
	acknowledged(): void;
	destroy(): void;
};

type Options<B> = {
	board: B;
	boardId: string;
	/** A screen on the wall: looks on and is nobody. */
	projector: boolean;
	unsent: Unsent;
	/** What this tab had written before it was loaded again and nobody has acknowledged: goes out on top of what is there. */
	changes: Uint8Array | null;
	/** A sheet stops taking anything when it is laid on the table; what comes too late for it goes along to the table. */
	isPrivate?: boolean;
	/** Something new is known. */
	ontold: (state: BoardState) => void;
	/**
	 * The board will not take what this tab has (`refused`: the guard's word), or has closed for good (`closed`: the code).
	 * `texts` is what would be lost. Once; the document here is of no more use then.
	 */
	onover: (over: { refused: string } | { closed: number }, texts: string[]) => void;
};

/** A board that this page has joined: a fresh document on a fresh socket (L8), with a copy in the tab of what is not saved. */
export class BoardSession<B extends Held> {
	readonly board: B;
	readonly end: () => void;
	/** Tells the others which note these hands write in; null: none. */
	readonly edits: (noteId: string | null) => void;
	#state: () => BoardState;
	#listen: () => void;

	constructor({ board, boardId, projector, unsent, changes, isPrivate = false, ontold, onover }: Options<B>) {
		this.board = board;
		const connection = connectBoard(board.doc, boardId, { projector });
		this.#state = () => connection.state;
		this.edits = (noteId) => connection.edits(noteId);
		this.#listen = createSubscriber((update) => connection.subscribe(update));
		let own: Uint8Array | null = null;
		let isSettled = false;
		let isOver = false;

		board.doc.on('update', (update: Uint8Array, origin: unknown, _doc: Doc, transaction: Transaction) => {
			if (isOver || (!transaction.local && origin !== restored)) return;
			own = own ? mergeUpdates([own, update]) : update;
			unsent.keepChanges(own);
		});

		const over = (reason: { refused: string } | { closed: number }) => {
			isOver = true;
			if ('refused' in reason) unsent.keepChanges(null);
			onover(reason, board.touched);
		};

		const stop = connection.subscribe(() => {
			const { state } = connection;
			if (isOver) return;
			// A gap is mended by the client itself; a flood is closed.
			const passable = ['gap', 'flooding', ...(isPrivate ? ['frozen'] : [])];
			if (state.refused && !passable.includes(state.refused.reason)) return over({ refused: state.refused.reason });
			if (state.closed !== null) return over({ closed: state.closed });
			if (state.synced && !isSettled) {
				isSettled = true;
				if (changes) board.putBack(changes);
				board.settle();
			} else if (isSettled && own && state.save.waiting === 0) {
				own = null;
				board.acknowledged();
				unsent.keepChanges(null);
			}
			ontold(state);
		});
		this.end = () => {
			isOver = true;
			stop();
			connection.destroy();
			board.destroy();
		};
	}

	/** What the socket says; reading it in a component renders when it says something new. */
	get state(): BoardState {
		this.#listen();
		return this.#state();
	}
}
