/** When: forum series, who is responsible for them, what they are obliged to, and the year's fixed points. */
export interface CycleTables {
	series: {
		id: string;
		municipalityId: string;
		nameNn: string;
		nameNb: string;
		minPerYear: number;
		maxPerYear: number;
		/** ISO weeks people prefer, JSON array such as `[11, 42]`. */
		preferredWeeks: string;
		/** ISO weekday, 1 Monday … 7 Sunday. */
		preferredWeekday: number;
		startTime: string;
		endTime: string;
		/** Weeks between the invitation and the day. */
		inviteWeeks: number;
		legalBasis: string | null;
		/** What it is, for whoever is invited; null: nothing is said. */
		aboutNn: string | null;
		aboutNb: string | null;
		/** The last day on which it can be held; null: until further notice. */
		endDate: string | null;
		createdAt: string;
	};
	/** Responsibility sits with a unit and a role in it, from a day to a day (`validTo` inclusive, null: until further notice). */
	stewardship: {
		id: string;
		municipalityId: string;
		seriesId: string;
		unitId: string | null;
		roleNn: string;
		roleNb: string;
		validFrom: string;
		validTo: string | null;
		note: string | null;
		/** What went wrong before, and what to do otherwise: from the one who hands over to the one who begins. */
		lessons: string | null;
	};
	/** "n gatherings a year", kept by holding gatherings of the series; `elementId` is the plan's measure. */
	obligation: {
		id: string;
		municipalityId: string;
		seriesId: string;
		elementId: string | null;
		labelNn: string;
		labelNb: string;
		minPerYear: number;
		maxPerYear: number;
		validFrom: string;
		validTo: string | null;
		createdAt: string;
	};
	/** A fixed point of the year. `recurs` says how it repeats from `date` (or from `month` when the day is not settled). */
	cycleEntry: {
		id: string;
		municipalityId: string;
		kind: 'body' | 'report' | 'hearing' | 'budget' | 'deadline' | 'other';
		titleNn: string;
		titleNb: string;
		date: string | null;
		/** `YYYY-MM`; always set, equals the month of `date` when there is one. */
		month: string;
		recurs: 'once' | 'monthly' | 'halfYearly' | 'yearly';
		ownerUnitId: string | null;
		ownerRoleNn: string | null;
		ownerRoleNb: string | null;
		leadWeeks: number;
		colour: number;
		createdAt: string;
		cancelledAt: string | null;
	};
	schoolBreak: {
		id: string;
		municipalityId: string;
		nameNn: string;
		nameNb: string;
		fromDate: string;
		toDate: string;
	};
	/**
	 * Which day suits the people a forum can't do without. Open until a day is chosen (`chosenDate`) or it is called off; it takes
	 * answers until `deadline` (inclusive) has passed. One open a series.
	 */
	datePoll: {
		id: string;
		municipalityId: string;
		seriesId: string;
		deadline: string;
		note: string;
		/** How many times those who had not answered were reminded. */
		reminders: number;
		createdBy: string;
		createdAt: string;
		closedAt: string | null;
		chosenDate: string | null;
	};
	datePollDate: {
		pollId: string;
		municipalityId: string;
		date: string;
	};
	datePollMember: {
		id: string;
		municipalityId: string;
		pollId: string;
		personId: string;
		answeredAt: string | null;
	};
	/** `tokenHash` is the SHA-256 of the token in a personal link; a member may have several. */
	datePollLink: {
		tokenHash: string;
		municipalityId: string;
		memberId: string;
	};
	datePollAnswer: {
		memberId: string;
		municipalityId: string;
		date: string;
		answer: 'can' | 'ifNeeded' | 'cannot';
	};
}
