import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { mendDraft, reviseDraft } from './commands.server.ts';

/** Why a draft was not written as it was sent. */
export const draftSentences = {
	notAllowed: () => m.summaries_refused_not_allowed(),
	closed: () => m.summaries_refused_no_draft(),
	conflict: () => m.summaries_refused_changed_meanwhile(),
	conflictSaving: () => m.draft_refused_not_saved(),
	conflictDamage: () => m.draft_damaged(),
	missingDamage: () => m.hall_refused_not_damaged()
} satisfies SentencesOf<typeof reviseDraft | typeof mendDraft>;
