import { Temporal } from 'temporal-polyfill';

/** UTC ISO text such as `2018-01-15T08:00:00.000Z`. */
export type Instant = string;
/** `YYYY-MM-DD` in Europe/Oslo; stays a string end to end. */
export type CivilDate = string;
/** `HH:MM` in Europe/Oslo. */
export type LocalTime = string;

export const zone = 'Europe/Oslo';

/** The civil date in Oslo at `now`. */
export function civilDate(now: Instant): CivilDate {
	return Temporal.Instant.from(now).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The local time in Oslo at `now`, to the minute. */
export function localTime(now: Instant): LocalTime {
	return Temporal.Instant.from(now).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** The instant of a local time in Oslo; a time that summer time skips becomes the one after the gap. */
export function instantOf(date: CivilDate, time: LocalTime): Instant {
	const zoned = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) });
	return new Date(zoned.epochMilliseconds).toISOString();
}

/** `date` moved by whole days; negative goes back. */
export function addDays(date: CivilDate, days: number): CivilDate {
	return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Whole days from `from` to `to`; negative when `to` is before. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
	return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days;
}

/** ISO weekday: 1 Monday … 7 Sunday. */
export function weekday(date: CivilDate): number {
	return Temporal.PlainDate.from(date).dayOfWeek;
}

/** ISO 8601 week with the year it belongs to. */
export function isoWeek(date: CivilDate): { year: number; week: number } {
	const plain = Temporal.PlainDate.from(date);
	return { year: plain.yearOfWeek!, week: plain.weekOfYear! };
}

/** The day `weekday` (1–7) of ISO week `week` in `year`. */
export function dateOfIsoWeek(year: number, week: number, weekday: number): CivilDate {
	const fourthOfJanuary = Temporal.PlainDate.from({ year, month: 1, day: 4 });
	const mondayOfWeekOne = fourthOfJanuary.subtract({ days: fourthOfJanuary.dayOfWeek - 1 });
	return mondayOfWeekOne.add({ days: (week - 1) * 7 + weekday - 1 }).toString();
}

/** Whether `text` is a real date written `YYYY-MM-DD` (2027-02-30 is not). */
export function isCivilDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	try {
		return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
	} catch {
		return false;
	}
}

/** Whether `text` is a day, or the month or year where that is all that is known. */
export function isDateAsKnown(text: string): boolean {
	if (/^\d{4}$/.test(text)) return true;
	if (/^\d{4}-\d{2}$/.test(text)) return isCivilDate(`${text}-01`);
	return isCivilDate(text);
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(time: LocalTime): number {
	const [hours = 0, minutes = 0] = time.split(':').map(Number);
	return hours * 60 + minutes;
}

/** `time` plus whole minutes, within the day; 24:00 and later throws RangeError. */
export function addMinutes(time: LocalTime, minutes: number): LocalTime {
	const total = minutesOf(time) + minutes;
	if (total < 0 || total >= 24 * 60) throw new RangeError(`${time} plus ${minutes} minutes leaves the day`);
	return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
}

/** `now` moved by whole milliseconds. */
export function addMilliseconds(now: Instant, milliseconds: number): Instant {
	return new Date(Date.parse(now) + milliseconds).toISOString();
}
