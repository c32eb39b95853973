import { longDate } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { getLocale } from '#lib/i18n/paraglide/runtime.js';
import { confidentialWords } from '#lib/pii/text.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { openPublicHearing, prolongPublicHearing, reviewRemark } from './commands.server.ts';
import type { sendRemark, withdrawOwnRemark } from './remarks.server.ts';

/** Why a public hearing was not opened or prolonged, or a remark not reviewed. */
export const publicHearingText = {
	notAllowed: m.plan_refused_not_allowed,
	closed: m.hearing_refused_closed,
	duplicate: m.publichearing_refused_open,
	invalidDate: m.common_date_wrong,
	past: m.hearing_refused_deadline,
	invalidPeriod: ({ earliest }) => m.publichearing_refused_short({ date: longDate(getLocale(), earliest) }),
	invalidEarlier: m.publichearing_refused_earlier,
	missingReason: m.publichearing_reason_missing
} satisfies SentencesOf<typeof openPublicHearing | typeof prolongPublicHearing | typeof reviewRemark>;

/** Why a remark was not taken, or not withdrawn. `invalidPersonal` is a question: it can be sent anyway. */
export const senderText = {
	closed: m.publichearing_refused_closed,
	closedDecision: m.plan_refused_already_decided,
	conflict: m.plan_refused_gone,
	invalidAddress: m.people_email_wrong,
	invalidPersonal: ({ kinds }) => m.publichearing_ask_personal({ what: confidentialWords(kinds, getLocale()) }),
	limit: m.publichearing_refused_limit
} satisfies SentencesOf<typeof sendRemark | typeof withdrawOwnRemark>;
