import { m } from '#lib/i18n/paraglide/messages.js';
import { mostDates } from './model.ts';

/** Why a poll was not opened, answered or ended, in the reader's words. */
export const pollRefusals: Record<string, () => string> = {
	notAllowed: m.poll_refused_notAllowed,
	tooFewDates: m.poll_refused_tooFewDates,
	tooManyDates: () => m.poll_refused_tooManyDates({ max: mostDates }),
	datePassed: m.poll_refused_datePassed,
	deadlineWrong: m.poll_refused_deadlineWrong,
	nobodyAsked: m.poll_refused_nobodyAsked,
	notReachable: m.poll_refused_notReachable,
	alreadyOpen: m.poll_refused_alreadyOpen,
	pollClosed: m.poll_refused_pollClosed,
	allAnswered: m.poll_refused_allAnswered,
	notInPoll: m.poll_refused_notInPoll,
	nothingSaid: m.poll_refused_nothingSaid
};
