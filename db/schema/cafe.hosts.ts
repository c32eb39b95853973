/** Hosts who are asked before the day. Of the café, like what lies in `cafe.ts`. */
export interface HostTables {
	/** Somebody who was asked by letter to be a host, of a certain table or of any (null). */
	hostRequest: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		personId: string;
		cafeTableId: string | null;
		tokenHash: string;
		/** Of the link in the newest reminder. */
		reminderHash: string | null;
		/** How often they have been asked. */
		letters: number;
		answer: 'yes' | 'no' | null;
		askedAt: string;
		remindedAt: string | null;
		answeredAt: string | null;
		/** Since when they are not asked any more. */
		takenBackAt: string | null;
		/** When their check-in made them host; from then on it is for those who run the day. */
		arrivedAt: string | null;
	};
	/** A leaf of a frozen board: each note in its order, and last everything else (`noteId` null). */
	boardLeaf: {
		cafeTableId: string;
		position: number;
		municipalityId: string;
		noteId: string | null;
		/** What keeps short words from being guessed by their hash; null when words were taken out since, or nothing of it is left. */
		salt: string | null;
		leaf: string;
	};
}
