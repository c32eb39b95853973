import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { addTableNow, mendQuestion } from './addTable.server.ts';
import type { dissolveTable } from './dissolve.server.ts';

/** Why a table was not added or dissolved, or its question not mended. */
export const tablesText = {
	notAllowed: m.cafe_refused_not_allowed,
	closedBoards: m.tables_refused_too_late,
	limitTables: m.tables_refused_many,
	conflictTable: m.cafe_refused_not_found,
	conflictSilent: m.phases_refused_still_silent,
	conflictVote: m.tables_refused_vote,
	limitBoard: m.tables_refused_no_room,
	conflictBoard: m.cafe_refused_board_not_saved_at
} satisfies SentencesOf<typeof addTableNow | typeof mendQuestion | typeof dissolveTable>;
