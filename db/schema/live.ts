/** Together: boards as the live server knows them, an append-only log of merged updates. */
export interface LiveTables {}
