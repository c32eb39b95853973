export type TopicState = 'proposed' | 'shortlisted' | 'planned' | 'held' | 'resting' | 'declined';

/** What: the series' standing inbox of topics. */
export interface TopicTables {
	topic: {
		id: string;
		municipalityId: string;
		seriesId: string;
		title: string;
		description: string;
		/** For whom, in the proposer's own words. */
		forWhom: string;
		kind: 'new' | 'repeat' | 'refresh';
		state: TopicState;
		stateReason: string;
		/** Where it is planned or was held. */
		gatheringId: string | null;
		/** Years until half of what was heard is gone; null: two, as for knowledge of schemes and rules. */
		halfLifeYears: number | null;
		/** The topic that this double became part of; its proposer is one of that topic's proposers from then on. */
		mergedIntoId: string | null;
		proposedBy: string;
		proposedAt: string;
	};
	topicSupport: {
		topicId: string;
		personId: string;
		municipalityId: string;
		at: string;
	};
	/** "I can give this talk." */
	topicOffer: {
		topicId: string;
		personId: string;
		municipalityId: string;
		note: string;
		at: string;
	};
	/** Every answer the proposer has been given, newest last. */
	topicAnswer: {
		id: string;
		municipalityId: string;
		topicId: string;
		state: TopicState;
		reason: string;
		answeredBy: string;
		at: string;
	};
}
