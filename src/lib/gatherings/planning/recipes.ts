import type { ProgrammeItemKind, RecipeId } from '../model.ts';
import { dueDay } from '../checklist/days.ts';
import type { TaskId } from '../checklist/model.ts';
import { minTalkMinutes } from '../programme/schedule.ts';
import type { CivilDate } from '#lib/dates.ts';

/**
 * A place in the programme. `topics` is shared between the topics that were picked (at least `open` talks), with a pause
 * of `pause` minutes halfway; `partners` goes to those from outside, `course` to the first picked topic that is a repetition for new
 * colleagues.
 */
type Place =
	| { fill: 'topics'; minutes: number; open: number; pause?: number }
	| { fill: 'partners'; minutes: number }
	| { fill: 'course'; minutes: number }
	| { fill: 'fixed'; kind: ProgrammeItemKind; minutes: number };

type Owner = 'steward' | 'facilitator';

/** `weeks` and `days` from the day of the gathering, negative is before. */
type Task = { task: TaskId; weeks: number; days?: number; owner: Owner };

export type Recipe = {
	id: RecipeId;
	/** The gathering in Stord that showed how (seeds S2:50–57, 69–73). */
	year: 2015 | 2016 | 2017;
	places: readonly Place[];
	tasks: readonly Task[];
	/** How many tables are laid for group work; 0 when there is none. */
	tables: number;
};

const start: readonly Task[] = [
	{ task: 'topics', weeks: -12, owner: 'steward' },
	{ task: 'room', weeks: -12, owner: 'steward' },
	{ task: 'speakers', weeks: -10, owner: 'steward' },
	{ task: 'partner', weeks: -10, owner: 'steward' },
	{ task: 'invite', weeks: -6, owner: 'steward' }
];

const end: readonly Task[] = [
	{ task: 'remind', weeks: -3, owner: 'steward' },
	{ task: 'materials', weeks: -1, owner: 'facilitator' },
	{ task: 'setUp', weeks: 0, days: -1, owner: 'facilitator' },
	{ task: 'checkIn', weeks: 0, owner: 'facilitator' },
	{ task: 'summary', weeks: 1, owner: 'steward' },
	{ task: 'inputs', weeks: 2, owner: 'steward' }
];

/** The three ways of holding a forum that the sources describe, as data. */
export const recipes: readonly Recipe[] = [
	{
		id: 'talksCafe',
		year: 2016,
		places: [
			{ fill: 'fixed', kind: 'opening', minutes: 15 },
			{ fill: 'topics', minutes: 105, open: 3, pause: 15 },
			{ fill: 'fixed', kind: 'lunch', minutes: 45 },
			{ fill: 'partners', minutes: 30 },
			{ fill: 'fixed', kind: 'cafe', minutes: 90 },
			{ fill: 'fixed', kind: 'plenary', minutes: 30 },
			{ fill: 'fixed', kind: 'closing', minutes: 10 }
		],
		tasks: [...start, { task: 'questions', weeks: -4, owner: 'facilitator' }, { task: 'hosts', weeks: -2, owner: 'facilitator' }, ...end],
		tables: 8
	},
	{
		id: 'talksWorkshop',
		year: 2015,
		places: [
			{ fill: 'fixed', kind: 'opening', minutes: 15 },
			{ fill: 'topics', minutes: 75, open: 2 },
			{ fill: 'fixed', kind: 'break', minutes: 15 },
			{ fill: 'partners', minutes: 45 },
			{ fill: 'fixed', kind: 'lunch', minutes: 45 },
			{ fill: 'fixed', kind: 'workshop', minutes: 105 },
			{ fill: 'fixed', kind: 'plenary', minutes: 30 },
			{ fill: 'fixed', kind: 'closing', minutes: 15 }
		],
		tasks: [
			...start,
			{ task: 'questions', weeks: -4, owner: 'facilitator' },
			{ task: 'findings', weeks: -2, owner: 'facilitator' },
			...end
		],
		tables: 4
	},
	{
		id: 'halfDayCourse',
		year: 2017,
		places: [
			{ fill: 'fixed', kind: 'opening', minutes: 10 },
			{ fill: 'topics', minutes: 60, open: 2 },
			{ fill: 'partners', minutes: 30 },
			{ fill: 'fixed', kind: 'break', minutes: 15 },
			{ fill: 'course', minutes: 75 },
			{ fill: 'fixed', kind: 'closing', minutes: 10 }
		],
		tasks: [...start, { task: 'course', weeks: -2, owner: 'facilitator' }, ...end],
		tables: 0
	}
];

/** The recipe of that name; undefined for an unknown one. */
export function recipeOf(id: string): Recipe | undefined {
	return recipes.find((recipe) => recipe.id === id);
}

/** The most topics that a recipe has room for. */
export function maxTopics(recipe: Recipe): number {
	return recipe.places.reduce(
		(sum, place) => sum + (place.fill === 'topics' ? Math.floor(place.minutes / minTalkMinutes) : place.fill === 'course' ? 1 : 0),
		0
	);
}

/** `total` minutes in `parts` that differ by at most five, each a multiple of five where `total` is; the first get the most. */
export function share(total: number, parts: number): number[] {
	const fives = Math.floor(total / 5);
	const each = Math.floor(fives / parts);
	return Array.from({ length: parts }, (_, index) => 5 * (each + (index < fives % parts ? 1 : 0)) + (index === 0 ? total % 5 : 0));
}

export type PlannedTask = { task: TaskId; dueDate: CivilDate; owner: Owner };

/**
 * The checklist counted from the day. `inviteWeeks` is the series' own; a due date on a weekend moves to the working day before
 * (after the gathering: to the one after), and one that is gone already is due today.
 */
export function checklist(recipe: Recipe, date: CivilDate, today: CivilDate, inviteWeeks: number, withPartner: boolean): PlannedTask[] {
	return recipe.tasks
		.filter((task) => withPartner || task.task !== 'partner')
		.map(({ task, weeks, days = 0, owner }) => {
			const away = (task === 'invite' ? -inviteWeeks : weeks) * 7 + days;
			return { task, owner, dueDate: dueDay(date, away, today) };
		})
		.toSorted((a, b) => a.dueDate.localeCompare(b.dueDate));
}
