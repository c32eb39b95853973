import { longDate, monthAndYear, timeSpan } from '#lib/i18n/format.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { setCost } from './cost.server.ts';
import type { Gathering, GatheringState, ProgrammeItemKind, RecipeId } from './model.ts';
import type { TaskId } from './planning/recipes.ts';

const states: Record<GatheringState, () => string> = {
	planned: m.gatherings_state_planned,
	invited: m.gatherings_state_invited,
	open: m.gatherings_state_open,
	held: m.gatherings_state_held,
	cancelled: m.gatherings_state_cancelled
};

const tones: Record<GatheringState, 'ahead' | 'now' | 'done' | 'stopped'> = {
	planned: 'ahead',
	invited: 'ahead',
	open: 'now',
	held: 'done',
	cancelled: 'stopped'
};

/** The state in a word, and the tone of its tag. */
export function stateTag(state: GatheringState): { label: string; tone: 'ahead' | 'now' | 'done' | 'stopped' } {
	return { label: states[state](), tone: tones[state] };
}

const recipeNames: Record<RecipeId, () => string> = {
	talksCafe: m.gatherings_recipe_talks_cafe,
	talksWorkshop: m.gatherings_recipe_talks_workshop,
	halfDayCourse: m.gatherings_recipe_half_day_course
};

export function recipeName(recipe: RecipeId): string {
	return recipeNames[recipe]();
}

const kinds: Record<ProgrammeItemKind, () => string> = {
	opening: m.gatherings_kind_opening,
	sinceLast: m.programme_item_since_last,
	talk: m.gatherings_kind_talk,
	workshop: m.gatherings_kind_workshop,
	cafe: m.gatherings_kind_cafe,
	course: m.gatherings_kind_course,
	plenary: m.gatherings_kind_plenary,
	lunch: m.gatherings_kind_lunch,
	break: m.gatherings_kind_break,
	closing: m.gatherings_kind_closing
};

export function kindName(kind: ProgrammeItemKind): string {
	return kinds[kind]();
}

const tasks: Record<TaskId, typeof m.gatherings_task_topics> = {
	topics: m.gatherings_task_topics,
	room: m.gatherings_task_room,
	speakers: m.gatherings_task_speakers,
	partner: m.gatherings_task_partner,
	invite: m.gatherings_task_invite,
	questions: m.gatherings_task_questions,
	hosts: m.gatherings_task_hosts,
	findings: m.gatherings_task_findings,
	course: m.gatherings_task_course,
	remind: m.gatherings_task_remind,
	materials: m.gatherings_task_materials,
	setUp: m.gatherings_task_set_up,
	checkIn: m.gatherings_task_check_in,
	summary: m.gatherings_task_summary,
	inputs: m.gatherings_task_inputs
};

/** What is to be done: the recipe's task in the reader's language, or what somebody typed. */
export function taskTitle(item: { task: string | null; title: string }, locale?: Locale): string {
	const words = item.task ? tasks[item.task as TaskId] : undefined;
	return words ? words({}, locale && { locale }) : item.title;
}

/** "onsdag 14. mars 2018, kl. 09.00–14.40"; "mars 2016 (dato ikkje oppgitt)" where no more is known. */
export function whenText(locale: Locale, gathering: Pick<Gathering, 'date' | 'month' | 'year' | 'startTime' | 'endTime'>): string {
	const { date, month, year, startTime, endTime } = gathering;
	if (date === null) return m.gatherings_no_date({ when: month ? monthAndYear(locale, month) : String(year) });
	return startTime && endTime ? `${longDate(locale, date)}, ${timeSpan(locale, startTime, endTime)}` : longDate(locale, date);
}

/** The unit and role that arrange it, or '' when it is not told. */
export function organiserText(
	locale: Locale,
	gathering: Pick<Gathering, 'organiserRoleNn' | 'organiserRoleNb'> & { organiserNn?: string | null; organiserNb?: string | null }
): string {
	const unit = gathering.organiserNn ? inLanguage(locale, { nn: gathering.organiserNn, nb: gathering.organiserNb ?? '' }) : '';
	const role = gathering.organiserRoleNn ? inLanguage(locale, { nn: gathering.organiserRoleNn, nb: gathering.organiserRoleNb ?? '' }) : '';
	return [unit, role].filter(Boolean).join(', ');
}

/** The `lang` of what the municipality has written, when the reader's is another. */
export function langOfText(reader: Locale, written: Locale): Locale | undefined {
	return reader === written ? undefined : written;
}

/** Why a cost was not taken. */
export const costText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	invalid: () => m.programme_cost_wrong()
} satisfies SentencesOf<typeof setCost>;
