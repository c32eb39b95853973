import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { endRound, startRound, startVote } from './commands.server.ts';
import type { lockTable } from './lockTable.server.ts';
import type { mendTable } from './mendTable.server.ts';
import type { reveal } from './reveal.server.ts';
import type { lowerHand, say } from './signals.server.ts';
import type { extend, pause, resume } from './timer.server.ts';

/** Why the café did not go on to its next phase. */
export const nextPhaseText = {
	notAllowed: m.cafe_refused_not_allowed,
	emptySeating: m.cafe_refused_not_seated,
	duplicateRound: m.cafe_refused_round_runs,
	limitRounds: m.cafe_refused_no_rounds_left,
	closedBoards: m.cafe_refused_boards_closed,
	closedRound: m.cafe_refused_no_round_runs,
	conflictSilent: m.phases_refused_still_silent,
	conflictLastRound: m.cafe_refused_last_round,
	duplicateVote: m.cafe_refused_vote_runs,
	missingRound: m.cafe_refused_no_round_yet,
	missingVote: m.phases_refused_no_vote
} satisfies SentencesOf<typeof startRound | typeof endRound | typeof startVote>;

/** Why what was written alone was not revealed. */
export const revealText = {
	notAllowed: m.cafe_refused_not_allowed,
	missingSilence: m.phases_refused_not_silent,
	closedBoards: m.cafe_refused_boards_closed,
	conflict: m.phases_refused_revealing,
	conflictBoard: ({ table }) => m.phases_refused_not_laid({ table })
} satisfies SentencesOf<typeof reveal>;

/** Why the timer was not changed. */
export const timerText = {
	notAllowed: m.cafe_refused_not_allowed,
	missingTimer: m.cafe_refused_no_clock,
	duplicatePause: m.phases_refused_already_paused,
	missingPause: m.phases_refused_not_paused
} satisfies SentencesOf<typeof extend | typeof pause | typeof resume>;

/** Why a table got no message, was not locked, unlocked or mended, or its hand not lowered. */
export const tableText = {
	notAllowed: m.cafe_refused_not_allowed,
	closedBoards: m.cafe_refused_boards_closed,
	duplicateLock: m.hall_refused_already_locked,
	missingLock: m.hall_refused_not_locked,
	conflictTable: m.cafe_refused_not_found,
	missingDamage: m.hall_refused_not_damaged
} satisfies SentencesOf<typeof say | typeof lockTable | typeof lowerHand | typeof mendTable>;
