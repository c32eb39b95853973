import type { Instant } from '#lib/dates.ts';
import { inSentence, instantText } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { writtenFor, type Words } from '#lib/i18n/named.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { getLocale } from '#lib/i18n/paraglide/runtime.js';
import { confidentialWords } from '#lib/pii/text.ts';
import type { SentencesOf } from '#lib/result.ts';
import { halfInWords } from '../followUp/text.ts';
import type { ReportKind } from './model.ts';
import type { endShare, letPartnersRead, shareReport } from './shares.server.ts';
import type { startReport, submitReport, writePart } from './written.server.ts';

/** "Halvårsrapport, våren 2018". */
export function reportTitle(kind: ReportKind, half: string, locale: Locale): string {
	const as = { locale };
	return kind === 'half' ? m.report_half_title({ half: inSentence(halfInWords(locale, half)) }, as) : m.report_final_title({}, as);
}

/** Why a report was not begun, written or submitted. */
export const writtenText = {
	notAllowed: m.plan_refused_not_allowed,
	missingPlan: m.report_not_adopted,
	missingHalf: m.report_no_half,
	missingRecipient: m.report_recipient_missing,
	closed: m.report_is_submitted,
	conflict: m.report_written_meanwhile,
	conflictWords: m.report_changed_meanwhile,
	invalidPerson: ({ kinds }) => m.story_person({ kinds: confidentialWords(kinds, getLocale()) })
} satisfies SentencesOf<typeof startReport | typeof writePart | typeof submitReport>;

/** Why a report was not shared, or a link not ended. */
export const shareText = {
	notAllowed: m.plan_refused_not_allowed,
	closedDraft: m.report_is_draft,
	closed: m.report_link_ended,
	missingRecipient: m.report_recipient_missing,
	invalidPast: m.report_link_day_wrong,
	limitDays: m.report_link_day_wrong
} satisfies SentencesOf<typeof shareReport | typeof endShare | typeof letPartnersRead>;

/** Who signs, when, to whom, and which report it corrects: part of what is frozen. */
export function signature(
	{ locale, from }: { locale: Locale; /** What the municipality writes in. */ from: Locale },
	signed: {
		byName: string;
		recipient: string;
		corrected: { submittedAt: string | null; contentHash: string | null } | undefined;
		at: Instant;
	}
): [string, Words][] {
	const as = { locale };
	const { corrected } = signed;
	const facts: [string, Words][] = [
		[m.report_to({}, as), writtenFor(locale, from, signed.recipient)],
		[m.report_signed_by({}, as), signed.byName],
		[m.report_submitted_on({}, as), instantText(locale, signed.at)]
	];
	if (!corrected?.submittedAt) return facts;
	const which = { when: instantText(locale, corrected.submittedAt), hash: corrected.contentHash ?? '' };
	return [...facts, [m.report_corrects({}, as), m.report_corrects_which(which, as)]];
}

/** The hash of what was submitted, as a file shows it; of what words were taken out of since (`isWhole` false) it is not, and says so. */
export function hashFact(locale: Locale, hash: string, isWhole: boolean): [string, Words] {
	const as = { locale };
	return [m.plan_hash({}, as), isWhole ? hash : `${hash} (${m.report_taken_out({}, as)})`];
}
