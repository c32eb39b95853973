import { confidentialQuestion } from '#lib/pii/text.ts';
import type { handOver } from '#lib/cafe/rounds/hostNote.server.ts';
import type { raiseHand, sayReady } from '#lib/cafe/rounds/signals.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';

/** Where the café is, in a few words. */
export function phaseWords(phase: string, round: number, rounds: number): string {
	switch (phase) {
		case 'setUp':
			return m.board_phase_set_up();
		case 'seated':
			return m.board_phase_seated();
		case 'round':
			return m.common_round_of({ round, rounds });
		case 'changeover':
			return m.common_change_of_table();
		case 'vote':
			return m.board_phase_vote();
		case 'harvest':
			return m.board_phase_harvest();
		default:
			return m.board_phase_closed();
	}
}

/** The same, of a stage: while everybody writes alone, that they do. */
export function stageWords({ phase, round, rounds, silent }: { phase: string; round: number; rounds: number; silent: boolean }): string {
	return silent ? m.phases_silent_short() : phaseWords(phase, round, rounds);
}

/** Why nobody here can write. */
export function readOnlyWords(phase: string, open: boolean): string {
	if (open) return m.board_read_only_not_yours();
	return phase === 'closed' ? m.board_read_only_closed() : phase === 'harvest' ? m.board_read_only_harvest() : m.board_read_only_frozen();
}

/** Why the server ended the connection for good (close codes of the live contract). */
export function closedWords(code: number): string {
	switch (code) {
		case 4401:
			return m.board_closed_signed_out();
		case 4403:
		case 4404:
			return m.board_closed_gone();
		case 4411:
			return m.joining_taken_over();
		case 4412:
			return m.joining_removed();
		case 4410:
			return m.board_closed_renewed();
		case 4426:
			return m.board_closed_old();
		case 4429:
			return m.board_closed_flooding();
		case 4430:
			return m.board_closed_own();
		default:
			return m.board_closed_refused();
	}
}

/** Why the server did not take what was written here (`Refused` of the live contract); null: what was lost says it. */
export function refusedWords(reason: string): string | null {
	const [word, minutes] = reason.split(' ');
	if (word === 'limit') return m.board_limit_hour({ minutes: Number(minutes) });
	if (word === 'notYours') return m.board_not_yours();
	if (word === 'emptied') return m.board_emptied();
	return word === 'tooMany' || word === 'full' ? m.board_full() : null;
}

/** Why a signal was not changed. */
export const signalText = {
	notAllowed: m.phases_refused_not_your_table,
	closed: m.phases_refused_nothing_to_go_on_to,
	conflictPart: m.phases_refused_gone_on
} satisfies SentencesOf<typeof raiseHand | typeof sayReady>;

/** Why a host's words to the next group were not kept. */
export const handoverText = {
	notAllowed: m.cafe_refused_not_host,
	closed: m.phases_refused_nobody_comes,
	conflictRound: m.phases_refused_gone_on,
	invalidPersonal: ({ kinds }) => confidentialQuestion(kinds)
} satisfies SentencesOf<typeof handOver>;

/** A note's first words, to name it by. */
export function excerptOf(words: string): string {
	return words.length > 40 ? `${words.slice(0, 40).trimEnd()}…` : words || m.board_note_empty();
}
