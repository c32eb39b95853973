import { mediumDate, monthAndYear, number } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { ComparedField } from './document/diff.ts';
import type { DecisionOutcome, ElementKind, Frame, Gap, InputOrigin, MeasureFields, MeasureStatus } from './model.ts';
import type { Stage, StationKind } from './thread/model.ts';

/** A word or sentence, in the reader's language or in one that is named (a mail, a document). */
export type Word = (inputs?: Record<string, never>, options?: { locale?: Locale }) => string;

/** Why the plan's commands say no, in the reader's language. */
export const refusals: Record<string, () => string> = {
	notAllowed: m.plan_refused_not_allowed,
	noOpenRevision: m.plan_refused_no_open_revision,
	noPlan: m.plan_refused_no_open_revision,
	planExists: m.plan_refused_plan_exists,
	periodBackwards: m.plan_refused_period_backwards,
	alreadyOpen: m.plan_refused_already_open,
	notFound: m.plan_refused_gone,
	noWords: m.plan_refused_no_words,
	unknownParent: m.plan_refused_parent,
	badParent: m.plan_refused_parent,
	unknownUnit: m.plan_refused_gone,
	unknownSeries: m.plan_refused_gone,
	unknownElement: m.plan_refused_gone,
	unknownIndicator: m.plan_refused_gone,
	badDeadline: m.plan_date_wrong,
	badCost: m.measure_cost_wrong,
	badNumber: m.indicator_value_wrong,
	hasChildren: m.plan_refused_has_children,
	changedMeanwhile: m.plan_refused_changed_meanwhile,
	noPoints: m.plan_refused_no_points,
	noText: m.plan_input_text_missing,
	alreadyDecided: m.plan_refused_already_decided,
	withdrawn: m.plan_refused_withdrawn,
	noReason: m.plan_decide_reason_missing,
	noChangeForIn: m.plan_refused_no_change,
	noBody: m.plan_adopt_body_missing,
	noCaseNumber: m.plan_adopt_case_missing,
	badDate: m.plan_date_wrong,
	dateInFuture: m.plan_refused_future,
	emptyPlan: m.plan_refused_empty,
	notTheFirst: m.plan_refused_not_the_first,
	nothingChosen: m.plan_refused_nothing_chosen,
	tooFew: m.plan_refused_too_few,
	notAdopted: m.plan_refused_not_adopted,
	nobody: m.plan_digest_nobody
};

export const statusLabels: Record<MeasureStatus, Word> = {
	notStarted: m.plan_status_not_started,
	ongoing: m.plan_status_ongoing,
	done: m.plan_status_done,
	stopped: m.plan_status_stopped
};
export const statusTones = { notStarted: 'ahead', ongoing: 'now', done: 'done', stopped: 'stopped' } as const;
export const kindLabels: Record<ElementKind, Word> = { goal: m.plan_goal, subGoal: m.plan_sub_goal, measure: m.plan_measure };
export const outcomeLabels: Record<DecisionOutcome, Word> = {
	in: m.plan_outcome_in,
	partly: m.plan_outcome_partly,
	later: m.plan_outcome_later,
	no: m.plan_outcome_no
};
export const outcomeTones = { in: 'done', partly: 'now', later: 'ahead', no: 'stopped' } as const;
export const originLabels: Record<InputOrigin, Word> = {
	harvest: m.plan_origin_harvest,
	preAnalysis: m.plan_origin_pre_analysis,
	hearing: m.plan_origin_hearing,
	mail: m.plan_origin_mail,
	paper: m.plan_origin_paper
};
export const fieldLabels: Record<ComparedField, Word> = {
	nn: m.plan_field_nn,
	nb: m.plan_field_nb,
	unitId: m.plan_field_unit,
	roleNn: m.plan_field_role_nn,
	roleNb: m.plan_field_role_nb,
	deadline: m.plan_field_deadline,
	seriesId: m.plan_field_series,
	aimNn: m.measure_aim_nn,
	aimNb: m.measure_aim_nb,
	costKr: m.measure_cost,
	legalBasis: m.measure_legal_basis,
	indicatorId: m.measure_indicator,
	notMeasurableNn: m.measure_not_measurable_nn,
	notMeasurableNb: m.measure_not_measurable_nb
};
export const stationLabels: Record<StationKind, () => string> = {
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

/** "10. mars 2016", "mars 2016" or "2016", as much as is known; a sentence when nothing is. */
export function dateAsKnown(locale: Locale, date: string | null): string {
	if (date === null) return m.plan_date_not_given();
	if (date.length === 4) return date;
	return date.length === 7 ? monthAndYear(locale, date) : mediumDate(locale, date);
}

export const gapLabels: Record<Gap, Word> = {
	responsible: m.measure_gap_responsible,
	deadline: m.measure_gap_deadline,
	aim: m.measure_gap_aim,
	indicator: m.measure_gap_indicator
};

/** "120 000 kr", or that it costs nothing more than what there is. */
export function costInWords(locale: Locale, costKr: number): string {
	return costKr === 0 ? m.measure_cost_none({}, { locale }) : m.measure_cost_kr({ kr: number(locale, costKr) }, { locale });
}

/** What else a measure says: what shall be different, how that is seen or why it can't be, what it costs and rests on. Only what is said. */
export function moreFacts(
	locale: Locale,
	element: MeasureFields & { indicator: { nn: string; nb: string } | null }
): { label: string; text: string; lang: 'nn' | 'nb' | undefined }[] {
	const said = (word: Word, words: { nn: string | null; nb: string | null }) => ({
		label: word({}, { locale }),
		...written(locale, words)
	});
	const plain = (word: Word, text: string | null) => ({ label: word({}, { locale }), text: text ?? '', lang: undefined });
	return [
		said(m.measure_aim, { nn: element.aimNn, nb: element.aimNb }),
		said(m.measure_indicator, element.indicator ?? { nn: null, nb: null }),
		said(m.measure_not_measurable, { nn: element.notMeasurableNn, nb: element.notMeasurableNb }),
		plain(m.measure_cost, element.costKr === null ? null : costInWords(locale, element.costKr)),
		plain(m.measure_legal_basis, element.legalBasis)
	].filter(({ text }) => text !== '');
}

/** The words the reader gets of two written forms, one of which may be empty, and their `lang` when it is not the page's. */
export function written(locale: Locale, words: { nn: string | null; nb: string | null }): { text: string; lang: 'nn' | 'nb' | undefined } {
	const wanted = locale === 'nn' ? 'nn' : 'nb';
	const given = words[wanted] ? wanted : wanted === 'nn' ? 'nb' : 'nn';
	return { text: words[given] || '', lang: given === locale ? undefined : given };
}

/** What a plan is in law, in words. */
export function legalStatusLabel(status: Frame['legalStatus'], locale: Locale): string {
	const word = status === 'kommunedelplan' ? m.plan_kommunedelplan : status === 'temaplan' ? m.plan_temaplan : m.plan_not_settled;
	return word({}, { locale });
}

/** What of name, period and legal status is different from the version before; nothing when there is none before. */
export function frameChanges(before: Frame | undefined, after: Frame, locale: Locale): { label: string; from: string; to: string }[] {
	if (!before) return [];
	const rows: [string, (frame: Frame) => string][] = [
		[m.plan_name_nn({}, { locale }), (frame) => frame.nameNn],
		[m.plan_name_nb({}, { locale }), (frame) => frame.nameNb],
		[m.document_period({}, { locale }), (frame) => `${frame.periodFrom}–${frame.periodTo}`],
		[m.plan_legal_status({}, { locale }), (frame) => legalStatusLabel(frame.legalStatus, locale)]
	];
	return rows.map(([label, read]) => ({ label, from: read(before), to: read(after) })).filter(({ from, to }) => from !== to);
}
