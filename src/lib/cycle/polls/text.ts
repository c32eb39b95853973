import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { answerPoll, closePoll, openPoll, remindPoll } from './commands.server.ts';
import { maxDates } from './model.ts';

/** Why a poll was not opened, answered, reminded of or ended. */
export const pollText = {
	notAllowed: m.poll_refused_not_allowed,
	notAllowedOther: ({ name }) => m.poll_answer_other({ name }),
	closedSeries: m.poll_refused_series_ended,
	missingDates: m.poll_refused_too_few_dates,
	limitDates: () => m.poll_refused_too_many_dates({ max: maxDates }),
	past: m.poll_refused_date_passed,
	invalidDeadline: m.poll_refused_deadline_wrong,
	empty: m.poll_refused_nobody_asked,
	invalidRecipient: m.poll_refused_not_reachable,
	duplicate: m.poll_refused_already_open,
	closed: m.poll_refused_poll_closed,
	emptyReminder: m.common_all_answered,
	invalid: m.poll_refused_not_in_poll,
	missing: m.poll_refused_nothing_said
} satisfies SentencesOf<typeof openPoll | typeof remindPoll | typeof closePoll | typeof answerPoll>;
