import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { changeShownAs } from './phone.server.ts';

/** Why there is no receipt to show. */
export const receiptText = { missing: m.thread_receipt_code_unknown };

/** Why the mark on one's notes was not changed. */
export const shownAsText = {
	missingLabel: m.board_shown_nothing,
	closed: m.board_read_only_harvest
} satisfies SentencesOf<typeof changeShownAs>;
