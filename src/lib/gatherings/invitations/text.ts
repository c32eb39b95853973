import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { invite } from './commands.server.ts';
import type { inviteAddresses, previewAddresses } from './inviteByAddress.server.ts';
import type { remind } from './reminders.server.ts';
import type { answerInvitation, sayNeeds } from './rsvp.server.ts';
import type { sendSubstitute } from './substitutes.server.ts';
import type { setTerms } from './waitlist.server.ts';

/** Why nobody was invited. */
export const inviteText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closedCancelled: () => m.gatherings_refused_cancelled(),
	closed: () => m.gatherings_refused_begun(),
	conflictNews: () => m.gatherings_refused_news(),
	missingDate: () => m.gatherings_refused_no_date(),
	emptyProgramme: () => m.gatherings_refused_no_programme(),
	empty: () => m.gatherings_refused_nobody(),
	invalidPerson: () => m.gatherings_refused_person(),
	invalidUnit: () => m.gatherings_refused_unit(),
	limitAddresses: () => m.invitations_refused_too_many()
} satisfies SentencesOf<typeof invite | typeof inviteAddresses | typeof previewAddresses>;

/** Why the deadline or the number of places was not changed. */
export const termsText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closed: () => m.gatherings_refused_begun(),
	past: () => m.invitations_refused_deadline_past(),
	invalidDeadline: () => m.invitations_refused_deadline_after(),
	conflict: () => m.invitations_refused_fewer()
} satisfies SentencesOf<typeof setTerms>;

/** Why nobody was reminded. */
export const remindText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closed: () => m.gatherings_refused_late(),
	closedCancelled: () => m.gatherings_refused_cancelled(),
	conflictNews: () => m.gatherings_refused_news(),
	pastDeadline: () => m.invitations_refused_past_deadline(),
	empty: () => m.invitations_refused_answered()
} satisfies SentencesOf<typeof remind>;

/** Why an invitation could not be answered. */
export const replyText = {
	notAllowed: () => m.invitations_refused_not_yours(),
	closed: () => m.gatherings_refused_late(),
	closedCancelled: () => m.gatherings_refused_cancelled(),
	pastDeadline: () => m.invitations_refused_past_deadline(),
	conflict: () => m.invitations_refused_not_coming(),
	invalidPerson: () => m.invitations_refused_not_colleague(),
	limitPlaces: () => m.invitations_refused_no_place()
} satisfies SentencesOf<typeof answerInvitation | typeof sayNeeds | typeof sendSubstitute>;
