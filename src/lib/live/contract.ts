import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type * as Y from 'yjs';

/*
 * What the live server and its users agree on. Types only: importing this loads no code. The rules (L1 …) are in CONTRACT.md.
 */

/** Somebody on a board, as the server knows them. */
export interface Principal {
	/** The same in all tabs and after a reconnect. In memory only: nothing that is stored names who wrote it (L21). */
	id: string;
	/** What only their device holds: the owner of a client id is stored as a hash made with it (L8). Without one, made with `id`. */
	secret?: string;
	/** Shown to the others while the status is not anonymous. */
	label: string;
	role: string;
	/** Index of a colour in the palette, 0-based. */
	colour: number;
	/** What may stand in `by` on a note they create; '' is nobody. */
	writesAs: readonly string[];
	/** Runs the table or the day: may do with the entries of others what only their owners may, and write for others (L4, L9). */
	moderates?: boolean;
	/** Known to be here: on the list, or by their account. Whoever is not takes no place of theirs (L4). */
	isListed?: boolean;
}

/**
 * Close codes that the stock provider takes as final (y-websocket ≥ 3.1 stops at 4400–4499 and reconnects after all others):
 * 4400 bad messages, 4401 not signed in, 4403 not allowed, 4404 no such board, 4409 closed meanwhile,
 * 4410 new epoch, 4411 another phone took over, 4412 taken out, 4426 protocol too old,
 * 4429 flooding, 4430 more connections of one participant than they need.
 */
export type FinalCode = 4400 | 4401 | 4403 | 4404 | 4409 | 4410 | 4411 | 4412 | 4426 | 4429 | 4430;

/** 1012: the service restarts; 1013: try again later; 1011: a bug. The stock provider reconnects after these. */
export type CloseCode = FinalCode | 1011 | 1012 | 1013;

export interface Access {
	principal: Principal;
	mode: 'write' | 'read';
	/** UTC instant until which this holds; then the connection is authorised again. */
	until?: string | undefined;
}

export type Admission = Access | { close: FinalCode };

/** A request to open a board's socket. */
export interface ConnectionRequest {
	boardId: string;
	/** The `Cookie` header as it came. */
	cookie: string | undefined;
	/** For limits only; never logged. */
	address: string;
	searchParams: URLSearchParams;
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Where the conversation at a board stands, from SQL; sent to every connection as message 101 (L19). */
export type BoardStatus = {
	phase: string;
	/** 1-based; 0 outside the rounds. */
	round: number;
	/** UTC instant, or null while no clock runs. */
	endsAt: string | null;
	/** UTC instant; the server sets the moment of sending. */
	serverTime: string;
	/** From the facilitator to this board. */
	message: string | null;
	/** Nobody can write unless it is open. */
	state: 'open' | 'frozen' | 'closed';
	/** Presence shows no names, no cursors and no typing signs. */
	anonymous?: boolean;
	/** Only a part of the board could be read: the id under which the cause was logged. `state` is `frozen` then. */
	damage?: string;
} & { [more: string]: Json | undefined };

/** A log that can't be read to its end (L26): its rows, and how many of them are no update. With none of these, a row is missing. */
export interface Damage {
	rows: number;
	unreadable: number;
}

/** Why an update was refused; the word is sent to the client (message 2). With `limit` comes after how many minutes there is room. */
export type Refused =
	| 'undecodable'
	/** Structs under a client id that another principal owns. */
	| 'foreign'
	/** Depends on structs that are missing. */
	| 'gap'
	/** Something the schema has no place for. */
	| 'shape'
	/** Deletes an entry or a value. */
	| 'removed'
	/** An attribution that is not the sender's, or what only the server writes. */
	| 'signature'
	/** Does with an entry what only its owner may. */
	| 'notYours'
	/** Leaves nothing of the text of somebody else's entry. */
	| 'emptied'
	| 'tooLong'
	| 'tooMany'
	/** The board takes no writing. */
	| 'frozen'
	/** The document is as large as it may be. */
	| 'full'
	| `limit ${number}`;

/** Figures of a board in memory. */
export interface RoomStats {
	/** Principals present, projectors not counted. */
	people: number;
	/** Sockets, those of projectors included. */
	connections: number;
	/** The same number means the same content, in this process: it changes with every update, and when the board is loaded anew. */
	version: number;
	/** Time since the last write; null when nobody has written since it was loaded. */
	idleMs: number | null;
	/** False when an update has waited longer than a commit takes. */
	isSaved: boolean;
	/** Only a part of it could be read: it is shown and can't be written on. */
	isDamaged: boolean;
}

/** A principal with at least one connection. */
export interface PresentPrincipal {
	id: string;
	label: string;
	role: string;
	mode: 'write' | 'read';
}

/** A board that accepts no updates, with everything accepted before on disk. One of the functions must be called. */
export interface Frozen {
	/** To read; changes to it are not noticed by anybody. */
	doc: Y.Doc;
	/** What `doc` lacks; undefined: nothing. */
	damage?: Damage | undefined;
	/** Whose its entries are (`entryKey`): marks that lead to nobody, to go along with an entry that is copied to another board. */
	owners: ReadonlyMap<string, string>;
	/** Accepts updates again. */
	unfreeze(): void;
	/** Leaves it frozen. When the board is next loaded, `board.closedAt` decides. */
	keep(): void;
	/**
	 * The stored document was replaced (`renewBoard`, `boardsWith`): closes the room and its connections, with 4409 unless another
	 * code is given. Who needs it gets what is stored.
	 */
	renewed(code?: FinalCode): Promise<void>;
}

export interface LiveServer {
	/** For the `upgrade` event of the http server. Answers every request it is given (L1, L2). */
	handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/**
	 * Sends the status to every connection and keeps it for those who join. Does nothing for a board that is not in memory: its
	 * status is read when somebody joins.
	 */
	setStatus(boardId: string, status: BoardStatus): void;
	/**
	 * Refuses updates and waits until everything accepted is committed; undefined when there is no such board. Rejects, with the
	 * board open, when it can't be loaded or saved.
	 */
	freeze(boardId: string): Promise<Frozen | undefined>;
	/** Accepts updates again on a board that was kept frozen. */
	unfreeze(boardId: string): void;
	/** Reads a board as far as it is committed, loading it if need be; undefined when there is no such board. */
	read<T>(boardId: string, select: (doc: Y.Doc) => T): Promise<T | undefined>;
	/**
	 * Writes on a board as the server; resolves after commit. False when there is no such board or it is frozen. The entries it creates
	 * are nobody's, but for those in `owners` (as of `Frozen`).
	 */
	write(boardId: string, change: (doc: Y.Doc) => void, owners?: ReadonlyMap<string, string>): Promise<boolean>;
	/**
	 * Writes on a board as somebody who has no socket (L18): what `change` does to a copy of the document is an update of theirs, under
	 * the same rules as if it had come by socket. Resolves after commit, with the reason when it is refused; undefined: no such board.
	 */
	writeFor(boardId: string, principal: Principal, change: (doc: Y.Doc) => void): Promise<'written' | Refused | undefined>;
	/** Who has a connection, one entry per principal, in the order they came. */
	present(boardId: string): PresentPrincipal[];
	/** Figures of the boards in memory. Loads nothing: boards that nobody has needed for a while are missing. */
	stats(boardIds: Iterable<string>): Map<string, RoomStats>;
	/** Authorises every connection of a board again: rights and `writesAs` may have changed with the phase. */
	reauthorize(boardId: string): Promise<void>;
	/**
	 * The same on all boards, for the requests that `which` picks (default all): a session has ended, a person was disabled, roles
	 * have changed.
	 */
	reauthorizeAll(which?: (request: ConnectionRequest) => boolean): Promise<void>;
	/** Closes every socket of a principal, including those not accepted yet: sign-out, disabling. Returns how many were open. */
	closeFor(principalId: string, code?: FinalCode): number;
	/**
	 * A fresh document with a new epoch, filled by `build` (L7); the old log is deleted and its clients get 4410. False when there
	 * is no such board.
	 */
	startNewEpoch(boardId: string, build: (doc: Y.Doc) => void): Promise<boolean>;
	/**
	 * Begins a new epoch on a damaged board with what could be read of it, so that people can write on (L26); what could not is kept
	 * under the old epoch until the board is renewed. Gives what is missing; undefined when there is no such board or it is whole.
	 */
	mend(boardId: string): Promise<Damage | undefined>;
	/** Sockets and boards in memory, and boards with an update that has waited longer than a commit takes. */
	totals(): { connections: number; boards: number; unsaved: number };
	/** Whether the last write to the database succeeded. */
	ready(): boolean;
	/** Accepts no connections, commits what is queued, closes every socket with 1012. Requests in flight may still use the boards. */
	closeConnections(): Promise<void>;
	/** The same, and stops for good. */
	shutdown(): Promise<void>;
}
