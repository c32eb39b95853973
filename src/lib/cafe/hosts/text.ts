import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { answerHost } from './answer.server.ts';
import type { askHosts, letOff, remindHosts } from './commands.server.ts';

/** Why nobody was asked, let off or reminded. */
export const hostsText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closed: () => m.gatherings_refused_begun(),
	closedCancelled: () => m.gatherings_refused_cancelled(),
	missingDate: () => m.gatherings_refused_no_date(),
	conflictNews: () => m.hosts_refused_news(),
	empty: () => m.hosts_refused_nobody(),
	duplicate: () => m.hosts_refused_twice(),
	invalidPerson: () => m.hosts_refused_person(),
	conflictTable: () => m.hosts_refused_table(),
	conflictRequest: () => m.hosts_refused_gone(),
	emptyHosts: () => m.hosts_refused_reminded()
} satisfies SentencesOf<typeof askHosts | typeof letOff | typeof remindHosts>;

/** Why somebody's answer was not taken. */
export const hostAnswerText = {
	closed: () => m.gatherings_refused_late(),
	closedCancelled: () => m.gatherings_refused_cancelled(),
	closedRequest: () => m.hosts_let_off()
} satisfies SentencesOf<typeof answerHost>;
