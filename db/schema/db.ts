/** What forms have been sent, so that none is done twice (`src/lib/db/once.server.ts`). */
export interface DbTables {
	once: {
		/** A hash of the form's key, of who sent it and where to, and of which of its commands this was. */
		id: string;
		/** What was sent and what was answered, sealed with the key, which only the form has. */
		answer: string;
		at: string;
	};
}
