import { longDate, number, span } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { getLocale } from '#lib/i18n/paraglide/runtime.js';
import type { ElementKind, Metadata, MeasureStatus } from '../model.ts';
import { nameFor } from '#lib/i18n/named.ts';
import { type Word } from '../text.ts';
import type { ComparedField } from './diff.ts';
import type { Gap, MeasureFields } from './model.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { OpenHearing, adopt, registerAdopted } from './adoption.server.ts';
import type { addElement, editElement, moveElement, removeElement, restoreElement } from './elements.server.ts';
import type { renumberDraft } from './renumber.server.ts';
import type { createPlan, openRevision, updateMetadata } from './revision.server.ts';
import type { reportStatus } from './status.server.ts';

export const statusLabels: Record<MeasureStatus, Word> = {
	notStarted: m.plan_status_not_started,
	ongoing: m.plan_status_ongoing,
	done: m.plan_status_done,
	stopped: m.plan_status_stopped
};

export const statusTones = { notStarted: 'ahead', ongoing: 'now', done: 'done', stopped: 'stopped' } as const;
export const kindLabels: Record<ElementKind, Word> = {
	goal: m.plan_goal,
	subGoal: m.plan_sub_goal,
	measure: m.plan_measure,
	chapter: m.plan_chapter,
	paragraph: m.plan_paragraph,
	appendix: m.plan_appendix
};

export const fieldLabels: Record<ComparedField, Word> = {
	nn: m.plan_field_nn,
	nb: m.plan_field_nb,
	unitId: m.common_unit_responsible,
	roleNn: m.plan_field_role_nn,
	roleNb: m.plan_field_role_nb,
	deadline: m.common_deadline,
	seriesId: m.plan_field_series,
	aimNn: m.measure_aim_nn,
	aimNb: m.measure_aim_nb,
	costKr: m.measure_cost,
	legalBasis: m.common_legal_basis,
	indicatorId: m.measure_indicator,
	notMeasurableNn: m.measure_not_measurable_nn,
	notMeasurableNb: m.measure_not_measurable_nb
};

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

/** The remaining fields of a measure that have a value: aim, indicator or why it is not measurable, cost, legal basis. */
export function moreFacts(
	locale: Locale,
	element: MeasureFields & { indicator: { nn: string; nb: string } | null }
): { label: string; text: string; lang?: Locale | undefined }[] {
	const said = (word: Word, words: { nn: string | null; nb: string | null }) => ({
		label: word({}, { locale }),
		...nameFor(locale, words)
	});
	const plain = (word: Word, text: string | null) => ({ label: word({}, { locale }), text: text ?? '', lang: undefined });
	return [
		said(m.measure_aim, { nn: element.aimNn, nb: element.aimNb }),
		said(m.measure_indicator, element.indicator ?? { nn: null, nb: null }),
		said(m.measure_not_measurable, { nn: element.notMeasurableNn, nb: element.notMeasurableNb }),
		plain(m.measure_cost, element.costKr === null ? null : costInWords(locale, element.costKr)),
		plain(m.common_legal_basis, element.legalBasis)
	].filter(({ text }) => text !== '');
}

/** What a measure says besides its words: who, when, and what `moreFacts` gives. */
export function factsBeside(
	locale: Locale,
	element: MeasureFields,
	names: { units: readonly NamedRow[]; series: readonly NamedRow[]; indicators: readonly NamedRow[] }
): { label: string; text: string; lang?: Locale | undefined }[] {
	const named = (rows: readonly NamedRow[], id: string | null) => rows.find((row) => row.id === id) ?? { nn: null, nb: null };
	const series = nameFor(locale, named(names.series, element.seriesId));
	return [
		{ label: m.common_unit_responsible({}, { locale }), ...nameFor(locale, named(names.units, element.unitId)) },
		{ label: m.common_role({}, { locale }), ...nameFor(locale, { nn: element.roleNn, nb: element.roleNb }) },
		{ label: m.common_deadline({}, { locale }), text: element.deadline ? longDate(locale, element.deadline) : '' },
		{ label: m.plan_field_series({}, { locale }), ...series },
		...moreFacts(locale, { ...element, indicator: names.indicators.find((row) => row.id === element.indicatorId) ?? null })
	].filter(({ text }) => text !== '');
}

type NamedRow = { id: string; nn: string; nb: string };

/** What a plan is in law, in words. */
export function legalStatusLabel(status: Metadata['legalStatus'], locale: Locale): string {
	const word = status === 'kommunedelplan' ? m.plan_kommunedelplan : status === 'temaplan' ? m.plan_temaplan : m.plan_not_settled;
	return word({}, { locale });
}

/** What of name, period and legal status is different from the version before; nothing when there is none before. */
export function metadataChanges(
	before: Metadata | undefined,
	after: Metadata,
	locale: Locale
): { label: string; from: string; to: string }[] {
	if (!before) return [];
	const rows: [string, (metadata: Metadata) => string][] = [
		[m.plan_name_nn({}, { locale }), (metadata) => metadata.nameNn],
		[m.plan_name_nb({}, { locale }), (metadata) => metadata.nameNb],
		[m.document_period({}, { locale }), (metadata) => span(metadata.periodFrom, metadata.periodTo)],
		[m.plan_legal_status({}, { locale }), (metadata) => legalStatusLabel(metadata.legalStatus, locale)]
	];
	return rows.map(([label, read]) => ({ label, from: read(before), to: read(after) })).filter(({ from, to }) => from !== to);
}

/** Why the plan was not made, revised or given other metadata. */
export const revisionText = {
	notAllowed: m.plan_refused_not_allowed,
	duplicatePlan: m.plan_refused_plan_exists,
	duplicateRevision: m.plan_refused_already_open,
	invalidPeriod: m.plan_refused_period_backwards,
	missingPlan: m.plan_refused_no_open_revision,
	closedRevision: m.plan_refused_no_open_revision
} satisfies SentencesOf<typeof createPlan | typeof openRevision | typeof updateMetadata>;

/** Why an element of the draft was not changed. */
export const elementText = {
	notAllowed: m.plan_refused_not_allowed,
	closedRevision: m.plan_refused_no_open_revision,
	missingWords: m.plan_refused_no_words,
	invalidParent: m.plan_refused_parent,
	invalidDate: m.common_date_wrong,
	invalidCost: m.measure_cost_wrong,
	conflict: m.plan_refused_gone,
	conflictChildren: m.plan_refused_has_children,
	conflictEdition: () => m.plan_refused_changed_meanwhile(),
	invalidNumber: m.plan_refused_number,
	duplicateNumber: ({ number }) => m.plan_refused_number_taken({ number })
} satisfies SentencesOf<
	typeof addElement | typeof editElement | typeof moveElement | typeof removeElement | typeof restoreElement | typeof renumberDraft
>;

/** That a round can still be answered: by everybody, which was announced, or by bodies. */
export function hearingOpen({ deadline, waiting, publicUntil }: OpenHearing, locale: Locale): string {
	return publicUntil === null
		? m.plan_adopt_hearing_open({ date: longDate(locale, deadline), count: waiting })
		: m.publichearing_adopt_open({ date: longDate(locale, publicUntil) });
}

/** Why the draft was not adopted. */
export const adoptionText = {
	notAllowed: m.plan_refused_not_allowed,
	missingBody: m.plan_adopt_body_missing,
	missingCase: m.plan_adopt_case_missing,
	invalidDate: m.common_date_wrong,
	invalidFuture: m.plan_refused_future,
	closedRevision: m.plan_refused_no_open_revision,
	missingDecisions: ({ count }) => m.plan_refused_undecided({ count }),
	emptyPlan: m.plan_refused_empty,
	conflictHearing: (heard) => hearingOpen(heard, getLocale()),
	conflict: m.plan_refused_not_the_first
} satisfies SentencesOf<typeof adopt | typeof registerAdopted>;

/** Why the status of a measure was not written down. */
export const statusText = {
	notAllowed: m.plan_refused_not_allowed,
	invalidDate: m.common_date_wrong,
	invalidFuture: m.plan_refused_future
} satisfies SentencesOf<typeof reportStatus>;
