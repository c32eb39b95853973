import { addDays, dateOfIsoWeek, daysBetween, isoWeek, weekday, type CivilDate } from '#lib/dates.ts';
import { easterSunday, isSqueezed, type Holiday } from './holidays.ts';
import { fewCan, type DateTally } from '../polls/model.ts';
import { breakOn, weeksIn, windowWeeks, type SchoolBreak, type Series, type Window } from '../model.ts';

type Names = { nn: string; nb: string };

/** Why a date is good. Words come from `reasons.ts`. */
export type Reason =
	| { kind: 'preferredWeek'; week: number; weekday: number }
	| { kind: 'nearPreferredWeek'; week: number; weekday: number; preferred: number }
	| { kind: 'outsideBreak'; name: Names }
	| { kind: 'outsideEaster' }
	| { kind: 'clear' }
	/** What key people answered when they were asked about this day. */
	| ({ kind: 'answers' } & Omit<DateTally, 'date'>)
	| { kind: 'inviteBy'; date: CivilDate };

/** What in a window was passed over, and why: a whole week (`date` null) or the preferred day of it. */
export type Avoided = { week: number; date: CivilDate | null; because: Exclude<Obstacle, { kind: 'otherYear' }> };

export type Obstacle =
	| { kind: 'easter' }
	| { kind: 'christmas' }
	| { kind: 'schoolBreak'; name: Names }
	| { kind: 'holiday'; name: Names & { en: string } }
	| { kind: 'squeezed' }
	| { kind: 'busy'; title: string }
	| { kind: 'fewCan'; cannot: number; asked: number }
	| { kind: 'past' }
	| { kind: 'tooSoon'; inviteWeeks: number }
	| { kind: 'taken'; date: CivilDate }
	| { kind: 'otherYear' };

export type Suggestion = { date: CivilDate; reasons: Reason[]; score: number };

export type SuggestInput = {
	series: Pick<Series, 'preferredWeeks' | 'preferredWeekday' | 'inviteWeeks'>;
	year: number;
	today: CivilDate;
	/** Of `year` and the days around it. */
	holidays: readonly Holiday[];
	breaks: readonly Pick<SchoolBreak, 'nameNn' | 'nameNb' | 'fromDate' | 'toDate'>[];
	/** What is already in the wheel on a settled day. */
	busy: readonly { date: CivilDate; title: string }[];
	/** What key people have answered about days of this year. */
	answers?: readonly DateTally[];
	/** Gatherings the series has this year already: their windows are taken. */
	taken?: readonly CivilDate[];
	/** How many alternatives, 3 unless told. */
	count?: number;
};

/**
 * Dates for the next gathering, best first, at most one a week, and what was passed over on the way. Never in the past,
 * on a weekend, a public or squeezed-in day, in Easter week, between Christmas and New Year, in a school break, on a day the
 * wheel has something else, when more of the key people can't than can, or sooner than invitations can be out. No possible date
 * is an empty `dates`; `avoided` says why.
 */
export function suggestDates(input: SuggestInput): { dates: Suggestion[]; avoided: Avoided[] } {
	const { count = 3 } = input;
	const best = new Map<string, Suggestion>();
	const avoided = new Map<string, Avoided>();
	let later = 0;
	for (const window of windowsOf(input.series, input.year)) {
		const taken = input.taken?.find((date) => window.from <= date && date <= window.to);
		if (taken) {
			avoided.set(window.from, { week: window.week, date: null, because: { kind: 'taken', date: taken } });
			continue;
		}
		let possible = false;
		for (let monday = window.from; monday < window.to; monday = addDays(monday, 7)) {
			const found = bestOfWeek(input, window, monday, later);
			possible ||= found.suggestion !== undefined;
			if (found.passedOver && !avoided.has(monday)) avoided.set(monday, found.passedOver);
			const rival = best.get(monday);
			if (found.suggestion && (!rival || found.suggestion.score > rival.score)) best.set(monday, found.suggestion);
		}
		if (possible) later += 1;
	}
	return {
		dates: [...best.values()].toSorted((a, b) => b.score - a.score || a.date.localeCompare(b.date)).slice(0, Math.max(0, count)),
		avoided: [...avoided].toSorted(([a], [b]) => a.localeCompare(b)).map(([, what]) => what)
	};
}

/** The series' target windows in `year`, Monday to Sunday, in order; week 53 is the last week in a year that has only 52. */
export function windowsOf(series: Pick<Series, 'preferredWeeks'>, year: number): Window[] {
	const weeks = new Set(series.preferredWeeks.map((week) => Math.min(week, weeksIn(year))));
	return [...weeks]
		.toSorted((a, b) => a - b)
		.map((week) => ({ week, from: dateOfIsoWeek(year, week - windowWeeks, 1), to: dateOfIsoWeek(year, week + windowWeeks, 7) }));
}

/** What makes `date` impossible for a gathering that has its invitations out `inviteWeeks` before; undefined when nothing does. */
export function obstacleOn(
	input: Omit<SuggestInput, 'series' | 'count' | 'taken'> & { inviteWeeks: number },
	date: CivilDate
): Obstacle | undefined {
	if (!date.startsWith(`${input.year}-`)) return { kind: 'otherYear' };
	if (date < input.today) return { kind: 'past' };
	const easter = easterSunday(input.year);
	if (addDays(easter, -6) <= date && date <= easter) return { kind: 'easter' };
	const holiday = input.holidays.find((candidate) => candidate.date === date);
	if (holiday) return { kind: 'holiday', name: { nn: holiday.nn, nb: holiday.nb, en: holiday.en } };
	if (date.slice(5) >= '12-24') return { kind: 'christmas' };
	const away = breakOn(input.breaks, date);
	if (away) return { kind: 'schoolBreak', name: { nn: away.nameNn, nb: away.nameNb } };
	if (isSqueezed(date, input.holidays)) return { kind: 'squeezed' };
	const clash = input.busy.find((entry) => entry.date === date);
	if (clash) return { kind: 'busy', title: clash.title };
	const said = answersOn(input, date);
	if (said && fewCan(said)) return { kind: 'fewCan', cannot: said.cannot, asked: said.asked };
	if (daysBetween(input.today, date) < input.inviteWeeks * 7) return { kind: 'tooSoon', inviteWeeks: input.inviteWeeks };
	return undefined;
}

/** Obstacles that say something about the whole week before those of a single day. */
const weight: Record<Obstacle['kind'], number> = {
	otherYear: 9,
	past: 8,
	easter: 7,
	christmas: 6,
	schoolBreak: 5,
	tooSoon: 4,
	holiday: 3,
	squeezed: 2,
	busy: 1,
	fewCan: 1,
	taken: 0
};

function answersOn({ answers = [] }: Pick<SuggestInput, 'answers'>, date: CivilDate): DateTally | undefined {
	return answers.find((said) => said.date === date && said.can + said.ifNeeded + said.cannot > 0);
}

function bestOfWeek(
	input: SuggestInput,
	window: Window,
	monday: CivilDate,
	later: number
): { suggestion?: Suggestion; passedOver?: Avoided } {
	const { inviteWeeks, preferredWeekday } = input.series;
	const days = [0, 1, 2, 3, 4].map((ahead) => addDays(monday, ahead));
	const checked = days.map((date) => ({ date, because: obstacleOn({ ...input, inviteWeeks }, date) }));
	const { week } = isoWeek(monday);
	const possible = checked.filter((day) => !day.because).map((day) => score(input, window, day.date, later));
	if (possible.length === 0) {
		const [because] = checked.flatMap((day) => day.because ?? []).toSorted((a, b) => weight[b.kind] - weight[a.kind]);
		return because && because.kind !== 'otherYear' ? { passedOver: { week, date: null, because } } : {};
	}
	const [suggestion] = possible.toSorted((a, b) => b.score - a.score || a.date.localeCompare(b.date));
	const wanted = checked[preferredWeekday - 1];
	const passedOver =
		wanted?.because && wanted.because.kind !== 'otherYear' ? { week, date: wanted.date, because: wanted.because } : undefined;
	return { ...(suggestion && { suggestion }), ...(passedOver && { passedOver }) };
}

/**
 * 100 for the preferred day of the preferred week; 10 less a week away, 2 less a weekday away (and 2 for not being the one), 3 less
 * beside a break or Easter, 8 less for each window with possible dates before it (`later`): people ask for the next gathering.
 * Of what key people answered: up to 10 more as more of them can, 5 less for each who can't.
 */
function score(input: SuggestInput, window: Window, date: CivilDate, later: number): Suggestion {
	const { week } = isoWeek(date);
	const day = weekday(date);
	const weeksAway = Math.abs(daysBetween(dateOfIsoWeek(input.year, window.week, 1), addDays(date, 1 - day))) / 7;
	const daysAway = Math.abs(day - input.series.preferredWeekday);
	const beside = besideBreak(input, date);
	const said = answersOn(input, date);
	const liked = said ? Math.round((10 * said.can + 5 * said.ifNeeded) / said.asked) - 5 * said.cannot : 0;
	const reasons: Reason[] = [
		weeksAway === 0
			? { kind: 'preferredWeek', week, weekday: day }
			: { kind: 'nearPreferredWeek', week, weekday: day, preferred: window.week },
		...nearbyBreaks(input, date),
		...(said ? [{ kind: 'answers' as const, can: said.can, ifNeeded: said.ifNeeded, cannot: said.cannot, asked: said.asked }] : []),
		{ kind: 'clear' },
		{ kind: 'inviteBy', date: addDays(date, -7 * input.series.inviteWeeks) }
	];
	const away = 10 * weeksAway + (daysAway > 0 ? 2 + 2 * daysAway : 0) + (beside ? 3 : 0);
	return { date, reasons, score: 100 - away - 8 * later + liked };
}

/** Breaks and Easter within three weeks of a date: what it was kept clear of. */
function nearbyBreaks({ breaks, year }: SuggestInput, date: CivilDate): Reason[] {
	const from = addDays(date, -21);
	const to = addDays(date, 21);
	const near: Reason[] = breaks
		.filter((away) => away.fromDate <= to && from <= away.toDate)
		.map((away) => ({ kind: 'outsideBreak', name: { nn: away.nameNn, nb: away.nameNb } }));
	const easter = easterSunday(year);
	const named = breaks.some((away) => away.fromDate <= easter && easter <= away.toDate);
	return from <= easter && easter <= to && !named ? [...near, { kind: 'outsideEaster' }] : near;
}

function besideBreak({ breaks, year }: SuggestInput, date: CivilDate): boolean {
	const easter = easterSunday(year);
	const away = [...breaks, { fromDate: addDays(easter, -6), toDate: addDays(easter, 1) }];
	return away.some(({ fromDate, toDate }) => {
		const before = daysBetween(date, fromDate);
		const after = daysBetween(toDate, date);
		return (before > 0 && before <= 7) || (after > 0 && after <= 7);
	});
}
