import type { CivilDate } from '#lib/dates.ts';
import { dateSentence } from '#lib/i18n/dateText.ts';
import { dayAndMonth, inSentence, weekText, weekdayName } from '#lib/i18n/format.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { saveSchoolYear } from './schoolBreaks.server.ts';
import { breakName, type BreakFault, type WrongLine } from './schoolYears.ts';
import type { Avoided, Reason } from './suggest.ts';

/** Why a date is good, as a clause: "onsdag i veke 11, som er den faste veka". Works on the server and in the browser. */
export function sayReason(locale: Locale, reason: Reason, today: CivilDate): string {
	const as = { locale };
	switch (reason.kind) {
		case 'preferredWeek':
			return m.cycle_reason_preferred_week({ weekday: weekdayName(locale, reason.weekday), week: reason.week }, as);
		case 'nearPreferredWeek':
			return m.cycle_reason_near_week({ weekday: weekdayName(locale, reason.weekday), week: reason.week, preferred: reason.preferred }, as);
		case 'outsideBreak':
			return m.cycle_reason_outside_break({ name: within(breakName(locale, reason.name)) }, as);
		case 'outsideEaster':
			return m.cycle_reason_outside_easter({}, as);
		case 'clear':
			return m.cycle_reason_clear({}, as);
		case 'answers':
			return sayAnswers(locale, reason);
		case 'inviteBy':
			return m.cycle_reason_invite_by({ date: dayAndMonth(locale, reason.date, today) }, as);
	}
}

/** What speaks for a date in a few words: "fast veke 11 · 3 av 6 kan"; '' when it is neither in a preferred week nor asked about. */
export function sayInShort(locale: Locale, reasons: readonly Reason[]): string {
	const as = { locale };
	return reasons
		.flatMap((reason) => {
			if (reason.kind === 'preferredWeek') return m.cycle_short_preferred_week({ week: reason.week }, as);
			if (reason.kind === 'nearPreferredWeek') return m.cycle_short_near_week({ week: reason.preferred }, as);
			return reason.kind === 'answers' ? m.poll_can_of({ can: reason.can, asked: reason.asked }, as) : [];
		})
		.join(' · ');
}

/** What was passed over and why, as a clause: "veke 13 er påske". */
export function sayAvoided(locale: Locale, { week, date, because }: Avoided, today: CivilDate): string {
	const as = { locale };
	const when = date === null ? weekText(locale, week) : dayAndMonth(locale, date, today);
	switch (because.kind) {
		case 'easter':
			return m.cycle_avoided_easter({ when }, as);
		case 'christmas':
			return m.cycle_avoided_christmas({ when }, as);
		case 'schoolBreak':
			return m.cycle_avoided_break({ when, name: within(breakName(locale, because.name)) }, as);
		case 'holiday':
			return m.cycle_avoided_holiday({ when, name: locale === 'en' ? because.name.en : inLanguage(locale, because.name) }, as);
		case 'squeezed':
			return m.cycle_avoided_squeezed({ when }, as);
		case 'busy':
			return m.cycle_avoided_busy({ when, title: because.title }, as);
		case 'fewCan':
			return m.poll_avoided({ when, cannot: because.cannot, asked: because.asked }, as);
		case 'tooSoon':
			return m.cycle_avoided_too_soon({ when, weeks: because.inviteWeeks }, as);
		case 'taken':
			return m.cycle_avoided_taken({ when, date: dayAndMonth(locale, because.date, today) }, as);
		case 'past':
			return m.cycle_avoided_past({ when }, as);
	}
}

/** What key people answered: "4 av 6 kan, 1 om nødvendig, 1 kan ikkje". */
export function sayAnswers(locale: Locale, said: { can: number; ifNeeded: number; cannot: number; asked: number }): string {
	const as = { locale };
	return [
		m.poll_can_of({ can: said.can, asked: said.asked }, as),
		...(said.ifNeeded > 0 ? [m.poll_if_needed_count({ count: said.ifNeeded }, as)] : []),
		...(said.cannot > 0 ? [m.poll_cannot_count({ count: said.cannot }, as)] : [])
	].join(', ');
}

/** A name inside a sentence: «Vinterferien» becomes «vinterferien». */
function within(name: string): string {
	return inSentence(name.slice(0, 1)) + name.slice(1);
}

/** "2017/18". */
export function schoolYearName(year: number): string {
	return `${year}/${String(year + 1).slice(2)}`;
}

const breakFaults: Record<BreakFault, (values: { year: string }) => string> = {
	noName: m.breaks_fault_no_name,
	tooLong: m.breaks_fault_too_long,
	wrongDate: m.common_date_wrong,
	noFirstDay: m.breaks_fault_no_first_day,
	endsBeforeItBegins: m.common_last_day_first,
	outsideSchoolYear: m.breaks_fault_outside_school_year,
	overlapsBreak: m.breaks_fault_overlaps_break
};

/** What is wrong with lines of a school year, by the field it stands beside. */
export function breakErrors({ wrong, year }: { wrong: readonly WrongLine[]; year: number }): Record<string, string> {
	const sentence = ({ fault, why }: WrongLine) => (why ? dateSentence(why) : breakFaults[fault]({ year: schoolYearName(year) }));
	return Object.fromEntries(wrong.map((one) => [`${one.field}-${one.at}`, sentence(one)]));
}

/** Why a school year was not saved. */
export const schoolYearText = {
	notAllowed: m.cycle_refused_not_allowed,
	invalid: (refusal) => Object.values(breakErrors(refusal)).join(' ')
} satisfies SentencesOf<typeof saveSchoolYear>;
