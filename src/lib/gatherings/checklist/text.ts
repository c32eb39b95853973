import { m } from '#lib/i18n/paraglide/messages.js';
import type { TaskId } from './model.ts';
import type { Locale } from '#lib/i18n/language.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { addTask, editTask, removeTask, tick } from './commands.server.ts';

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

/** Why a task was not ticked off or added. */
export const checklistText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closedCancelled: () => m.gatherings_refused_cancelled(),
	missing: () => m.gatherings_task_missing(),
	missingDate: () => m.gatherings_refused_no_date(),
	invalidUnit: () => m.gatherings_refused_unit()
} satisfies SentencesOf<typeof tick | typeof addTask | typeof editTask | typeof removeTask>;
