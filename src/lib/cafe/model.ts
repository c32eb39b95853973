import type { CafePhase, CafeTables, FormerReason, JoinedBy, ShownAs } from '#db/schema/cafe.ts';
import { addDays, addMilliseconds, type CivilDate, type Instant } from '#lib/dates.ts';
import { secondPress } from '#lib/secondPress.ts';
import { mayFacilitate, type Actor } from '#lib/people/model.ts';

export type { CafePhase, FormerReason, JoinedBy, ShownAs };
export type Cafe = CafeTables['cafe'];
export type Preset = Cafe['preset'];

/**
 * setUp → seated → round ⇄ changeover → (vote) → harvest → closed. A round may begin with writing alone (`silentAt`), which
 * ends in the reveal. Boards accept writing from seated to vote; entering harvest freezes them all; closed ends the café.
 */
export const phases: readonly CafePhase[] = ['setUp', 'seated', 'round', 'changeover', 'vote', 'harvest', 'closed'];

export type Rhythm = { rounds: number; roundMinutes: number; changeoverMinutes: number };
/**
 * How a round begins and the café ends: minutes of writing alone (0: none), dots each (0: no vote), and the most that notes may
 * show of their writer.
 */
export type RoundOptions = { silentMinutes: number; votesPerSeat: number; silentShows: ShownAs; talkShows: ShownAs };

/**
 * Café dialogue as it is taught: Utdanningsdirektoratet (6–8 a table, 12 minutes, 2 to change), DOGA (12–15 and 2),
 * World Café (4–5 a table, 20 minutes, three rounds). `perTable` is a piece of advice.
 */
export const presets: Record<Exclude<Preset, 'own'>, Rhythm & { perTable: readonly [number, number] }> = {
	udir: { rounds: 3, roundMinutes: 12, changeoverMinutes: 2, perTable: [6, 8] },
	doga: { rounds: 3, roundMinutes: 15, changeoverMinutes: 2, perTable: [5, 7] },
	worldCafe: { rounds: 3, roundMinutes: 20, changeoverMinutes: 0, perTable: [4, 5] }
};

export const limits = {
	tables: 60,
	places: 30,
	rounds: 9,
	roundMinutes: 90,
	changeoverMinutes: 30,
	question: 300,
	location: 60,
	point: 500,
	name: 80,
	message: 200,
	votes: 10,
	handover: 600,
	privateNotes: 50
};

/** How many points of a table's board go to plenary. */
export const harvestSize = { min: 3, max: 5 };

/** Until somebody configures the café: people talk from the start, three dots each, everybody shown as they choose. */
export const defaultRoundOptions: RoundOptions = { silentMinutes: 0, votesPerSeat: 3, silentShows: 'name', talkShows: 'name' };

export const voteMinutes = 5;

/** After a change of phase, a table's board still accepts for this long what its people were in the middle of writing (L19). */
export const graceSeconds = 15;

type At = Pick<Cafe, 'phase' | 'round' | 'rounds'>;
type Silent = { phase: CafePhase; silentAt: string | null };

/** Everybody writes on a private board, which nobody else can read (L20). */
export function isSilent({ phase, silentAt }: Silent): boolean {
	return phase === 'round' && silentAt !== null;
}

/** The notes of the private boards can be moved to the tables. */
export function mayReveal(cafe: Silent): boolean {
	return isSilent(cafe);
}

/** The most that others may be shown of who writes in this phase: 'none' makes it anonymous. */
export function maxShown(cafe: Silent & Pick<Cafe, 'silentShows' | 'talkShows'>): ShownAs {
	return isSilent(cafe) ? cafe.silentShows : cafe.talkShows;
}

/** The lesser of what somebody chose and what the phase allows: nobody is shown by more than they chose (L21). */
export function shownAtMost(chosen: ShownAs, max: ShownAs): ShownAs {
	const order: readonly ShownAs[] = ['none', 'unit', 'name'];
	return order[Math.min(order.indexOf(chosen), order.indexOf(max))]!;
}

/** The label of somebody whose unit is not named (L21), as it is kept; `labelText` words it. */
export const otherUnit = '@otherUnit';

/** Tables, questions and options may change until the first round. */
export function mayConfigure(cafe: At): boolean {
	return cafe.phase === 'setUp' || cafe.phase === 'seated';
}

/** Everybody may be seated again until the first round; after that only latecomers. */
export function maySeat(cafe: At): boolean {
	return mayConfigure(cafe);
}

/** A table can be added until the vote. */
export function mayAddTable(cafe: At): boolean {
	return mayConfigure(cafe) || cafe.phase === 'round' || cafe.phase === 'changeover';
}

/** A table can be dissolved until the vote, and not while everybody writes alone. */
export function mayDissolve(cafe: At & Silent): boolean {
	return mayAddTable(cafe) && !isSilent(cafe);
}

/** Latecomers, exchanges and new hosts: as long as there are seats that apply. */
export function mayReseat(cafe: At): boolean {
	return cafe.phase === 'seated' || cafe.phase === 'round' || cafe.phase === 'changeover' || cafe.phase === 'vote';
}

export function mayStartRound(cafe: At): boolean {
	return cafe.phase === 'seated' || (cafe.phase === 'changeover' && cafe.round < cafe.rounds);
}

/** A round ends in a changeover, except the last one: people stay at their tables and vote. */
export function mayEndRound(cafe: At & Silent): boolean {
	return cafe.phase === 'round' && cafe.round < cafe.rounds && !isSilent(cafe);
}

/** Rounds that are left may be skipped when the day is short. */
export function mayStartVote(cafe: At & Silent & Pick<Cafe, 'votesPerSeat'>): boolean {
	return (cafe.phase === 'round' || cafe.phase === 'changeover') && !isSilent(cafe) && cafe.votesPerSeat > 0;
}

/** Boards may be frozen without a vote, but not while people write alone: the reveal comes first. */
export function mayFreeze(cafe: At & Silent): boolean {
	return (cafe.phase === 'round' || cafe.phase === 'changeover' || cafe.phase === 'vote') && !isSilent(cafe);
}

/** The café ends when the tables have handed in, or when the facilitator says so. */
export function mayEnd(cafe: At): boolean {
	return cafe.phase === 'harvest';
}

/** How long the freezing of the boards can be undone. */
export const unfreezeMinutes = 10;

/** Names where the café stands; a button carries it, so that a press is known that was meant for a step already taken. */
export function stepOf(cafe: Pick<Cafe, 'phase' | 'round' | 'silentAt' | 'phaseAt' | 'pressedAt'>): string {
	const { phase, round, silentAt, phaseAt, pressedAt } = cafe;
	return [phase, round, silentAt === null ? 'open' : 'alone', phaseAt, pressedAt ?? 'unpressed'].join(' ');
}

/**
 * Whether a press was made for the step the café stands at (`pressedFor`, by `stepOf`). It was not when somebody has taken, pressed or
 * taken back that step since, or presses so soon after (`secondPress`) that they can't have read what the button had become.
 */
export function isForThisStep(cafe: Parameters<typeof stepOf>[0], pressedFor: string, now: Instant): boolean {
	const changedAt = cafe.pressedAt !== null && cafe.pressedAt > cafe.phaseAt ? cafe.pressedAt : cafe.phaseAt;
	const since = Date.parse(now) - Date.parse(changedAt);
	return pressedFor === stepOf(cafe) && !(since >= 0 && since < secondPress);
}

/** Until when the boards can be unfrozen; null when they can't be. */
export function unfreezableUntil(cafe: Pick<Cafe, 'phase' | 'phaseAt' | 'closedFrom'>): Instant | null {
	return cafe.phase === 'harvest' && cafe.closedFrom !== null ? addMilliseconds(cafe.phaseAt, unfreezeMinutes * 60_000) : null;
}

/** Whether the end of the phase can be moved: only where a timer runs. */
export function mayExtend(cafe: At & Pick<Cafe, 'endsAt'>): boolean {
	return cafe.endsAt !== null && !areFrozen(cafe);
}

/** A running timer with time left can be paused. */
export function mayPause(cafe: At & Pick<Cafe, 'endsAt' | 'pausedAt'>, now: Instant): boolean {
	return mayExtend(cafe) && cafe.pausedAt === null && cafe.endsAt! > now;
}

export function mayResume(cafe: At & Pick<Cafe, 'endsAt' | 'pausedAt'>): boolean {
	return mayExtend(cafe) && cafe.pausedAt !== null;
}

/** Names the part of the day that people at a table see: what they say of it is meant for no other. */
export function partOf({ phase, round, silent }: { phase: string; round: number; silent: boolean }): string {
	return [phase, round, silent ? 'alone' : 'open'].join(' ');
}

/** A table can raise its hand or say that it is ready until the boards are frozen. */
export function maySignal(cafe: At): boolean {
	return cafe.phase === 'seated' || cafe.phase === 'round' || cafe.phase === 'changeover' || cafe.phase === 'vote';
}

/** A host can leave a note for the next group from the first round to the one before the last. */
export function mayHandOver(cafe: At): boolean {
	return (cafe.phase === 'round' || cafe.phase === 'changeover') && cafe.round < cafe.rounds;
}

/** Whether the boards accept writing. */
export function areOpen(cafe: At): boolean {
	return !areFrozen(cafe);
}

export function areFrozen(cafe: At): boolean {
	return cafe.phase === 'harvest' || cafe.phase === 'closed';
}

export function mayVote(cafe: At): boolean {
	return cafe.phase === 'vote';
}

/** Set-up, rounds and closing belong to those who run the day. */
export function mayRun(actor: Pick<Actor, 'roles'>): boolean {
	return mayFacilitate(actor);
}

/** Whether the harvest waits for the table; one that was frozen empty has nothing to hand in. `notes` counts the frozen board. */
export function isAwaited(table: { notes: number; harvestedAt: string | null }): boolean {
	return table.notes > 0 && table.harvestedAt === null;
}

export type NextStep =
	| 'configure'
	| 'checkIn'
	| 'fewerTables'
	| 'seat'
	| 'startRound'
	| 'reveal'
	| 'endRound'
	| 'startVote'
	| 'closeBoards'
	| 'awaitHarvest'
	| 'plenary'
	| 'end'
	| 'none';

/** A table needs two for a conversation. */
export const minPerTable = 2;

/** Whether so many people can be seated at so many tables. */
export function canSeat(present: number, tables: number): boolean {
	return present >= tables * minPerTable;
}

/**
 * The one thing to do now, and never what the command would refuse. `present`: how many are checked in; `unharvested`: tables that are
 * awaited (`isAwaited`); `isTold`: plenary has told everything.
 */
export function nextStep(
	cafe: At & Silent & Pick<Cafe, 'votesPerSeat' | 'arrangedAt'>,
	facts: { present: number; tables: number; unharvested: number; isTold: boolean }
): NextStep {
	switch (cafe.phase) {
		case 'setUp':
			return cafe.arrangedAt === null
				? 'configure'
				: facts.present < minPerTable
					? 'checkIn'
					: canSeat(facts.present, facts.tables)
						? 'seat'
						: 'fewerTables';
		case 'seated':
			return 'startRound';
		case 'round':
			return mayReveal(cafe) ? 'reveal' : mayEndRound(cafe) ? 'endRound' : mayStartVote(cafe) ? 'startVote' : 'closeBoards';
		case 'changeover':
			return mayStartRound(cafe) ? 'startRound' : mayStartVote(cafe) ? 'startVote' : 'closeBoards';
		case 'vote':
			return 'closeBoards';
		case 'harvest':
			return facts.unharvested > 0 ? 'awaitHarvest' : facts.isTold ? 'end' : 'plenary';
		case 'closed':
			return 'none';
	}
}

/** Codes work on the day before the gathering and on its day. Without a date there is no day to come. */
export function isJoinable(cafe: Pick<Cafe, 'joinLockedAt'>, date: CivilDate | null, today: CivilDate): boolean {
	return cafe.joinLockedAt === null && date !== null && today >= addDays(date, -1) && today <= date;
}

/** The round whose seats apply now: in a changeover, the next one. */
export function seatingRound(cafe: Pick<Cafe, 'phase' | 'round'>): number {
	return cafe.phase === 'changeover' ? cafe.round + 1 : Math.max(cafe.round, 1);
}

/** How many tables suit `present` people with this preset: the middle of its range, at least two. */
export function tablesFor(preset: Preset, present: number): number {
	const [min, max] = preset === 'own' ? [5, 7] : presets[preset].perTable;
	return Math.min(limits.tables, Math.max(2, Math.round(present / ((min + max) / 2))));
}

/**
 * The table of a participant who is not checked in: one table further each round, so that nobody returns to a table.
 * `tables` are ids in the order of their numbers, `round` 1-based (0: not begun, as in the first).
 */
export function rotation(tables: readonly string[], startTableId: string | null, round: number): string | null {
	const start = startTableId === null ? -1 : tables.indexOf(startTableId);
	return start < 0 ? null : tables[(start + Math.max(round, 1) - 1) % tables.length]!;
}

/** How many points a table must bring: three, or one a note where there are fewer notes. */
export function minPoints(notes: number): number {
	return Math.min(harvestSize.min, notes);
}
