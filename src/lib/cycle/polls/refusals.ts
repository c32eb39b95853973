import { m } from '#lib/i18n/paraglide/messages.js';
import { mostDates } from './model.ts';

/** Why a poll was not opened, answered or ended, in the reader's words. */
export const pollRefusals: Record<string, () => string> = {
	notAllowed: m.poll_refused_not_allowed,
	tooFewDates: m.poll_refused_too_few_dates,
	tooManyDates: () => m.poll_refused_too_many_dates({ max: mostDates }),
	datePassed: m.poll_refused_date_passed,
	deadlineWrong: m.poll_refused_deadline_wrong,
	nobodyAsked: m.poll_refused_nobody_asked,
	notReachable: m.poll_refused_not_reachable,
	alreadyOpen: m.poll_refused_already_open,
	pollClosed: m.poll_refused_poll_closed,
	allAnswered: m.poll_refused_all_answered,
	notInPoll: m.poll_refused_not_in_poll,
	nothingSaid: m.poll_refused_nothing_said
};
