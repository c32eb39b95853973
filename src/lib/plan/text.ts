import { mediumDate, monthAndYear } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { DecisionOutcome, Stance } from './model.ts';

/** A word or sentence, in the reader's language or in one that is named (a mail, a document). */
export type Word = (inputs?: Record<string, never>, options?: { locale?: Locale }) => string;

export const outcomeLabels: Record<DecisionOutcome, Word> = {
	in: m.plan_outcome_in,
	partly: m.plan_outcome_partly,
	later: m.plan_outcome_later,
	no: m.plan_outcome_no
};

export const outcomeTones = { in: 'done', partly: 'now', later: 'ahead', no: 'stopped' } as const;

/** "10. mars 2016", "mars 2016" or "2016", as much as is known; a sentence when nothing is. */
export function dateAsKnown(locale: Locale, date: string | null): string {
	if (date === null) return m.plan_date_not_given();
	if (date.length === 4) return date;
	return date.length === 7 ? monthAndYear(locale, date) : mediumDate(locale, date);
}

const stances: Record<Stance, Word> = { keep: m.tableplan_keep, change: m.common_change, missing: m.tableplan_missing };

/**
 * An input as it is read: what a table's notes say of the plan stands before them, and the table's number after the gathering, in the
 * reader's language or in `locale`. One that asks for another unit, deadline or cost alone has no words of its own.
 */
export function inputWords<I extends { text: string; stance: Stance | null }>(input: I, locale?: Locale): I {
	if (input.stance === null && input.text === '') return { ...input, text: m.plan_asks_facts({}, locale ? { locale } : {}) };
	if (input.stance === null) return input;
	const stance = stances[input.stance]({}, locale ? { locale } : {});
	return { ...input, text: `${stance}:${input.text.startsWith('– ') ? '\n' : ' '}${input.text}` };
}

/** Where an input is from, as `inputWords`; '' is somebody who did not say in a public hearing. */
export function inputOrigin<I extends { originLabel: string; tableNumber: number | null }>(input: I, locale?: Locale): I {
	if (input.originLabel === '') return { ...input, originLabel: m.publichearing_unnamed({}, locale ? { locale } : {}) };
	if (input.tableNumber === null) return input;
	const words = { theme: input.originLabel, number: input.tableNumber };
	return { ...input, originLabel: m.tableplan_origin(words, locale ? { locale } : {}) };
}
