import { m } from '#lib/i18n/paraglide/messages.js';
import type { Locale } from '#lib/i18n/language.ts';
import { nameFor, type Words } from '#lib/i18n/named.ts';
import { unitWords } from '../indicators/text.ts';
import { dateAsKnown } from '../text.ts';
import type { Afterwards, Stage, NodeKind } from './model.ts';
import type { Step } from './next.ts';

export const nodeLabels: Record<NodeKind, () => string> = {
	note: m.thread_note,
	cluster: m.thread_cluster,
	harvestPoint: m.thread_harvest_point,
	forumPoint: m.thread_forum_point,
	summary: m.thread_summary,
	finding: m.thread_finding,
	input: m.thread_input,
	decision: m.thread_decision,
	element: m.thread_element,
	version: m.thread_version,
	status: m.thread_status,
	indicator: m.thread_indicator,
	reading: m.thread_reading
};

export const stageLabels: Record<Stage, () => string> = {
	onTable: m.thread_stage_on_table,
	inPoint: m.thread_stage_in_point,
	inForum: m.thread_stage_in_forum,
	inQueue: m.thread_stage_in_queue,
	notTaken: m.thread_stage_not_taken,
	later: m.thread_stage_later,
	inDraft: m.thread_stage_in_draft,
	adopted: m.thread_stage_adopted,
	underway: m.thread_stage_underway,
	done: m.thread_stage_done,
	stopped: m.thread_stage_stopped
};

/** "Bustadlause (personar): 10", and the day that its source gives. */
export function readingWords(
	locale: Locale,
	reading: Omit<NonNullable<Afterwards['reading']>, 'at'> & { at: string | null }
): { sentence: Words; when: string } {
	const unit = reading.unit === '%' ? '' : ` (${unitWords(reading.unit, locale)})`;
	return { sentence: [nameFor(locale, reading), `${unit}: ${reading.shown}`], when: dateAsKnown(locale, reading.at) };
}

/** What somebody may do next from a station. */
export const stepLabels: Record<Step, () => string> = {
	gatherPoints: m.thread_next_gather,
	takeIn: m.thread_next_take_in,
	decide: m.thread_next_decide,
	changeDecision: m.thread_next_change_decision,
	openMeasure: m.thread_in_plan,
	openDraft: m.thread_next_draft,
	answerFollowUp: m.thread_next_answer,
	reportStatus: m.thread_next_status,
	readVersion: m.thread_read_version,
	seeNumbers: m.thread_see_numbers,
	enterNumber: m.thread_next_number
};
