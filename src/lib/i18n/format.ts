/**
 * Dates, numbers and names for readers. The names of days and months are ours, because not every browser
 * carries nynorsk; nothing here reads the clock. Civil dates are `YYYY-MM-DD` and times `HH:MM` in Europe/Oslo,
 * instants UTC ISO text.
 */
import type { Locale } from './language.ts';

const days: Record<Locale, readonly string[]> = {
	nn: ['måndag', 'tysdag', 'onsdag', 'torsdag', 'fredag', 'laurdag', 'sundag'],
	nb: ['mandag', 'tirsdag', 'onsdag', 'torsdag', 'fredag', 'lørdag', 'søndag'],
	en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
};
const norwegianMonths = [
	'januar',
	'februar',
	'mars',
	'april',
	'mai',
	'juni',
	'juli',
	'august',
	'september',
	'oktober',
	'november',
	'desember'
];
const months: Record<Locale, readonly string[]> = {
	nn: norwegianMonths,
	nb: norwegianMonths,
	en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
};
const shortNorwegianMonths = ['jan.', 'feb.', 'mars', 'apr.', 'mai', 'juni', 'juli', 'aug.', 'sep.', 'okt.', 'nov.', 'des.'];
const shortMonths: Record<Locale, readonly string[]> = {
	nn: shortNorwegianMonths,
	nb: shortNorwegianMonths,
	en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
};
const relative: Record<Locale, { near: Record<string, string>; ahead: (n: number) => string; back: (n: number) => string; week: string }> =
	{
		nn: {
			near: { '-2': 'i førgår', '-1': 'i går', '0': 'i dag', '1': 'i morgon', '2': 'i overmorgon' },
			ahead: (n) => `om ${n} dagar`,
			back: (n) => `for ${n} dagar sidan`,
			week: 'veke'
		},
		nb: {
			near: { '-2': 'i forgårs', '-1': 'i går', '0': 'i dag', '1': 'i morgen', '2': 'i overmorgen' },
			ahead: (n) => `om ${n} dager`,
			back: (n) => `for ${n} dager siden`,
			week: 'uke'
		},
		en: {
			near: { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' },
			ahead: (n) => `in ${n} days`,
			back: (n) => `${n} days ago`,
			week: 'week'
		}
	};

type Parts = { year: number; month: number; day: number; weekday: number };

function parts(date: string): Parts {
	const [year = 0, month = 1, day = 1] = date.slice(0, 10).split('-').map(Number);
	return { year, month, day, weekday: (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7 };
}

const osloClock = new Intl.DateTimeFormat('en-GB', {
	timeZone: 'Europe/Oslo',
	year: 'numeric',
	month: '2-digit',
	day: '2-digit',
	hour: '2-digit',
	minute: '2-digit',
	hourCycle: 'h23'
});

/** An instant as civil date and local time in Oslo. */
export function osloTime(instant: string): { date: string; time: string } {
	const of = Object.fromEntries(osloClock.formatToParts(new Date(instant)).map((part) => [part.type, part.value]));
	return { date: `${of.year}-${of.month}-${of.day}`, time: `${of.hour}:${of.minute}` };
}

/** "mars", "March"; `month` 1–12. */
export function monthName(locale: Locale, month: number): string {
	return months[locale][month - 1] ?? '';
}

/** "mars 2027" of `YYYY-MM` or a date. */
export function monthAndYear(locale: Locale, month: string): string {
	const [year, number] = month.split('-').map(Number);
	return `${monthName(locale, number ?? 1)} ${year}`;
}

/** "mars", "apr.": for tight places; `month` 1–12. */
export function shortMonthName(locale: Locale, month: number): string {
	return shortMonths[locale][month - 1] ?? '';
}

/** "onsdag"; `weekday` 1 Monday … 7 Sunday. */
export function weekdayName(locale: Locale, weekday: number): string {
	return days[locale][weekday - 1] ?? '';
}

/** "onsdag 10. mars 2027", "Wednesday 10 March 2027". */
export function longDate(locale: Locale, date: string): string {
	return `${days[locale][parts(date).weekday]} ${mediumDate(locale, date)}`;
}

/** "10. mars 2027", "10 March 2027". */
export function mediumDate(locale: Locale, date: string): string {
	const { year, month, day } = parts(date);
	return `${day}${locale === 'en' ? '' : '.'} ${months[locale][month - 1]} ${year}`;
}

/** "10. mars", "10 March", and with the year when it is not that of `today`. */
export function dayAndMonth(locale: Locale, date: string, today: string): string {
	const text = mediumDate(locale, date);
	return parts(date).year === parts(today).year ? text.replace(/ \d+$/, '') : text;
}

/** "10.03.2027" in Norwegian, "10 March 2027" in English: a day as it stands in a field to be changed. */
export function writtenDate(locale: Locale, date: string): string {
	return locale === 'en' ? mediumDate(locale, date) : date.slice(0, 10).split('-').toReversed().join('.');
}

/** "10. mars", "12. apr.", "10 Mar": for tight places. */
export function shortDate(locale: Locale, date: string): string {
	const { month, day } = parts(date);
	return `${day}${locale === 'en' ? '' : '.'} ${shortMonths[locale][month - 1]}`;
}

/** "09.00" in Norwegian, "09:00" in English. */
export function clockTime(locale: Locale, time: string): string {
	return locale === 'en' ? time.slice(0, 5) : time.slice(0, 5).replace(':', '.');
}

/** "kl. 09.00", "at 09:00". */
export function atTime(locale: Locale, time: string): string {
	return `${locale === 'en' ? 'at' : 'kl.'} ${clockTime(locale, time)}`;
}

/** "kl. 09.00–11.30", "09:00–11:30". */
export function timeSpan(locale: Locale, from: string, to: string): string {
	return `${locale === 'en' ? '' : 'kl. '}${clockTime(locale, from)}–${clockTime(locale, to)}`;
}

/** "onsdag 10. mars 2027 kl. 09.00", "Wednesday 10 March 2027, 09:00". */
export function dateAndTime(locale: Locale, date: string, time: string): string {
	return locale === 'en' ? `${longDate(locale, date)}, ${clockTime(locale, time)}` : `${longDate(locale, date)} ${atTime(locale, time)}`;
}

/** An instant in Oslo as "onsdag 10. mars 2027 kl. 09.00". */
export function instantText(locale: Locale, instant: string): string {
	const { date, time } = osloTime(instant);
	return dateAndTime(locale, date, time);
}

/** "10.–12. mars 2027", "28. mars–2. april 2027", "10–12 March 2027"; one day when both are equal. */
export function dateSpan(locale: Locale, from: string, to: string): string {
	if (from === to) return mediumDate(locale, from);
	const a = parts(from);
	const b = parts(to);
	const dot = locale === 'en' ? '' : '.';
	if (a.year !== b.year) return `${mediumDate(locale, from)} – ${mediumDate(locale, to)}`;
	if (a.month !== b.month) return `${dayAndMonth(locale, from, to)} – ${mediumDate(locale, to)}`;
	return `${a.day}${dot}–${mediumDate(locale, to)}`;
}

/** "3–5", or "3" when both ends are the same: also of years and dates as text. */
export function span(from: number | string, to: number | string): string {
	return String(from) === String(to) ? String(from) : `${from}–${to}`;
}

/** ISO week number of a date, 1–53. */
export function weekNumber(date: string): number {
	const { year, month, day, weekday } = parts(date);
	const thursday = new Date(Date.UTC(year, month - 1, day - weekday + 3));
	return 1 + Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * 86_400_000));
}

/** "veke 10", "uke 10", "week 10" of a date or a week number. */
export function weekText(locale: Locale, dateOrWeek: string | number): string {
	return `${relative[locale].week} ${typeof dateOrWeek === 'number' ? dateOrWeek : weekNumber(dateOrWeek)}`;
}

/** "i dag", "i morgon", "om 12 dagar", "for 3 dagar sidan". */
export function relativeDay(locale: Locale, today: string, date: string): string {
	const a = parts(today);
	const b = parts(date);
	const away = Math.round((Date.UTC(b.year, b.month - 1, b.day) - Date.UTC(a.year, a.month - 1, a.day)) / 86_400_000);
	const words = relative[locale];
	return words.near[String(away)] ?? (away > 0 ? words.ahead(away) : words.back(-away));
}

/** "1 234,5" in Norwegian, "1,234.5" in English; up to `decimals` decimals (2 unless told). */
export function number(locale: Locale, value: number, decimals = 2): string {
	const [whole = '', fraction] = Math.abs(value)
		.toFixed(decimals)
		.replace(/\.?0+$/, (zeros) => (decimals > 0 ? '' : zeros))
		.split('.');
	const grouped = whole.replace(/\B(?=(\d{3})+$)/g, locale === 'en' ? ',' : '\u00a0');
	const sign = value < 0 && Number(`${whole}.${fraction ?? 0}`) !== 0 ? '\u2212' : '';
	return sign + grouped + (fraction ? (locale === 'en' ? '.' : ',') + fraction : '');
}

/** "63 %" in Norwegian, "63%" in English; `share` 0–1. */
export function percent(locale: Locale, share: number, decimals = 0): string {
	return `${number(locale, share * 100, decimals)}${locale === 'en' ? '' : '\u00a0'}%`;
}

/** A label as it stands within a sentence: "Hovudmål" → "hovudmål". */
export function inSentence(label: string): string {
	return label.toLowerCase();
}
