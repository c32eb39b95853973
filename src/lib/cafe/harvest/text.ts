import { m } from '#lib/i18n/paraglide/messages.js';
import { confidentialPoint, confidentialQuestion } from '#lib/pii/text.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { endCafe, freezeBoards } from './freeze.server.ts';
import type { enterPaperNote, removePaperNote } from './paperNotes.server.ts';
import type { answerPoints, takeHarvest } from './agreement.server.ts';
import type { bringPoints, dropPoint, handIn, keepPoint, movePoint } from './points.server.ts';
import type { readAgain } from './readAgain.server.ts';
import type { unfreezeBoards } from './unfreeze.server.ts';
import type { castVote, withdrawVote } from './votes.server.ts';

/** Why the boards were not frozen or opened again, or the café not ended. */
export const freezeText = {
	notAllowed: m.cafe_refused_not_allowed,
	missingRound: m.cafe_refused_no_round_yet,
	conflictSilent: m.phases_refused_still_silent,
	closedBoards: m.cafe_refused_boards_closed,
	conflictFreeze: m.cafe_refused_closing,
	conflictBoard: m.cafe_refused_board_not_saved_at,
	pastStep: m.steps_refused_past,
	conflictOpenBoards: m.cafe_refused_boards_open,
	closedCafe: m.cafe_refused_already_closed,
	past: m.hall_refused_too_late,
	conflictPoints: m.hall_refused_has_harvested,
	conflictPaper: m.paper_refused_has_typed,
	missingDamage: m.hall_refused_not_damaged
} satisfies SentencesOf<typeof freezeBoards | typeof unfreezeBoards | typeof endCafe | typeof readAgain>;

/** Why a table's points were not changed or handed in. */
export const pointText = {
	notAllowed: m.cafe_refused_not_host,
	conflictOpenBoard: m.cafe_refused_board_open,
	closed: m.cafe_refused_handed_in,
	empty: m.cafe_refused_point_without_notes,
	invalidPersonal: ({ kinds }) => confidentialPoint(kinds),
	invalidNote: m.cafe_refused_unknown_note,
	limitPoints: m.cafe_refused_too_many,
	missingPoints: m.cafe_refused_too_few_points,
	conflict: m.cafe_refused_not_found,
	conflictSeen: m.cafe_refused_points_changed
} satisfies SentencesOf<typeof keepPoint | typeof bringPoints | typeof dropPoint | typeof movePoint | typeof handIn>;

/** Why somebody at the table can't pick its points, or their answer about them was not kept. */
export const agreementText = {
	notAllowed: m.harvest_refused_not_here,
	conflictHost: m.harvest_refused_host_here,
	conflictOpenBoard: m.cafe_refused_board_open,
	closed: m.cafe_refused_handed_in,
	conflictSeen: m.cafe_refused_points_changed
} satisfies SentencesOf<typeof answerPoints | typeof takeHarvest>;

/** Why a note from paper was not entered or removed. `invalidPersonal` is a question: it can be sent anyway. */
export const paperText = {
	notAllowed: m.cafe_refused_not_allowed,
	closed: m.cafe_refused_handed_in,
	invalidPersonal: ({ kinds }) => confidentialQuestion(kinds),
	limitBoard: m.board_full,
	conflict: m.paper_refused_in_use,
	conflictNote: m.cafe_refused_not_found,
	conflictStorage: m.paper_refused_not_saved
} satisfies SentencesOf<typeof enterPaperNote | typeof removePaperNote>;

/** Why a dot was not given or taken back. */
export const voteText = {
	closed: m.board_vote_not_open,
	notAllowed: m.board_vote_not_your_table,
	limitDots: m.board_vote_none_left,
	duplicate: m.board_vote_already
} satisfies SentencesOf<typeof castVote | typeof withdrawVote>;

/** Why somebody at the table has no dots to give. */
export const noVotesText = { late: m.joining_votes_late, otherPhone: m.joining_votes_other_phone };
