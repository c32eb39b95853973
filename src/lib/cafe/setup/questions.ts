import type { Locale } from '#db/schema/people.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { limits } from '../model.ts';

/** A table's question; `findingId` when it was made from a finding of the pre-analysis. */
export type Question = { text: string; findingId: string | null };

/** Questions that suit any forum on housing, in the order they are suggested. */
const library = [
	m.cafe_question_whom_to_call,
	m.cafe_question_what_we_know,
	m.cafe_question_first_year,
	m.cafe_question_turnover,
	m.cafe_question_landlords,
	m.cafe_question_same_mapping,
	m.cafe_question_loans,
	m.cafe_question_eviction,
	m.cafe_question_newcomers,
	m.cafe_question_young,
	m.cafe_question_stop_doing,
	m.cafe_question_next_month
];

/** The built-in questions in the reader's language. */
export function questionLibrary(locale: Locale): string[] {
	return library.map((question) => question({}, { locale }));
}

/** "How do we …?" from a finding, which the pre-analysis writes as an infinitive. */
export function questionFrom(finding: { id: string; text: string }, locale: Locale): Question {
	const text = m.cafe_question_from_finding({ finding: finding.text.trim().replace(/[.?]+$/, '') }, { locale });
	return { text: text.slice(0, limits.question), findingId: finding.id };
}

/** `count` questions: those given first, then the library's, then the first ones again, so that tables may share one. */
export function questionsFor(count: number, given: readonly Question[], locale: Locale): Question[] {
	const all = [...given];
	for (const text of questionLibrary(locale)) {
		if (!all.some((question) => question.text === text)) all.push({ text, findingId: null });
	}
	return Array.from({ length: count }, (_, at) => all[at % all.length]!);
}
