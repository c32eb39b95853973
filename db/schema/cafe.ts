export type PendingStep = 'round' | 'changeover' | 'vote' | 'harvest';
export type CafePhase = 'setUp' | 'seated' | 'round' | 'changeover' | 'vote' | 'harvest' | 'closed';
export type ShownAs = 'name' | 'unit' | 'none';
export type FormerReason = 'takenOver' | 'removed' | 'turnedAway';
/** By what somebody came in: the code that everybody in the hall sees, or one of the two proofs of who they are. */
export type JoinedBy = 'tableCode' | 'personalCode' | 'account';

/** Together: the café's tables, seats, votes and what each table kept. What people write lives on boards (live). */
export interface CafeTables {
	cafe: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		preset: 'udir' | 'doga' | 'worldCafe' | 'own';
		rounds: number;
		roundMinutes: number;
		changeoverMinutes: number;
		/** How many of a round's minutes people write alone first; 0: they talk from the start. */
		silentMinutes: number;
		/** The most that notes written alone may tell of their writer; less is everybody's own choice (L21). */
		silentShows: ShownAs;
		/** The same for notes that are written together. */
		talkShows: ShownAs;
		phase: CafePhase;
		round: number;
		endsAt: string | null;
		/** Since when the clock stands still; the time left is `endsAt` less this. */
		pausedAt: string | null;
		/** Since when everybody writes on a sheet of their own in this round (L20); null while they talk. */
		silentAt: string | null;
		/** Since when the sheets are being laid on the tables; null before and when all are. */
		revealingAt: string | null;
		phaseAt: string;
		message: string | null;
		messageAt: string | null;
		joinCode: string;
		joinToken: string;
		joinLockedAt: string | null;
		/** Since when whoever comes by the table's code waits until somebody lets them in; null: they walk in. */
		newcomersWaitAt: string | null;
		votesPerSeat: number;
		createdAt: string;
		closedAt: string | null;
		/** The phase in which the boards were closed, to be opened to again. */
		closedFrom: CafePhase | null;
		/** A step that waits: from when, by whom, with what choices (JSON). `refusedStep`: one that could not be taken (JSON). */
		pendingStep: PendingStep | null;
		pendingAt: string | null;
		pendingBy: string | null;
		pendingChoices: string | null;
		pressedAt: string | null;
		refusedStep: string | null;
		/** When cards were last printed; and the questions it was planned with, a line each: fewer tables hide the last of them. */
		cardsAt: string | null;
		questions: string | null;
		arrangedAt: string | null;
	};
	cafeTable: {
		id: string;
		municipalityId: string;
		cafeId: string;
		number: number;
		question: string;
		/** What stands beside the question; an earlier table was asked the same. */
		findingId: string | null;
		indicatorId: string | null;
		earlierTableId: string | null;
		boardId: string;
		hostId: string | null;
		/** Set when the board is frozen: the content as JSON and its SHA-256 (hex). */
		frozenAt: string | null;
		frozenContent: string | null;
		frozenHash: string | null;
		/** The board could be read only in part, or not at all, when it was frozen. */
		damage: 'partly' | 'unread' | null;
		harvestedAt: string | null;
		/** The phone that picks the points of a table without a host: a hash of the table and what only the phone holds. */
		harvester: string | null;
		message: string | null;
		messageAt: string | null;
		/** Since when the table asks for the facilitator, and since when it is ready to go on. */
		handAt: string | null;
		readyAt: string | null;
		lockedAt: string | null;
		places: number | null;
		/** Where it stands in the hall. */
		location: string | null;
		/** The table whose board its notes are being copied to, since it is being dissolved. */
		dissolvingIntoId: string | null;
	};
	/** A table that was dissolved: its address leads to the one that has its notes. */
	formerTable: {
		id: string;
		municipalityId: string;
		cafeId: string;
		number: number;
		intoId: string | null;
		at: string;
	};
	/** Somebody who is to sit at this table in all rounds, and is no host. */
	seatPin: {
		cafeId: string;
		attendanceId: string;
		municipalityId: string;
		cafeTableId: string;
	};
	/** Two who are not to sit together; `attendanceId` is the smaller of the two ids. */
	seatApart: {
		cafeId: string;
		attendanceId: string;
		otherId: string;
		municipalityId: string;
	};
	/** Somebody who was checked in and is not there (any more): no seat is kept for them. */
	seatLeft: {
		cafeId: string;
		attendanceId: string;
		municipalityId: string;
		at: string;
	};
	seat: {
		cafeId: string;
		attendanceId: string;
		round: number;
		municipalityId: string;
		cafeTableId: string;
	};
	/** Two who sat at one table, when it is no longer known at which and when; `attendanceId` is the smaller of the two ids. */
	met: {
		attendanceId: string;
		otherId: string;
		municipalityId: string;
	};
	/** Somebody at the tables with a phone: a guest's cookie (`tokenHash`) or a signed-in person. */
	participant: {
		id: string;
		municipalityId: string;
		cafeId: string;
		tokenHash: string | null;
		personId: string | null;
		attendanceId: string | null;
		name: string;
		unitId: string | null;
		/** Where somebody who is not on the list of those checked in began, seen from round 1; all others have seats. */
		startTableId: string | null;
		joinedAt: string;
		leftAt: string | null;
		/** When they joined, if a vote was on: a phone that comes then brings no dots, or one could come again and again. */
		votelessAt: string | null;
		/** Of their present phone. Who came by the table's code has proven nothing, and is no host. */
		joinedBy: JoinedBy;
		/** When a facilitator or host took them out; they come in again only when let in. */
		removedAt: string | null;
	};
	/** SHA-256 of what is on a name tag or was shown to one person: who has it is they. Several for one person are theirs, for the day. */
	personalCode: {
		codeHash: string;
		municipalityId: string;
		cafeId: string;
		personId: string | null;
		attendanceId: string | null;
	};
	/** A phone that waits until somebody lets it in; `tokenHash` becomes that of the participant then, and the row is deleted. */
	waitingPhone: {
		id: string;
		municipalityId: string;
		cafeId: string;
		tokenHash: string;
		personId: string | null;
		attendanceId: string | null;
		name: string;
		unitId: string | null;
		joinedBy: JoinedBy;
		askedAt: string;
	};
	/** A phone whose cookie is dead, and why, so that it can be told. One that was taken out or turned away comes in only when let in. */
	formerPhone: {
		tokenHash: string;
		municipalityId: string;
		cafeId: string;
		reason: FormerReason;
	};
	/**
	 * What somebody at a table writes on alone: a board that only they are let in to. Whose it is stands as a hash of table, round and
	 * what only their phone holds: another one at each table, and no way to a person (L21).
	 */
	sheet: {
		boardId: string;
		municipalityId: string;
		cafeTableId: string;
		round: number;
		owner: string;
		/** They say that they have written what they had; the phase's own time, since theirs would tell them apart. */
		readyAt: string | null;
		/** When what stood on it was laid on the table. */
		revealedAt: string | null;
	};
	/**
	 * A phone has come to the table where it belongs in a round. `mark` is a hash of table, round and what only the phone holds, and there
	 * is no time: who had come when a note came would tell who wrote it (L21). Rows are deleted when the boards are closed.
	 */
	arrival: {
		cafeTableId: string;
		round: number;
		mark: string;
		municipalityId: string;
	};
	/** What a host tells the next group of what was said in `round`. */
	handover: {
		cafeTableId: string;
		round: number;
		municipalityId: string;
		text: string;
		writtenAt: string;
	};
	/**
	 * One dot: `dot` 1…votesPerSeat, so that the database itself holds the budget. `voter` is a hash of the table and what only their phone
	 * holds. Rows are deleted when the boards are closed: the notes then have the tally.
	 */
	vote: {
		cafeTableId: string;
		voter: string;
		dot: number;
		municipalityId: string;
		noteId: string;
	};
	/** The notes of a frozen board, for lineage, search and receipts. `id` is the note's id on the board. */
	note: {
		id: string;
		municipalityId: string;
		cafeTableId: string;
		clusterId: string | null;
		/** In the order of the board, 1-based. */
		position: number;
		text: string;
		/** 0: from before the first one, or not kept since the note names a unit. */
		round: number;
		/** How the writer chose to be shown; '' is nobody. */
		writtenBy: string;
		/** What its writer had written when somebody else changed it under their signature; null: nobody has. */
		firstText: string | null;
		votes: number;
		receipt: string | null;
		/** Of what lies on the table, the element it is about, and how. */
		aboutId: string | null;
		stance: 'keep' | 'change' | 'missing' | null;
	};
	/** A note that came on paper, and who typed it in: never its writer. */
	enteredNote: {
		noteId: string;
		municipalityId: string;
		cafeTableId: string;
		enteredBy: string;
		enteredAt: string;
	};
	/** A part of the plan that lies on a table: its words as they were when it was laid there. */
	tableElement: {
		cafeTableId: string;
		elementId: string;
		municipalityId: string;
		position: number;
		kind: 'goal' | 'subGoal' | 'measure';
		number: string;
		textNn: string;
		textNb: string;
		versionId: string;
		versionNumber: number;
	};
	cluster: {
		id: string;
		municipalityId: string;
		cafeTableId: string;
		position: number;
		title: string;
	};
	/** One of the 3–5 points a table brings to plenary. */
	harvestPoint: {
		id: string;
		municipalityId: string;
		cafeTableId: string;
		position: number;
		text: string;
		createdAt: string;
	};
	/** Whether a phone at the table agrees with its points as it saw them (`seen`). `mark`: as of an arrival; until the café ends. */
	harvestAnswer: {
		cafeTableId: string;
		mark: string;
		municipalityId: string;
		agrees: 'yes' | 'no';
		seen: string;
	};
	/** What a point is made of; becomes lineage when the table hands in. */
	harvestSource: {
		harvestPointId: string;
		kind: 'note' | 'cluster';
		sourceId: string;
		municipalityId: string;
	};
}
