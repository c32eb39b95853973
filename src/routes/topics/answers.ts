import { m } from '#lib/i18n/paraglide/messages.js';
import { longestHalfLife, type TopicState } from '#lib/topics/model.ts';

/** What a form on this page was answered: the topic's id (or `propose`), and what was refused or that it is done. */
export type Answer =
	| {
			id: string;
			what?: string;
			done?: true;
			reason?: string;
			values?: Record<string, unknown>;
			errors?: Record<string, string>;
			similar?: { id: string; title: string; state: TopicState }[];
	  }
	| null
	| undefined;

export const refusals: Record<string, () => string> = {
	notStaff: m.topics_refused_not_staff,
	emptyTitle: m.topics_title_missing,
	alreadySupported: m.topics_refused_already_supported,
	notSupported: m.topics_refused_not_supported,
	wrongState: m.topics_refused_wrong_state,
	alreadyOffered: m.topics_refused_already_offered,
	notOffered: m.topics_refused_not_offered,
	notAllowed: m.topics_refused_not_allowed,
	reasonMissing: m.topics_refused_reason_missing,
	sameTopic: m.topics_refused_same_topic,
	otherSeries: m.topics_refused_other_series,
	unknownTopic: m.topics_refused_unknown_topic,
	notYears: () => m.topics_half_life_wrong({ max: longestHalfLife }),
	gone: m.topics_refused_gone
};

export const stateNames: Record<TopicState, () => string> = {
	proposed: m.topics_state_proposed,
	shortlisted: m.topics_state_shortlisted,
	planned: m.topics_state_planned,
	held: m.topics_state_held,
	resting: m.topics_state_resting,
	declined: m.topics_state_declined
};

export const tones = {
	proposed: 'plain',
	shortlisted: 'now',
	planned: 'ahead',
	held: 'done',
	resting: 'plain',
	declined: 'stopped'
} as const;
