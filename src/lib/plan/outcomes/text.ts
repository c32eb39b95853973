import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { followMeasure } from './followers.server.ts';
import type { mailOutcomes } from './outcomeMail.server.ts';

/** Why nobody was told what came of what they said. */
export const outcomeMailText = {
	notAllowed: m.plan_refused_not_allowed,
	conflictDraft: m.plan_refused_not_adopted,
	empty: m.plan_digest_nobody
} satisfies SentencesOf<typeof mailOutcomes>;

/** Why somebody is not told how it goes with a measure. */
export const followText = {
	notAllowed: m.plan_refused_not_allowed,
	missingAddress: m.news_no_address
} satisfies SentencesOf<typeof followMeasure>;
