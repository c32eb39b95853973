import type { Locale } from './people.ts';

/**
 * held (a human has not released it) → queued → sending → sent | awaitingRetry → sending … | failed;
 * sent → bounced; what has not left can be cancelled; failed and bounced can be queued again.
 */
export type MailState = 'held' | 'queued' | 'sending' | 'sent' | 'awaitingRetry' | 'failed' | 'bounced' | 'cancelled';

/** What a mail is about, in the words of the noun that wrote it; `mail_kind_*` has its name for readers. */
export type MailKind =
	| 'invitation'
	| 'change'
	| 'cancellation'
	| 'summary'
	| 'topicAnswer'
	/** "What became of what we said", once a person and adopted version. */
	| 'becameOf'
	/** How it goes with a measure they had a part in or asked about, at most once a day. */
	| 'measureNews'
	| 'hearing'
	| 'hearingReminder'
	| 'hearingOutcome'
	/** To whoever has sent a remark to a public hearing, with the link to it. */
	| 'remarkReceipt'
	| 'statusRequest'
	| 'statusReminder'
	/** What waits for somebody, once a week; and that an obligation is at risk, once a year. */
	| 'taskDigest'
	| 'obligationWarning'
	| 'invitationReminder'
	/** Which day suits? Once a poll and reminder. */
	| 'datePoll'
	/** Asks a speaker for their yes, and once more. */
	| 'speakerRequest'
	| 'speakerReminder'
	/** Asks somebody to be a host; and once more, or which table is theirs. */
	| 'hostRequest'
	| 'hostReminder'
	/** To a speaker: their yes with a calendar entry; another day, time or place; called off, or taken back. */
	| 'speakerConfirmation'
	| 'speakerChange'
	| 'speakerCancellation'
	/** To whoever has the forum: what a speaker said, or that they said nothing. */
	| 'speakerAnswer'
	/** To those who come: what they need for the day; to those who were there: thanks, and what comes of it. */
	| 'beforeDay'
	| 'thanks'
	/** A new programme, to those invited. */
	| 'programmeChange'
	/** To a partner with whom a gathering is shared. */
	| 'partnerInvitation'
	/** Which day it became, to those who answered. */
	| 'dateDecided'
	/** Somebody stands in line: to whoever has the forum, once a day. */
	| 'waitingList'
	/** A place has become free for somebody in line. */
	| 'placeOffer'
	/** A series goes over to another unit or role, or does not after all. */
	| 'handover'
	/** Three questions after the forum. */
	| 'evaluation'
	/** A link to set one's password: an administrator asks people in; somebody asked for it. */
	| 'passwordInvitation'
	| 'passwordReset'
	/** Whether the account at the issuer that somebody signed in with is theirs. */
	| 'signInLink'
	/** Tells an address that somebody is no longer reached by it. */
	| 'addressChange'
	/** A copy of a mail in the outbox, to whoever asked to see it in their own inbox. */
	| 'trial';

/** Mail: one row a recipient and document version, as it was or will be sent. */
export interface MailTables {
	mail: {
		id: string;
		municipalityId: string;
		kind: MailKind;
		/** The gathering, summary or topic, and which version of it this mail is about. */
		documentId: string;
		documentVersion: number;
		/** Kind, document and version in one: the mails that are released together. */
		batch: string;
		/** What the batch is about, as its sender calls it. */
		title: string;
		recipientPersonId: string | null;
		recipientName: string;
		recipientEmail: string;
		locale: Locale;
		subject: string;
		text: string;
		html: string;
		/** The text of an iCalendar file (CRLF), and the METHOD it declares. */
		calendar: string | null;
		calendarMethod: 'REQUEST' | 'CANCEL' | 'PUBLISH' | null;
		state: MailState;
		attempts: number;
		/** When it is due: as queued or awaiting retry; as sending, when whoever claimed it is taken for dead. */
		nextAttemptAt: string | null;
		lastError: string | null;
		/** Given at the first attempt and kept, so that a mail that is sent again is seen to be the same. */
		messageId: string | null;
		createdAt: string;
		releasedAt: string | null;
		/** Null for a receipt that the recipient asked for, which needs no release. */
		releasedBy: string | null;
		sentAt: string | null;
		/** Where the recipient says no thank you to mails of this kind; null when they can't. */
		stopUrl: string | null;
	};
	/** What somebody has changed in the mails of a batch in one language, and what they said before. */
	mailEdit: {
		municipalityId: string;
		batch: string;
		kind: MailKind;
		locale: Locale;
		/** Null: each of the mails has a subject of its own. */
		subject: string | null;
		/** The covering words, paragraphs with an empty line between. */
		words: string;
		defaultSubject: string | null;
		defaultWords: string;
		editedBy: string;
		editedAt: string;
	};
	/** A municipality whose released mails wait until somebody lets them go on. */
	mailPause: {
		municipalityId: string;
		pausedAt: string;
		pausedBy: string;
	};
	/** A person who wants no more mails of a kind. */
	mailStop: {
		municipalityId: string;
		personId: string;
		kind: MailKind;
		stoppedAt: string;
	};
	/** A person who has said that letters about their own duty may leave by themselves. */
	mailYes: {
		personId: string;
		municipalityId: string;
		saidAt: string;
	};
	/** What the link at the foot of a mail opens; `tokenHash` is SHA-256. */
	mailStopLink: {
		tokenHash: string;
		municipalityId: string;
		personId: string;
		kind: MailKind;
		createdAt: string;
	};
}
