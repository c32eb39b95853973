import type { GatheringTables, ProgrammeItemKind, RecipeId } from '#db/schema/gatherings.ts';
import { type Actor, holds, isStaff, mayFacilitate, mayLead } from '#lib/people/model.ts';
import type { CivilDate } from '#lib/dates.ts';

/** How long what people need of food and access is kept after the day. */
export const needsKeptDays = 14;

/** Longest theme of a gathering: it stands in subjects of emails and in calendars. */
export const maxThemeLength = 200;

/** Where links lead and who sends: from the installation's settings. */
export type MailSettings = { origin: string; mailFrom: string };

export type { ProgrammeItemKind, RecipeId };

export type Gathering = GatheringTables['gathering'];

export type GatheringState = Gathering['state'];

export type Answer = 'accepted' | 'declined';

/** The way of a gathering; `cancelled` leaves it from the first two. */
export const stages = ['planned', 'invited', 'open', 'held'] as const;

type Roles = Pick<Actor, 'roles'>;

type InState = Pick<Gathering, 'state'>;

type Day = Pick<Gathering, 'state' | 'date'>;

/** Staff read every gathering; a partner only those that are shared with them. */
export function maySee(actor: Pick<Actor, 'id' | 'roles'>, partnerIds: readonly string[]): boolean {
	return isStaff(actor) || (holds(actor, 'partner') && partnerIds.includes(actor.id));
}

/** Makes gatherings, and changes what is not yet over. */
export function mayPlan(actor: Roles): boolean {
	return mayLead(actor);
}

/** Day, place, theme and programme may change until the gathering is over. */
export function mayChange(actor: Roles, gathering: InState): boolean {
	return mayPlan(actor) && !isOver(gathering);
}

/** Held or called off: nothing about the day can change any more. */
export function isOver(gathering: InState): boolean {
	return gathering.state === 'held' || gathering.state === 'cancelled';
}

/** Moving the day is for a gathering that has not begun. */
export function mayMove(actor: Roles, gathering: InState): boolean {
	return mayPlan(actor) && hasNotBegun(gathering);
}

/** More people may be invited until the doors open. */
export function mayInvite(actor: Roles, gathering: InState): boolean {
	return mayPlan(actor) && hasNotBegun(gathering);
}

export function mayCancel(actor: Roles, gathering: InState): boolean {
	return mayPlan(actor) && hasNotBegun(gathering);
}

/** People are checked in from the day itself on, by those who run it. */
export function mayCheckIn(actor: Roles, gathering: Day, today: CivilDate): boolean {
	return mayFacilitate(actor) && whyNotCheckIn(gathering, today) === null;
}

/** Why nobody can be checked in now, or null. */
export function whyNotCheckIn(gathering: Day, today: CivilDate): 'missingDate' | 'closedEarly' | 'closedCancelled' | 'closedHeld' | null {
	if (gathering.state === 'cancelled') return 'closedCancelled';
	if (gathering.state === 'held') return 'closedHeld';
	if (gathering.date === null) return 'missingDate';
	return today < gathering.date ? 'closedEarly' : null;
}

/** A gathering is over when somebody who runs it says so, once it is open. */
export function mayClose(actor: Roles, gathering: InState): boolean {
	return mayFacilitate(actor) && gathering.state === 'open';
}

/** Tasks are ticked off also after the day: summary and plan inputs come then. */
export function mayTick(actor: Roles, gathering: InState): boolean {
	return mayFacilitate(actor) && gathering.state !== 'cancelled';
}

/** Why an invitation cannot be answered (any more), or null. Minds may change until the gathering opens or its day is over. */
export function whyNotAnswer(gathering: Day, today: CivilDate): 'closed' | 'closedCancelled' | null {
	if (gathering.state === 'cancelled') return 'closedCancelled';
	if (!hasNotBegun(gathering)) return 'closed';
	return gathering.date !== null && gathering.date < today ? 'closed' : null;
}

function hasNotBegun(gathering: InState): boolean {
	return gathering.state === 'planned' || gathering.state === 'invited';
}

/** Whether those who are invited have been told another day, time or place than what holds now. */
export function hasNews(gathering: Pick<Gathering, 'state' | 'calendarSequence' | 'sentSequence'>): boolean {
	return gathering.state === 'invited' && gathering.sentSequence !== null && gathering.sentSequence < gathering.calendarSequence;
}

/** Whether its date is over but nobody has said what came of it. */
export function isOverdue(gathering: Day, today: CivilDate): boolean {
	return gathering.date !== null && gathering.date < today && gathering.state !== 'held' && gathering.state !== 'cancelled';
}

export type NextAction =
	| 'programme'
	| 'invite'
	| 'releaseMail'
	| 'awaitAnswers'
	| 'checkIn'
	| 'runCafe'
	| 'endCafe'
	| 'close'
	| 'harvest'
	| 'summarise'
	| 'planAnother'
	| 'none';

/**
 * The one thing to do now. `waitingMail`: mails of this gathering that wait in the outbox;
 * `cafePhase`: null when it has no café; `summary`: how far the summary of what was said has come.
 */
export function nextAction(
	gathering: Day & Pick<Gathering, 'heldAt'>,
	facts: { items: number; waitingMail: number; cafePhase: string | null; summary: 'none' | 'draft' | 'published' | 'correcting' },
	today: CivilDate
): NextAction {
	switch (gathering.state) {
		case 'planned':
			if (isOverdue(gathering, today) || gathering.date === today) return 'checkIn';
			return facts.items === 0 ? 'programme' : 'invite';
		case 'invited':
			// On the day nobody reads an invitation any more.
			if (gathering.date !== null && gathering.date <= today) return 'checkIn';
			return facts.waitingMail > 0 ? 'releaseMail' : 'awaitAnswers';
		case 'open':
			if (facts.cafePhase === null || facts.cafePhase === 'closed') return 'close';
			// While hosts pick, the summary may be under way or even out: then only the café is left to end.
			if (facts.summary === 'draft') return 'summarise';
			return facts.summary === 'none' ? 'runCafe' : 'endCafe';
		case 'held':
			// Gatherings from before Samling have no hour at which they ended, and nothing to do.
			if (gathering.heldAt === null || facts.summary === 'published') return 'none';
			return facts.summary === 'none' && facts.cafePhase === 'closed' ? 'harvest' : 'summarise';
		case 'cancelled':
			return facts.waitingMail > 0 ? 'releaseMail' : 'planAnother';
	}
}

/** How many were there: those checked in, else the headcount of before Samling, else unknown (null). */
export function attended(gathering: Pick<Gathering, 'state' | 'attendedCount'>, checkedIn: number): number | null {
	if (gathering.attendedCount !== null) return gathering.attendedCount;
	return checkedIn > 0 || gathering.state === 'open' ? checkedIn : null;
}
