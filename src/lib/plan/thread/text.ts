import { m } from '#lib/i18n/paraglide/messages.js';
import type { Stage, NodeKind } from './model.ts';

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
	indicator: m.thread_indicator
};

export const stageLabels: Record<Stage, () => string> = {
	onTable: m.thread_stage_on_table,
	inPoint: m.thread_stage_in_point,
	inForum: m.thread_stage_in_forum,
	inQueue: m.thread_stage_in_queue,
	notTaken: m.thread_stage_not_taken,
	later: m.thread_stage_later,
	inDraft: m.thread_stage_in_draft,
	adopted: m.thread_stage_adopted
};
