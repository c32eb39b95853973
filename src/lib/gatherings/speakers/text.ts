import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { answerSpeaker } from './answers.server.ts';
import type { askOffered, askSpeaker, chaseSpeakers } from './asking.server.ts';
import type { editSpeaker } from './editSpeaker.server.ts';

/** Why a speaker was not asked, or could not answer. */
export const speakerText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closed: () => m.gatherings_refused_over(),
	notFoundItem: () => m.gatherings_refused_item(),
	invalidAddress: () => m.programme_email_wrong(),
	duplicate: () => m.programme_refused_asked(),
	empty: () => m.programme_refused_nobody_waiting(),
	emptyOffers: () => m.speakers_refused_no_offers()
} satisfies SentencesOf<typeof askSpeaker | typeof askOffered | typeof editSpeaker | typeof chaseSpeakers | typeof answerSpeaker>;
