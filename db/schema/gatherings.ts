export type RecipeId = 'talksWorkshop' | 'talksCafe' | 'halfDayCourse';
/** A part whose title the product knows in every language. */
export type StandardTitle =
	'opening' | 'sinceLast' | 'openTalk' | 'visitor' | 'workshop' | 'cafe' | 'course' | 'plenary' | 'lunch' | 'break' | 'closing';
export type ProgrammeItemKind =
	'opening' | 'sinceLast' | 'talk' | 'workshop' | 'cafe' | 'course' | 'lunch' | 'break' | 'plenary' | 'closing';

/** The day: one gathering of a series. */
export interface GatheringTables {
	/**
	 * planned → invited (invitations are in the outbox) → open (people check in) → held; cancelled from the first two.
	 * History may lack day, organiser and attendance: what the sources do not say stays null.
	 */
	gathering: {
		id: string;
		municipalityId: string;
		seriesId: string;
		recipe: RecipeId;
		theme: string;
		state: 'planned' | 'invited' | 'open' | 'held' | 'cancelled';
		date: string | null;
		/** `YYYY-MM`, null when not even the month is known. */
		month: string | null;
		year: number;
		startTime: string | null;
		endTime: string | null;
		room: string;
		organiserUnitId: string | null;
		organiserRoleNn: string | null;
		organiserRoleNb: string | null;
		/** Headcount of gatherings that were never checked in here. */
		attendedCount: number | null;
		/** RFC 5545 SEQUENCE: up by one whenever date, time or place changes after invitations. */
		calendarSequence: number;
		/** The SEQUENCE that those invited were last told of; null before the first invitation. */
		sentSequence: number | null;
		/** Day, start and place that they were last told; null before the first invitation. */
		sentDate: string | null;
		sentTime: string | null;
		sentRoom: string | null;
		createdBy: string | null;
		createdAt: string;
		openedAt: string | null;
		heldAt: string | null;
		cancelledAt: string | null;
		/** The gathering whose units are to be invited again. */
		unitsFromId: string | null;
		/**
		 * Active planning so far, in seconds, all planners together; null where it was never measured. `planningAt`: the last planning
		 * step.
		 */
		planningSeconds: number | null;
		planningAt: string | null;
		/** What it costs: whole kroner (0 is a statement) and what for; null when nobody has said. */
		costKroner: number | null;
		cost: string | null;
	};
	/** Plan goals it should feed (`elementId` of a goal). */
	gatheringGoal: {
		gatheringId: string;
		elementId: string;
		municipalityId: string;
	};
	/** Persons from outside whom the gathering is shared with. */
	gatheringPartner: {
		gatheringId: string;
		personId: string;
		municipalityId: string;
	};
	/**
	 * A calendar to subscribe to: a person's own gatherings, a unit's, or the whole municipality's year. One that is not taken back an
	 * owner and subject.
	 */
	calendarFeed: {
		id: string;
		municipalityId: string;
		kind: 'person' | 'unit' | 'municipality';
		/** The person, unit or municipality that it is about. */
		subjectId: string;
		/** Who made it; it ends when they lose their access. */
		ownerId: string;
		tokenHash: string;
		createdAt: string;
		revokedAt: string | null;
	};
	/** Units that were at a gathering where nobody was checked in; `attended` null: how many is not known. */
	gatheringUnit: {
		gatheringId: string;
		unitId: string;
		municipalityId: string;
		attended: number | null;
	};
	programmeItem: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		position: number;
		kind: ProgrammeItemKind;
		/** In the municipality's language; what a `standard` part is called follows the reader's. */
		title: string;
		standard: StandardTitle | null;
		/** null: for everybody; `course`: beside it, for those who are new. */
		track: 'course' | null;
		startTime: string;
		minutes: number;
		speaker: string;
		speakerUnitId: string | null;
		topicId: string | null;
	};
	/** The programme after each change, as JSON; published ones are what readers are shown, and stay. */
	programmeRevision: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		/** 1, 2 … for each gathering. */
		revision: number;
		content: string;
		changedBy: string | null;
		changedAt: string;
		publishedAt: string | null;
	};
	/**
	 * Somebody asked to take a part of the programme, with or without an account. The hashes are of the secrets in the first and the last
	 * letter.
	 */
	speakerRequest: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		itemId: string;
		name: string;
		email: string;
		locale: 'nn' | 'nb' | 'en';
		tokenHash: string;
		reminderHash: string | null;
		reminders: number;
		answer: 'yes' | 'no' | null;
		note: string;
		askedAt: string;
		remindedAt: string | null;
		answeredAt: string | null;
		/** Up by one with each letter about a change or an answer: its version, and the SEQUENCE of their calendar entry. */
		sequence: number;
		/** Day, time of the part, and place that they were last told. */
		toldDate: string | null;
		toldTime: string | null;
		toldRoom: string | null;
		/** The day until which an answer is waited for; and when it was not waited for any longer. */
		answerBy: string | null;
		lapsedAt: string | null;
		/** When they offered to give the talk themselves; null when somebody else thought of them. */
		offeredAt: string | null;
	};
	/** Slides, a web page: kept with the part, also when the day is over. */
	programmeMaterial: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		itemId: string;
		label: string;
		url: string;
		addedAt: string;
	};
	/** "Next time we should …": kept for the series until it is used in a gathering or dropped. */
	seriesIdea: {
		id: string;
		municipalityId: string;
		seriesId: string;
		/** Where somebody thought of it. */
		gatheringId: string | null;
		text: string;
		keptBy: string | null;
		keptAt: string;
		usedInId: string | null;
		droppedAt: string | null;
	};
	checklistItem: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		/** A task the recipe brought (its words are messages); null for one typed in (`title`). */
		task: string | null;
		title: string;
		dueDate: string;
		ownerUnitId: string | null;
		ownerRoleNn: string;
		ownerRoleNb: string;
		doneAt: string | null;
		doneBy: string | null;
	};
	/** `tokenHash` is the SHA-256 of the token in the personal link. */
	invitation: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		personId: string;
		tokenHash: string;
		answer: 'accepted' | 'declined' | null;
		answeredAt: string | null;
		createdAt: string;
		/** Would come, but it was full: since when they stand in line; the answer is null meanwhile. */
		waitingAt: string | null;
		/** A place has been kept for them since then, until `offerUntil`; one that was not taken stays written here. */
		offeredAt: string | null;
		offerUntil: string | null;
		/** Food and access, in their own words; gone 14 days after the day. */
		needs: string | null;
		/** The invitation of the colleague they come instead of. */
		inPlaceOfId: string | null;
	};
	/** A further link to an invitation, from a reminder or an offer. */
	invitationLink: {
		tokenHash: string;
		municipalityId: string;
		invitationId: string;
		createdAt: string;
	};
	/** Lets one person answer the three questions once; gone when they have. */
	evaluationTicket: {
		tokenHash: string;
		municipalityId: string;
		gatheringId: string;
	};
	/** What somebody answered, 1 (disagrees) to 5 (agrees): tied to the gathering, and to nobody and no time. */
	evaluationAnswer: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		tasks: number;
		contact: number;
		turn: number;
	};
	/** On what terms people are invited; a gathering without a row has none. */
	gatheringTerms: {
		gatheringId: string;
		municipalityId: string;
		/** The last day to say yes on. */
		answerBy: string | null;
		capacity: number | null;
		/** What those who come type or scan at the door, while it is open. */
		doorCode: string | null;
	};
	/** Who was there. A walk-in has no invitation and perhaps no `personId`. */
	attendance: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		personId: string | null;
		name: string;
		unitId: string | null;
		levelId: string | null;
		/** null in history that was written down afterwards: nobody noted when. */
		checkedInAt: string | null;
		walkInAt: string | null;
	};
}
