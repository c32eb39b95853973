import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { FormerReason } from '../model.ts';
import type { join } from './join.server.ts';
import type { joinWithCode } from './joinWithCode.server.ts';
import type { letAllIn, letIn, letInByHand, turnAway, Waiting, WaitsFor } from './letIn.server.ts';
import type { codeByInvitation, createPersonalCodes, findByTypedCode, showPersonalCode } from './personalCode.server.ts';
import type { removeParticipant } from './remove.server.ts';

/** Why a typed code leads nowhere. Apart from what facilitators read (`../text.ts`): a phone fetches this before it can write. */
export const codeText = {
	invalid: m.cafe_refused_wrong_code,
	limit: m.cafe_refused_too_many_tries
} satisfies SentencesOf<typeof findByTypedCode>;

/** Why somebody did not become a participant. */
export const joinText = {
	invalidAttendance: m.cafe_refused_not_on_the_list,
	notAllowed: m.joining_refused_needs_proof,
	duplicateName: m.joining_refused_name_of_others,
	invalidUnit: m.cafe_refused_unknown_unit,
	missingLabel: m.cafe_refused_nothing_to_show,
	limit: m.joining_refused_too_many_wait
} satisfies SentencesOf<typeof join>;

/** The same for who came by a personal code. */
export const seatText = {
	...joinText,
	notAllowed: m.joining_refused_signed_in_as_other,
	closedDoors: m.joining_refused_doors_closed
} satisfies SentencesOf<typeof joinWithCode>;

/** What somebody is told who waits to be let in. */
export const waitsForText: Record<WaitsFor, () => string> = {
	takeOver: m.joining_waits_take_over,
	removed: m.joining_waits_removed,
	newcomer: m.joining_waits_newcomer
};

/** What those are told who may let them in. */
const asksText: Record<WaitsFor, (who: { name: string }) => string> = {
	takeOver: m.joining_asks_take_over,
	removed: m.joining_asks_removed,
	newcomer: m.joining_asks_newcomer
};

/** A phone that waits, with the sentence about it and where it wants to sit. */
export function waitingText({ id, name, why, table }: Waiting): { id: string; text: string } {
	const text = asksText[why]({ name: name || m.joining_nameless() });
	return { id, text: table === null ? text : `${m.common_table_number({ number: table.number })}: ${text}` };
}

/** What a phone is told that is not in any more. */
export const formerText: Record<FormerReason, () => string> = {
	takenOver: m.joining_taken_over,
	removed: m.joining_removed,
	turnedAway: m.joining_turned_away
};

/** Why a phone was not let in or turned away, and a participant not taken out. */
export const keeperText = {
	notAllowed: m.joining_refused_other_table,
	conflict: m.joining_refused_answered,
	conflictHost: m.joining_refused_is_host,
	empty: m.joining_refused_answered
} satisfies SentencesOf<typeof letIn | typeof turnAway | typeof letAllIn | typeof letInByHand | typeof removeParticipant>;

/** Why there is no personal code. */
export const personalCodeText = {
	notAllowed: m.cafe_refused_not_allowed,
	conflictPerson: m.cafe_refused_not_on_the_list
} satisfies SentencesOf<typeof createPersonalCodes | typeof showPersonalCode>;

/** Why the link of an invitation leads to no seat. */
export const toTableText = {
	notAllowed: m.joining_refused_signed_in_as_other,
	closedDoors: m.joining_refused_not_checked_in,
	closedCafe: m.joining_refused_no_cafe
} satisfies SentencesOf<typeof codeByInvitation>;
