import { longDate } from '#lib/i18n/format.ts';
import { getLocale } from '#lib/i18n/paraglide/runtime.js';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { editBody } from './bodies.server.ts';
import type { addBody, closeHearing, moveDeadline, openHearing, remindBodies } from './commands.server.ts';
import type { BodyKind } from './model.ts';
import type { addRemark, finishAnswer, withdrawRemark } from './responses.server.ts';
import type { Word } from '../text.ts';

export const bodyKindLabels: Record<BodyKind, Word> = {
	unit: m.common_unit,
	council: m.hearing_kind_council,
	external: m.hearing_kind_external
};

/** Why a round was not opened, reminded of or closed. */
export const hearingText = {
	notAllowed: m.plan_refused_not_allowed,
	closedRevision: m.plan_refused_no_open_revision,
	invalidDate: m.common_date_wrong,
	past: m.hearing_refused_deadline,
	invalidAddress: ({ email }) => m.hearing_bad_address({ email }),
	empty: m.hearing_refused_no_bodies,
	emptyPlan: m.plan_refused_empty,
	duplicate: m.hearing_refused_open,
	duplicateBody: ({ name }) => m.hearing_refused_same_body({ name }),
	duplicateDay: m.hearing_refused_same_day,
	closed: m.hearing_refused_closed,
	conflictPublic: ({ deadline }) => m.publichearing_refused_close({ date: longDate(getLocale(), deadline) }),
	emptyReminder: m.common_all_answered
} satisfies SentencesOf<
	typeof openHearing | typeof addBody | typeof moveDeadline | typeof editBody | typeof remindBodies | typeof closeHearing
>;

/** Why a body's answer was not taken. */
export const responseText = {
	closed: m.hearing_refused_closed,
	conflict: m.plan_refused_gone,
	missing: m.hearing_refused_no_text,
	limit: m.hearing_refused_too_many,
	closedDecision: m.plan_refused_already_decided,
	conflictRemarks: m.hearing_refused_has_remarks
} satisfies SentencesOf<typeof addRemark | typeof withdrawRemark | typeof finishAnswer>;
