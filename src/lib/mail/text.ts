import { listText, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import { retriable, underway, type Counts, type MailKind } from './model.ts';
import type { tryServerNow } from './mailServer.server.ts';
import type { cancel, release, retry, undoRelease } from './outbox.server.ts';
import type { editBatch, matchBounce, pause, resetBatch, resume, sendTrial } from './release.server.ts';
import type { setOwnDuty } from './audience/ownDuty.server.ts';
import type { setUnsubscribed } from './unsubscribe.server.ts';

/** How a batch is doing, in one line: "44 sende, 1 ventar og 1 feila". Empty when there is no mail. */
export function countsText(locale: Locale, counts: Counts): string {
	const parts: [number, (count: { count: number }) => string][] = [
		[counts.held ?? 0, m.mail_count_held],
		[counts.sent ?? 0, m.mail_count_sent],
		[underway(counts), m.mail_count_underway],
		[retriable(counts), m.mail_count_failed],
		[counts.cancelled ?? 0, m.mail_count_cancelled]
	];
	return listText(
		locale,
		parts.filter(([count]) => count > 0).map(([count, text]) => text({ count }))
	);
}

/** What a kind of mail is called. */
export const kindNames: Record<MailKind, () => string> = {
	invitation: m.mail_kind_invitation,
	change: m.mail_kind_change,
	cancellation: m.mail_kind_cancellation,
	summary: m.mail_kind_summary,
	topicAnswer: m.mail_kind_topic_answer,
	becameOf: m.mail_kind_became_of,
	measureNews: m.mail_kind_measure_news,
	hearing: m.mail_kind_hearing,
	hearingReminder: m.mail_kind_hearing_reminder,
	hearingOutcome: m.mail_kind_hearing_outcome,
	remarkReceipt: m.mail_kind_remark_receipt,
	statusRequest: m.mail_kind_status_request,
	statusReminder: m.mail_kind_status_reminder,
	taskDigest: m.mail_kind_task_digest,
	obligationWarning: m.mail_kind_obligation_warning,
	invitationReminder: m.mail_kind_invitation_reminder,
	datePoll: m.poll_mail_kind,
	speakerRequest: m.programme_mail_kind_request,
	speakerReminder: m.programme_mail_kind_reminder,
	hostRequest: m.hosts_mail_kind_request,
	hostReminder: m.hosts_mail_kind_reminder,
	speakerConfirmation: m.speakers_mail_kind_confirmation,
	speakerChange: m.speakers_mail_kind_change,
	speakerCancellation: m.speakers_mail_kind_cancellation,
	speakerAnswer: m.speakers_mail_kind_answer,
	beforeDay: m.mail_kind_before_day,
	thanks: m.mail_kind_thanks,
	programmeChange: m.mail_kind_programme_change,
	partnerInvitation: m.mail_kind_partner_invitation,
	dateDecided: m.poll_mail_kind_decided,
	waitingList: m.mail_kind_waiting_list,
	placeOffer: m.mail_kind_place_offer,
	handover: m.mail_kind_handover,
	evaluation: m.mail_kind_evaluation,
	passwordInvitation: m.account_mail_kind_invitation,
	passwordReset: m.account_mail_kind_reset,
	signInLink: m.sso_mail_kind,
	addressChange: m.account_mail_kind_address,
	trial: m.mail_kind_trial
};

/** The kind of a batch before its title, unless the title says it itself: never "Oppsummering: Oppsummering: …". */
export function kindBefore(kind: MailKind, title: string): string {
	const name = kindNames[kind]();
	return title.startsWith(name) ? '' : `${name}: `;
}

/** Why the outbox is as it was. */
export const outboxText = {
	notAllowed: () => m.mail_refusal_not_allowed(),
	empty: () => m.mail_refusal_nothing_held(),
	closed: () => m.mail_refusal_nothing_waiting(),
	emptyFailed: () => m.mail_refusal_nothing_failed(),
	past: () => m.mail_refusal_time_past(),
	duplicate: () => m.mail_refusal_already_paused(),
	conflict: () => m.mail_refusal_not_paused(),
	invalid: () => m.mail_refusal_only_delayed(),
	missing: () => m.mail_refusal_unknown_mail(),
	closedTrouble: () => m.mail_refusal_no_trouble(),
	closedBounced: () => m.mail_refusal_bounced()
} satisfies SentencesOf<
	| typeof release
	| typeof undoRelease
	| typeof cancel
	| typeof retry
	| typeof pause
	| typeof resume
	| typeof matchBounce
	| typeof tryServerNow
>;

/** Why the words of a batch were not changed. */
export const wordsText = {
	notAllowed: () => m.mail_refusal_not_allowed(),
	closed: () => m.mail_words_too_late(),
	conflict: () => m.mail_words_not_changed(),
	missingSubject: () => m.mail_words_no_subject(),
	invalidSubject: () => m.mail_words_bad_subject(),
	tooLong: () => m.mail_words_too_long()
} satisfies SentencesOf<typeof editBatch | typeof resetBatch>;

/** Why no copy of a mail was sent. */
export const trialText = {
	notAllowed: () => m.mail_refusal_not_allowed(),
	invalidAddress: () => m.mail_trial_no_address(),
	invalidHeader: () => m.mail_trial_no_address(),
	tooLong: () => m.mail_trial_no_address()
} satisfies SentencesOf<typeof sendTrial>;

export const unsubscribeText = { notAllowed: () => m.mail_stop_not() } satisfies SentencesOf<typeof setUnsubscribed | typeof setOwnDuty>;
