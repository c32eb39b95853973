/** Together: boards as the live server knows them, and an append-only log of what was written on each. */
export interface LiveTables {
	board: {
		/** Opaque; names the board on the wire. */
		id: string;
		municipalityId: string;
		/** What the board is for, in the words of the noun that made it. */
		kind: string;
		/** Grows when the document is made anew (restore, redaction). Clients and rows of an older epoch are of no use then. */
		epoch: number;
		createdAt: string;
		closedAt: string | null;
	};
	/** Merged Yjs updates (v1). Read together, in any order, the rows of a board's epoch are the document. */
	boardUpdate: {
		boardId: string;
		epoch: number;
		/** 1, 2, 3 … a board and epoch. Given by the one process that serves the board: a second one fails here instead of forking it. */
		seq: number;
		bytes: Uint8Array;
	};
	/** Whose a Yjs client id is (L8), also after a restart: a hash of it with what only the owner's device holds, or 'server'. */
	boardClient: {
		boardId: string;
		epoch: number;
		clientId: number;
		owner: string;
	};
	/** Whose an entry of a board is (L9): a hash of it with what only the owner's device holds. Gone when the board closes. */
	boardEntry: {
		boardId: string;
		/** The root of the document that holds it. */
		root: string;
		entryId: string;
		owner: string;
	};
}
