/**
 * The one reading of days, months and times as people type them, in nynorsk, bokmål and English: `14.03.2018`, `14.3.18`, `14.3.`,
 * `14/3-2018`, `onsdag 14. mars 2018`, `14 March`, `March 14, 2018`, `2018-03-14`; `9`, `9.27`, `kl. 09:27`, `0927`, `9 pm`.
 * Numbers are day before month in all three languages, as in Norway and Britain; nothing is guessed that has two readings.
 */
import { type CivilDate, instantOf, isCivilDate, type LocalTime, localTime, weekday } from './dates.ts';
import { monthName, weekdayName } from './i18n/format.ts';
import { languages } from './i18n/language.ts';

/** Why what was typed is no day, month or time. */
export type TypedFault =
	| { kind: 'unclear' }
	/** A year of two digits that may be of this century or the last. */
	| { kind: 'shortYear' }
	| { kind: 'noSuchDay'; day: number; month: number; year: number }
	/** The weekday that was typed is not that of the day. */
	| { kind: 'otherWeekday'; date: CivilDate };
export type Typed<T> = { ok: true; value: T } | { ok: false; fault: TypedFault };

/** The year of a day, or of a month (no `day`), that was typed without one. */
export type YearRule = (month: number, day?: number) => number;

const fold = (name: string) => name.toLowerCase().replaceAll('ø', 'o');
const numbered = (count: number, name: (locale: 'nn' | 'nb' | 'en', number: number) => string) =>
	languages.flatMap(({ locale }) => Array.from({ length: count }, (_, at) => [fold(name(locale, at + 1)), at + 1] as const));
/** Full names, and by three letters ("sept" by four); a name says the same month in all the languages that have it. */
const monthNames = new Map([
	...numbered(12, monthName).flatMap(
		([name, of]) =>
			[
				[name, of],
				[name.slice(0, 3), of]
			] as const
	),
	['sept', 9]
]);
const weekdayNames = new Map(
	[...numbered(7, weekdayName), ['sundag', 7] as const, ['sondag', 7] as const].flatMap(([name, of]) => [
		[name, of],
		[name.slice(0, 3), of]
	])
);

/** One spelling of digits, spaces and dashes, lower case, nothing around. */
function plain(typed: string): string {
	return typed
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[\u2010-\u2015\u2212]/g, '-')
		.replace(/\s+/g, ' ')
		.trim();
}

const unclear = { ok: false, fault: { kind: 'unclear' } } as const;

/** Two digits are a year from 2000 to 2069; later ones may be of the last century, so they are asked for. */
function yearOf(text: string): number | TypedFault {
	if (text.length === 2) return Number(text) < 70 ? 2000 + Number(text) : { kind: 'shortYear' };
	return /^(19|20|21)\d\d$/.test(text) ? Number(text) : { kind: 'unclear' };
}

const two = (number: number) => String(number).padStart(2, '0');
const year = '(\\d{2}|\\d{4})';
const dayForms: readonly [RegExp, readonly ('d' | 'm' | 'M' | 'y')[]][] = [
	[/^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/, ['y', 'm', 'd']],
	[new RegExp(`^(\\d{1,2})(?:\\. ?| ?[-/] ?| )(\\d{1,2})(?:\\. ?| ?[-/] ?| )${year}\\.?$`), ['d', 'm', 'y']],
	[/^(\d{1,2})(?:\. ?| ?[-/] ?)(\d{1,2})\.?$/, ['d', 'm']],
	[/^(\d{2})(\d{2})((?:19|20|21)\d{2})$/, ['d', 'm', 'y']],
	[/^((?:19|20|21)\d{2})(\d{2})(\d{2})$/, ['y', 'm', 'd']],
	[new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?[. -]? ?(?:of )?(\\p{L}+)\\.?[ -]?,? ?(?:${year})?$`, 'u'), ['d', 'M', 'y']],
	[new RegExp(`^(\\p{L}+)\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?$`, 'u'), ['M', 'd', 'y']]
];

/** A day; one without a year gets that of `yearFor`. */
export function readDate(typed: string, yearFor: YearRule): Typed<CivilDate> {
	const [, ahead, rest = ''] = /^(?:(?:den|the|on) )?(?:(\p{L}+)\.?,? (?:(?:den|the) )?(?=\d|\p{L}))?(.*)$/u.exec(plain(typed)) ?? [];
	const named = ahead === undefined ? undefined : weekdayNames.get(fold(ahead));
	const text = named === undefined ? plain(typed).replace(/^(den|the|on) /, '') : rest;
	for (const [form, fields] of dayForms) {
		const found = form.exec(text);
		if (!found) continue;
		const part = (field: 'd' | 'm' | 'M' | 'y') => found[fields.indexOf(field) + 1];
		const day = Number(part('d'));
		const month = fields.includes('M') ? monthNames.get(fold(part('M')!)) : Number(part('m'));
		if (month === undefined || month < 1 || month > 12 || day < 1 || day > 31) continue;
		const asked = fields.includes('y') ? part('y') : undefined;
		const of = asked === undefined ? yearFor(month, day) : yearOf(asked);
		if (typeof of !== 'number') return { ok: false, fault: of };
		const date = `${of}-${two(month)}-${two(day)}`;
		if (!isCivilDate(date)) return { ok: false, fault: { kind: 'noSuchDay', day, month, year: of } };
		if (named !== undefined && weekday(date) !== named) return { ok: false, fault: { kind: 'otherWeekday', date } };
		return { ok: true, value: date };
	}
	return unclear;
}

/** A month as `YYYY-MM`: `3.2018`, `03/2018`, `2018-03`, `mars 2018`; `mars` alone gets the year of `yearFor`. */
export function readMonth(typed: string, yearFor: YearRule): Typed<string> {
	const text = plain(typed);
	const [, first, last] = /^(\d{4})[-./ ](\d{1,2})$/.exec(text) ?? /^(\d{1,2}|\p{L}+)\.?(?:[-./, ]? ?(\d{2}|\d{4}))?$/u.exec(text) ?? [];
	// Two numbers of two digits may as well be a day and a month, and a number alone a day.
	if (first === undefined || (/^\d/.test(first) && first.length < 4 && last?.length !== 4)) return unclear;
	const [monthText, yearText] = first.length === 4 && /^\d/.test(first) ? [last!, first] : [first, last];
	const month = /^\d/.test(monthText) ? Number(monthText) : monthNames.get(fold(monthText));
	if (month === undefined || month < 1 || month > 12) return unclear;
	const of = yearText === undefined ? yearFor(month) : yearOf(yearText);
	return typeof of === 'number' ? { ok: true, value: `${of}-${two(month)}` } : { ok: false, fault: of };
}

/** A day, or the month or year where that is all that is known: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
export function readDateAsKnown(typed: string, yearFor: YearRule): Typed<string> {
	const text = plain(typed);
	if (/^(19|20|21)\d\d$/.test(text)) return { ok: true, value: text };
	const day = readDate(typed, yearFor);
	if (day.ok || day.fault.kind !== 'unclear') return day;
	return readMonth(typed, yearFor);
}

/** A time of the day. Minutes have two digits: 9.5 may be five past or half past. */
export function readTime(typed: string): Typed<LocalTime> {
	const text = plain(typed).replace(/^(?:klokka|klokken|kl|at)\.? ?/, '');
	const [, hours, minutes = '00', half] =
		/^(\d{1,2})(?:[.:, ](\d{2}))?(?::00)? ?(am|pm|a\.m\.|p\.m\.)?$/.exec(text) ?? /^(\d{1,2})(\d{2})$/.exec(text) ?? [];
	if (hours === undefined || Number(minutes) > 59) return unclear;
	const said = Number(hours);
	if (half !== undefined && (said < 1 || said > 12)) return unclear;
	const hour = half === undefined ? said : (said % 12) + (half.startsWith('p') ? 12 : 0);
	return hour > 23 ? unclear : { ok: true, value: `${two(hour)}:${minutes}` };
}

/** Whether a time is once on a day in Oslo: on two nights a year an hour is left out, or comes twice. */
export function isOnce(date: CivilDate, time: LocalTime): boolean {
	const instant = instantOf(date, time);
	const hourLater = new Date(Date.parse(instant) + 3_600_000).toISOString();
	return localTime(instant) === time && localTime(hourLater) !== time;
}

/**
 * The year of a day that was typed without one. `ahead`: today or the next such day (deadlines, what is planned). `back`: today or the
 * last (what has happened). `near`: the one that today is nearest to (from when something holds). Read relative to Oslo's `today`.
 */
export type When = 'ahead' | 'back' | 'near';
export function yearBy(when: When, today: CivilDate): YearRule {
	const [thisYear = 0, thisMonth = 1, thisDay = 1] = today.split('-').map(Number);
	return (month, day) => {
		const [typed, now] = [month * 31 + (day ?? thisDay), thisMonth * 31 + thisDay];
		if (when === 'ahead') return typed < now ? thisYear + 1 : thisYear;
		if (when === 'back') return typed > now ? thisYear - 1 : thisYear;
		return Math.abs(typed - now) <= 186 ? thisYear : typed < now ? thisYear + 1 : thisYear - 1;
	};
}
