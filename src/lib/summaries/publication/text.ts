import { longDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { publish, startDraft } from './commands.server.ts';
import type { openDisclosure, recordVerdict } from './disclosures.server.ts';
import type { mailSummary } from './mail.server.ts';

/** Why a draft was not begun or not published. */
export const publicationText = {
	notAllowed: () => m.summaries_refused_not_allowed(),
	empty: () => m.summaries_refused_nothing_harvested(),
	duplicate: () => m.summaries_refused_draft_open(),
	closed: () => m.summaries_refused_no_draft(),
	missingTitle: () => m.draft_refused_no_title(),
	missingIntro: () => m.draft_refused_no_intro(),
	missingCorrection: () => m.draft_refused_no_correction(),
	conflict: () => m.draft_refused_publishing(),
	conflictDisclosures: () => m.summaries_refused_confidential(),
	conflictSaving: () => m.draft_refused_not_saved(),
	conflictWriting: () => m.draft_refused_writing(),
	conflictDamage: () => m.draft_damaged()
} satisfies SentencesOf<typeof publish | typeof startDraft>;

/** Why nothing was decided about a text that looks as if it points at somebody. */
export const disclosureText = {
	notAllowed: () => m.summaries_refused_not_allowed(),
	closed: () => m.summaries_refused_published(),
	conflict: () => m.summaries_refused_nothing_to_decide()
} satisfies SentencesOf<typeof openDisclosure | typeof recordVerdict>;

/** Why a summary was not put in the outbox. */
export const mailText = {
	notAllowed: () => m.summaries_refused_not_allowed(),
	missing: () => m.summaries_refused_not_published(),
	invalidAddresses: ({ unread }: { unread: string[] }) => m.summaries_refused_addresses({ addresses: unread.join(', ') }),
	empty: () => m.summaries_refused_nobody()
} satisfies SentencesOf<typeof mailSummary>;

/** Who starts with a point, and by when. */
export function startsText({ starter, startBy }: { starter: string; startBy: string | null }, locale: Locale): string {
	return startBy
		? m.summaries_starts_by({ who: starter, date: longDate(locale, startBy) }, { locale })
		: m.summaries_starts({ who: starter }, { locale });
}
