import { m } from '#lib/i18n/paraglide/messages.js';
import { confidentialQuestion } from '#lib/pii/text.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { postNote } from './postNote.server.ts';

/** Why a note was not posted by plain HTTP. `invalidPersonal` is a question: it can be sent anyway. */
export const postText = {
	closed: m.board_read_only_frozen,
	notAllowed: m.board_read_only_not_yours,
	invalidPersonal: ({ kinds }) => confidentialQuestion(kinds),
	limitBoard: m.board_full,
	limitRate: m.board_plain_too_often,
	limitHour: m.board_limit_hour,
	conflictStorage: m.board_plain_not_saved
} satisfies SentencesOf<typeof postNote>;
