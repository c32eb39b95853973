import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { changeHost, moveSeat, seatEveryone } from './commands.server.ts';
import type { allowTogether, keepApart, pin } from './constraints.server.ts';
import type { seatLate, takeBackIn, leaveOut } from './latecomers.server.ts';
import type { SeatingCost } from './quality.ts';

/** Why people were not seated, moved or marked as absent. */
export const seatingText = {
	notAllowed: m.cafe_refused_not_allowed,
	closed: m.cafe_refused_has_begun,
	missingPeople: m.cafe_refused_too_few_people,
	conflict: m.hall_refused_changed_meanwhile,
	emptySeating: m.cafe_refused_not_seated,
	past: m.cafe_refused_round_over,
	conflictHost: m.cafe_refused_is_host,
	conflictPerson: m.cafe_refused_not_on_the_list,
	conflictTable: m.cafe_refused_not_found,
	missingSeat: m.cafe_refused_not_there,
	closedBoards: m.cafe_refused_boards_closed,
	duplicateAbsence: m.hall_refused_already_out,
	missingAbsence: m.hall_refused_not_out
} satisfies SentencesOf<typeof seatEveryone | typeof moveSeat | typeof seatLate | typeof leaveOut | typeof takeBackIn>;

/** Why a constraint on the next seating was not changed. */
export const constraintText = {
	notAllowed: m.cafe_refused_not_allowed,
	closed: m.cafe_refused_has_begun,
	conflictHost: m.cafe_refused_is_host,
	conflictPerson: m.cafe_refused_not_on_the_list,
	conflictTable: m.cafe_refused_not_found,
	invalidPair: m.hall_refused_same_person
} satisfies SentencesOf<typeof pin | typeof keepApart | typeof allowTogether>;

/** Why a table got no other host. */
export const hostText = {
	notAllowed: m.cafe_refused_not_allowed,
	closedCafe: m.cafe_refused_boards_closed,
	duplicateHost: m.cafe_refused_hosts_elsewhere,
	conflictPerson: m.cafe_refused_not_on_the_list,
	conflictTable: m.cafe_refused_not_found
} satisfies SentencesOf<typeof changeHost>;

/** The cost of a change of seats (a gain where it is negative), in a few words. */
export function costText(cost: SeatingCost): string {
	const parts = [
		[cost.revisits, m.hall_toll_revisits],
		[cost.apartPairs, m.hall_toll_apart],
		[cost.repeatedPairs, m.hall_toll_repeats],
		[cost.sameUnitPairs, m.hall_toll_units],
		[cost.formerPairs, m.hall_toll_former]
	] as const;
	const said = parts.filter(([count]) => count !== 0).map(([count, text]) => text({ count: `${count > 0 ? '+' : '−'}${Math.abs(count)}` }));
	return said.length > 0 ? said.join(' · ') : m.hall_toll_none();
}
