import { monthAndYear, percent } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { answer, answerMany, offerTalk, propose, support, withdrawOffer, withdrawSupport } from './commands.server.ts';
import type { Advice } from './memory.ts';
import type { mergeTopics, setHalfLife } from './merge.server.ts';
import { maxHalfLife, type TopicState } from './model.ts';

/** What to do with a topic, in a few words: "Kort repetisjon for nye". */
export function adviceName(advice: Pick<Advice, 'kind' | 'because'>): string {
	switch (advice.kind) {
		case 'rest':
			return m.topics_advice_rest();
		case 'repeat':
			return m.topics_advice_repeat();
		case 'all':
			return advice.because === 'never' ? m.topics_advice_first() : m.topics_advice_all();
	}
}

export const adviceTones = { rest: 'plain', repeat: 'now', all: 'ahead' } as const;

/** Why, with the numbers it rests on, as a sentence. */
export function sayWhy(locale: Locale, { because, memory }: Advice): string {
	const { last, coverage, stayed, newcomers, headcount } = memory;
	const when = last === null ? '' : monthAndYear(locale, last.slice(0, 7));
	const among = percent(locale, stayed === 0 ? 0 : Math.min(1, coverage / stayed));
	switch (because) {
		case 'never':
			return m.topics_why_never();
		case 'faded':
			return stayed < 0.005 ? m.topics_why_all_new({ when }) : m.topics_why_faded({ share: among, when });
		case 'newcomers':
			return m.topics_why_newcomers({ share: among, when, count: newcomers, headcount });
		case 'known':
			return m.topics_why_known({ share: percent(locale, coverage), when });
	}
}

export const stateNames: Record<TopicState, () => string> = {
	proposed: m.topics_state_proposed,
	shortlisted: m.topics_state_shortlisted,
	planned: m.topics_state_planned,
	held: m.topics_state_held,
	resting: m.topics_state_resting,
	declined: m.topics_state_declined
};

export const stateTones = {
	proposed: 'plain',
	shortlisted: 'now',
	planned: 'ahead',
	held: 'done',
	resting: 'plain',
	declined: 'stopped'
} as const;

/** Why a topic was not proposed, supported or offered a talk on. */
export const inboxText = {
	notAllowed: m.topics_refused_not_staff,
	missing: m.topics_title_missing,
	closedSeries: m.topics_refused_series_ended,
	duplicate: m.topics_similar_text,
	closed: m.topics_refused_wrong_state,
	duplicateSupport: m.topics_refused_already_supported,
	missingSupport: m.topics_refused_not_supported,
	duplicateOffer: m.topics_refused_already_offered,
	missingOffer: m.topics_refused_not_offered
} satisfies SentencesOf<typeof propose | typeof support | typeof withdrawSupport | typeof offerTalk | typeof withdrawOffer>;

/** Why topics were not answered. */
export const answerText = {
	notAllowed: m.topics_refused_not_allowed,
	empty: m.topics_batch_nothing,
	missingReason: m.topics_refused_reason_missing,
	missingTopic: m.topics_refused_unknown_topic,
	closed: m.topics_refused_wrong_state
} satisfies SentencesOf<typeof answer | typeof answerMany>;

/** The sentence about a missing reason, beside the field of each topic that it is about. */
export function missingReasons({ topicIds }: { topicIds: readonly string[] }): Record<string, string> {
	return Object.fromEntries(topicIds.map((topicId) => [`reason-${topicId}`, m.topics_refused_reason_missing()]));
}

/** Why a topic was not merged, or its half-life not set. */
export const topicText = {
	notAllowed: m.topics_refused_not_allowed,
	missingTopic: m.topics_refused_unknown_topic,
	conflict: m.topics_refused_same_topic,
	conflictSeries: m.topics_refused_other_series,
	closed: m.topics_refused_wrong_state,
	invalid: () => m.topics_half_life_wrong({ max: maxHalfLife })
} satisfies SentencesOf<typeof mergeTopics | typeof setHalfLife>;
