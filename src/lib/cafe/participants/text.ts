import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { findByCode, join } from './join.server.ts';
import type { changeShownAs } from './phone.server.ts';

/** Why a typed code leads nowhere. Apart from what facilitators read (`../text.ts`): a phone fetches this before it can write. */
export const codeText = {
	invalid: m.cafe_refused_wrong_code,
	limit: m.cafe_refused_too_many_tries
} satisfies SentencesOf<typeof findByCode>;

/** Why there is no receipt to show. */
export const receiptText = { missing: m.thread_receipt_code_unknown };

/** Why somebody did not become a participant. */
export const joinText = {
	invalidAttendance: m.cafe_refused_not_on_the_list,
	invalidUnit: m.cafe_refused_unknown_unit,
	missingLabel: m.cafe_refused_nothing_to_show,
	duplicate: m.cafe_refused_already_joined
} satisfies SentencesOf<typeof join>;

/** Why the mark on one's notes was not changed. */
export const shownAsText = {
	missingLabel: m.board_shown_nothing,
	closed: m.board_read_only_harvest
} satisfies SentencesOf<typeof changeShownAs>;
