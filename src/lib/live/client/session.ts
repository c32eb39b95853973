import { createSubscriber } from 'svelte/reactivity';
import { mergeUpdates, type Doc, type Transaction } from 'yjs';
import { BoardConnection, type BoardState } from './connection.ts';
import type { Unsent } from './unsent.ts';

/** Transaction origin of changes that were kept over a reload and are applied again. */
export const restored = 'restored';

/** A document that people write together, as a page holds it. */
export type SharedDocument = {
	readonly doc: Doc;
	/** The texts that this tab has written and the server has not acknowledged. */
	readonly touched: string[];
	/** Applies what this tab had written before it was reloaded. */
	putBack(update: Uint8Array): void;
	/** The document has been received. */
	loaded(): void;
	/** Everything that this tab wrote is committed. */
	acknowledged(): void;
	destroy(): void;
};

type Options<B> = {
	board: B;
	boardId: string;
	/** A screen on the wall: reads only and is nobody. */
	projector: boolean;
	unsent: Unsent;
	/** What this tab had written before it was reloaded and was not acknowledged: applied again to what is there. */
	changes: Uint8Array | null;
	/** Freezing is expected: an update that comes too late is refused without ending the session, and the page copies it elsewhere. */
	ignoresFreeze?: boolean;
	ontold: (state: BoardState) => void;
	/**
	 * The server refuses what this tab has written, or has closed for good (`closed`: the code). `texts` is what would be lost.
	 * Called once; the document of this page is of no more use then.
	 */
	onover: (over: { refused: string } | { closed: number }, texts: string[]) => void;
};

/**
 * A board that this page has joined: a fresh document on a fresh socket (L8). What is not acknowledged is copied to the tab's
 * session storage.
 */
export class BoardSession<B extends SharedDocument> {
	readonly board: B;
	readonly end: () => void;
	/** Tells the others which entry this page is writing in; null: none. */
	readonly setEditing: (entry: string | null) => void;
	#state: () => BoardState;
	#listen: () => void;

	constructor({ board, boardId, projector, unsent, changes, ignoresFreeze = false, ontold, onover }: Options<B>) {
		this.board = board;
		const connection = new BoardConnection(board.doc, boardId, { projector });
		this.#state = () => connection.state;
		this.setEditing = (entry) => connection.setEditing(entry);
		this.#listen = createSubscriber((update) => connection.subscribe(update));
		let own: Uint8Array | null = null;
		let isSettled = false;
		let isOver = false;

		board.doc.on('update', (update: Uint8Array, origin: unknown, _doc: Doc, transaction: Transaction) => {
			if (isOver || (!transaction.local && origin !== restored)) return;
			own = own ? mergeUpdates([own, update]) : update;
			unsent.keepChanges(own, board.touched);
		});

		const over = (reason: { refused: string } | { closed: number }) => {
			isOver = true;
			if ('refused' in reason) unsent.keepChanges(null, []);
			onover(reason, board.touched);
		};

		const stop = connection.subscribe(() => {
			const { state } = connection;
			if (isOver) return;
			// After a gap the client sends again; flooding closes the socket.
			const tolerated = ['gap', 'flooding', ...(ignoresFreeze ? ['frozen'] : [])];
			if (state.refused && !tolerated.includes(state.refused.reason)) return over({ refused: state.refused.reason });
			if (state.closed !== null) return over({ closed: state.closed });
			if (state.synced && !isSettled) {
				isSettled = true;
				if (changes) board.putBack(changes);
				board.loaded();
			} else if (isSettled && own && state.save.waiting === 0) {
				own = null;
				board.acknowledged();
				unsent.keepChanges(null, []);
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

	/** Reactive: a component that reads it renders again when it changes. */
	get state(): BoardState {
		this.#listen();
		return this.#state();
	}
}
