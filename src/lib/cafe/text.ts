import { m } from '#lib/i18n/paraglide/messages.js';
import { doorRefusals } from './participants/text.ts';
import { isSilent, type CafePhase } from './model.ts';
import type { SeatingCost } from './seating/quality.ts';

/** Where the café stands, in a few words. */
export function phaseText(at: { phase: CafePhase; round: number; rounds: number; silentAt?: string | null }): string {
	const { phase, round, rounds, silentAt = null } = at;
	if (isSilent({ phase, silentAt })) return m.phases_silent({ round, rounds });
	switch (phase) {
		case 'setUp':
			return m.cafe_phase_set_up();
		case 'seated':
			return m.cafe_phase_seated();
		case 'round':
			return m.cafe_phase_round({ round, rounds });
		case 'changeover':
			return m.cafe_phase_changeover({ round: round + 1 });
		case 'vote':
			return m.cafe_phase_vote();
		case 'harvest':
			return m.cafe_phase_harvest();
		case 'closed':
			return m.cafe_phase_closed();
	}
}

const sentences = {
	...doorRefusals,
	notAllowed: m.cafe_refused_not_allowed,
	notFound: m.cafe_refused_not_found,
	alreadyLaid: m.cafe_refused_already_laid,
	noTables: m.cafe_refused_no_tables,
	tooManyTables: m.cafe_refused_too_many_tables,
	hasBegun: m.cafe_refused_has_begun,
	hasNotes: m.cafe_refused_has_notes,
	tooFewPeople: m.cafe_refused_too_few_people,
	notSeated: m.cafe_refused_not_seated,
	roundOver: m.cafe_refused_round_over,
	isHost: m.cafe_refused_is_host,
	notThere: m.cafe_refused_not_there,
	changedMeanwhile: m.hall_refused_changed_meanwhile,
	arrangedMeanwhile: m.setup_refused_arranged_meanwhile,
	alreadyOut: m.hall_refused_already_out,
	notOut: m.hall_refused_not_out,
	samePerson: m.hall_refused_same_person,
	tooLate: m.hall_refused_too_late,
	hasHarvested: m.hall_refused_has_harvested,
	alreadyLocked: m.hall_refused_already_locked,
	notLocked: m.hall_refused_not_locked,
	hostsElsewhere: m.cafe_refused_hosts_elsewhere,
	roundRuns: m.cafe_refused_round_runs,
	noRoundsLeft: m.cafe_refused_no_rounds_left,
	noRoundRuns: m.cafe_refused_no_round_runs,
	lastRound: m.cafe_refused_last_round,
	voteRuns: m.cafe_refused_vote_runs,
	noRoundYet: m.cafe_refused_no_round_yet,
	noClock: m.cafe_refused_no_clock,
	boardsClosed: m.cafe_refused_boards_closed,
	boardsOpen: m.cafe_refused_boards_open,
	closing: m.cafe_refused_closing,
	boardNotSaved: m.cafe_refused_board_not_saved,
	alreadyClosed: m.cafe_refused_already_closed,
	notHost: m.cafe_refused_not_host,
	boardOpen: m.cafe_refused_board_open,
	handedIn: m.cafe_refused_handed_in,
	pointWithoutNotes: m.cafe_refused_point_without_notes,
	unknownNote: m.cafe_refused_unknown_note,
	tooMany: m.cafe_refused_too_many,
	tooFewPoints: m.cafe_refused_too_few_points,
	stillSilent: m.phases_refused_still_silent,
	notSilent: m.phases_refused_not_silent,
	revealing: m.phases_refused_revealing,
	noVote: m.phases_refused_no_vote,
	alreadyPaused: m.phases_refused_already_paused,
	notPaused: m.phases_refused_not_paused,
	silentTooLong: m.phases_refused_silent_too_long,
	notYourTable: m.phases_refused_not_your_table,
	nothingToGoOnTo: m.phases_refused_nothing_to_go_on_to,
	nobodyComes: m.phases_refused_nobody_comes,
	tooMuch: m.tablecloth_refused_too_much,
	inUse: m.paper_refused_in_use,
	hasTyped: m.paper_refused_has_typed,
	notSaved: m.paper_refused_not_saved,
	boardFull: m.board_full
};

/** The sentence for a refusal of this noun, in the reader's language; null when nothing was refused. */
export function refusalText(form: object | null | undefined): string | null {
	const reason = form && 'reason' in form ? (form.reason as keyof typeof sentences) : null;
	return reason && reason in sentences ? sentences[reason]() : null;
}

/** What a change of seats costs, or gains, in a few words. */
export function tollText(toll: SeatingCost): string {
	const parts = [
		[toll.revisits, m.hall_toll_revisits],
		[toll.apartPairs, m.hall_toll_apart],
		[toll.repeatedPairs, m.hall_toll_repeats],
		[toll.sameUnitPairs, m.hall_toll_units],
		[toll.formerPairs, m.hall_toll_former]
	] as const;
	const said = parts.filter(([count]) => count !== 0).map(([count, text]) => text({ count: `${count > 0 ? '+' : '−'}${Math.abs(count)}` }));
	return said.length > 0 ? said.join(' · ') : m.hall_toll_none();
}
