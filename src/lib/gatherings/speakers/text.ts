import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { answerSpeaker } from './answers.server.ts';
import type { askOffered, askSpeaker, chaseSpeakers } from './asking.server.ts';
import type { editSpeaker } from './editSpeaker.server.ts';
import type { publishProgramme } from './publish.server.ts';

/** Why the programme was not published. */
export const publishText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closed: () => m.gatherings_refused_over(),
	emptyProgramme: () => m.gatherings_refused_no_programme(),
	emptyChange: () => m.programme_refused_no_change()
} satisfies SentencesOf<typeof publishProgramme>;

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
