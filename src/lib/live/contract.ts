import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type * as Y from 'yjs';

/*
 * What the live server and those who use it agree on. Types only: importing this brings no code along.
 */

/** Somebody on a board, as the server knows them. */
export interface Principal {
	/** Who; the same in all tabs and after a reconnect. Stored with what they write, so use a pseudonym where nobody may be named (L21). */
	id: string;
	/** Shown to the others while the stage is not anonymous. */
	label: string;
	role: string;
	/** Which of the colours of the house, 0-based. */
	colour: number;
	/** What may stand in `by` on a note they make; '' is nobody. */
	writesAs: readonly string[];
	/** Whether they may go on under the client ids of another principal. For a bench, which can't tell who comes back. */
	inherits?(principalId: string): boolean;
}

/**
 * Close codes that the stock provider takes as final (y-websocket ≥ 3.1 stops at 4400–4499 and tries again at all others):
 * 4400 bad messages, 4401 not signed in, 4403 not allowed, 4404 no such board, 4409 closed meanwhile,
 * 4410 the document was made anew, 4426 protocol too old, 4429 flooding.
 */
export type FinalCode = 4400 | 4401 | 4403 | 4404 | 4409 | 4410 | 4426 | 4429;

export type Admission = { principal: Principal; mode: 'write' | 'read' } | { close: FinalCode };

/** Somebody at the door of a board. */
export interface ConnectionRequest {
	boardId: string;
	/** The `Cookie` header as it came. */
	cookie: string | undefined;
	/** For limits only; never logged. */
	address: string;
	searchParams: URLSearchParams;
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Where the conversation at a board stands, from SQL; sent to everybody there as message 101. */
export type BoardStatus = {
	phase: string;
	/** 1-based; 0 outside the rounds. */
	round: number;
	/** UTC instant, or null while no clock runs. */
	endsAt: string | null;
	/** UTC instant; the server writes the moment of sending here. */
	serverTime: string;
	/** From the facilitator to this board. */
	message: string | null;
	/** Nobody can write while it isn't open. */
	state: 'open' | 'frozen' | 'closed';
	/** No names, no cursors, no typing signs among those present. */
	anonymous?: boolean;
} & { [more: string]: Json | undefined };

/** How a board in memory is doing. */
export interface RoomStats {
	/** Who is there, those with two tabs once, projectors not counted; and all their sockets, those of projectors too. */
	people: number;
	connections: number;
	/** Updates taken in since it was loaded: the same number, the same content. */
	writes: number;
	/** How long ago somebody last wrote; null when nobody has since it was loaded. */
	idleMs: number | null;
	/** False when what was written waits for the disk for longer than a commit takes. */
	isSaved: boolean;
}

/** A board that takes no more writing, with everything written before on disk. */
export interface Frozen {
	/** To read; changing it is not noticed by anybody. */
	doc: Y.Doc;
	/** Takes writing again. */
	unfreeze(): void;
	/** Leaves it frozen. When the room is next loaded, `board.closedAt` decides. */
	keep(): void;
}

export interface LiveServer {
	/** For the http server's `upgrade` event. Answers every request it is given. */
	handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** Sends the stage to everybody at the board and keeps it for those who join. Boards without anybody are skipped: they ask `stage` when somebody comes. */
	setStatus(boardId: string, status: BoardStatus): void;
	/** Stops the writing and waits until all of it is committed; undefined when there is no such board. Rejects (and stays open) when it can't be loaded or saved. */
	freeze(boardId: string): Promise<Frozen | undefined>;
	/** Takes writing again on a board that was kept frozen. */
	unfreeze(boardId: string): void;
	/** Looks at a board as far as it is committed, loading it when nobody is there; undefined when there is no such board. */
	read<T>(boardId: string, look: (doc: Y.Doc) => T): Promise<T | undefined>;
	/** Writes on a board as the server; ends after commit. False when there is no such board or it is frozen. */
	write(boardId: string, change: (doc: Y.Doc) => void): Promise<boolean>;
	/** Who is there with a connection, one entry a principal, in the order they came. */
	present(boardId: string): { id: string; label: string; role: string; mode: 'write' | 'read' }[];
	/** How boards are doing. Loads nothing: boards that nobody has needed for a while are missing. */
	stats(boardIds: Iterable<string>): Map<string, RoomStats>;
	/** Asks `admit` again for everybody at the board: rights and `writesAs` may have changed with the phase. */
	reauthorize(boardId: string): Promise<void>;
	/** The same on all boards, for those whose knock `who` picks (everybody without it): a session has ended, a person was disabled, roles have changed. */
	reauthorizeAll(who?: (knock: ConnectionRequest) => boolean): Promise<void>;
	/** Closes every socket of a principal, those still at the door too: sign-out, disabling. Returns how many. */
	closeFor(principalId: string, code?: FinalCode): number;
	/** Restore and redaction (L7): a fresh document with a new epoch, filled by `build`; the old log is dropped and its clients get 4410. False when there is no such board. */
	startNewEpoch(boardId: string, build: (doc: Y.Doc) => void): Promise<boolean>;
	/** How many sockets and boards there are, and boards that have waited for the disk for longer than a commit takes. */
	totals(): { connections: number; boards: number; unsaved: number };
	/** Whether the last write to the database went well. */
	ready(): boolean;
	/** Takes nobody in, writes what is queued, closes all sockets with 1012. */
	shutdown(): Promise<void>;
}
