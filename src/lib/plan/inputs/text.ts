import { longDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { nameFor } from '#lib/i18n/named.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { InputOrigin } from '../model.ts';
import type { Word } from '../text.ts';
import type { SentencesOf } from '#lib/result.ts';
import { costInWords, elementText } from '../document/text.ts';
import type { Suggestion } from './amendment.ts';
import type { addInput, assignInput, takeHarvest, withdrawInput } from './commands.server.ts';
import type { assignMany, decide, decideMany, decideSeen, linkInputs, unlinkInput } from './decisions.server.ts';
import type { takeFindings } from './findings.server.ts';
import type { addPreAnalysis, answerFinding, editFinding, editPreAnalysis, removeFinding } from './preAnalysis.server.ts';

/** What is asked for besides words, as a line: who, by when, for how much. */
export function factsAsked(
	asked: Pick<Suggestion, 'unitId' | 'deadline' | 'costKr'>,
	units: readonly { id: string; nn: string; nb: string }[],
	locale: Locale
): string {
	const unit = units.find(({ id }) => id === asked.unitId);
	const lines: [Word, string][] = [
		[m.common_unit_responsible, unit ? nameFor(locale, unit).text : ''],
		[m.common_deadline, asked.deadline === null ? '' : longDate(locale, asked.deadline)],
		[m.measure_cost, asked.costKr === null ? '' : costInWords(locale, asked.costKr)]
	];
	return lines
		.filter(([, said]) => said !== '')
		.map(([label, said]) => `${label({}, { locale })}: ${said}`)
		.join('\n');
}

export const originLabels: Record<InputOrigin, Word> = {
	harvest: m.plan_origin_harvest,
	preAnalysis: m.plan_origin_pre_analysis,
	hearing: m.plan_origin_hearing,
	mail: m.plan_origin_mail,
	paper: m.plan_origin_paper
};

/** Why the queue of inputs was not changed. */
export const inputText = {
	notAllowed: m.plan_refused_not_allowed,
	closedRevision: m.plan_refused_no_open_revision,
	closedDecision: m.plan_refused_already_decided,
	closedInput: m.plan_refused_withdrawn,
	missing: m.plan_input_text_missing,
	notAllowedOthers: m.plan_refused_others_words,
	empty: m.plan_refused_no_points,
	conflict: m.plan_refused_gone
} satisfies SentencesOf<
	typeof takeHarvest | typeof takeFindings | typeof addInput | typeof assignInput | typeof withdrawInput | typeof unlinkInput
>;

/** Why an input was not decided. */
export const decisionText = {
	...elementText,
	closedInput: m.plan_refused_withdrawn,
	missingReason: m.plan_decide_reason_missing,
	missingChange: m.plan_refused_no_change
} satisfies SentencesOf<typeof decide>;

/** Why nothing was done with many inputs at once. */
export const manyText = {
	...decisionText,
	closedDecision: m.plan_refused_already_decided,
	empty: m.plan_refused_nothing_chosen,
	missingOther: m.plan_refused_too_few
} satisfies SentencesOf<typeof decideMany | typeof assignMany | typeof linkInputs>;

/** Why those that are alike were not decided. */
export const alikeText = {
	...decisionText,
	closedDecision: m.plan_refused_already_decided,
	empty: m.alike_nothing_seen,
	conflictShown: m.alike_not_shown
} satisfies SentencesOf<typeof decideSeen>;

/** Why a pre-analysis or a finding was not changed. */
export const findingText = {
	notAllowed: m.plan_refused_not_allowed,
	missing: m.plan_input_text_missing,
	conflict: m.plan_refused_gone,
	conflictUse: m.analysis_in_use
} satisfies SentencesOf<typeof addPreAnalysis | typeof editPreAnalysis | typeof editFinding | typeof answerFinding | typeof removeFinding>;
