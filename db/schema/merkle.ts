/** Proven: the append-only Merkle log of what was frozen. Hashes, never text. */
export interface MerkleTables {
	/** A leaf of the log of a municipality (`src/lib/merkle/log.server.ts`). The database refuses to change or delete one. */
	logLeaf: {
		municipalityId: string;
		/** From 0, without a gap. */
		position: number;
		kind: 'cafeTable' | 'summary' | 'version' | 'report';
		subjectId: string;
		/** Of the content that was frozen; of a board, the root of the tree of its leaves. */
		hash: string;
		at: string;
		/** The hash of the leaf. */
		leaf: string;
	};
}
