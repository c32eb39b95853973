import { addDays, weekday, type CivilDate } from '#lib/dates.ts';

export type HolidayKey =
	| 'newYear'
	| 'maundyThursday'
	| 'goodFriday'
	| 'easterSunday'
	| 'easterMonday'
	| 'labourDay'
	| 'constitutionDay'
	| 'ascension'
	| 'whitSunday'
	| 'whitMonday'
	| 'christmasDay'
	| 'boxingDay';

export type Holiday = { date: CivilDate; key: HolidayKey; nn: string; nb: string; en: string };

const names: Record<HolidayKey, readonly [nn: string, nb: string, en: string]> = {
	newYear: ['fyrste nyttårsdag', 'første nyttårsdag', 'New Year’s Day'],
	maundyThursday: ['skjertorsdag', 'skjærtorsdag', 'Maundy Thursday'],
	goodFriday: ['langfredag', 'langfredag', 'Good Friday'],
	easterSunday: ['fyrste påskedag', 'første påskedag', 'Easter Sunday'],
	easterMonday: ['andre påskedag', 'andre påskedag', 'Easter Monday'],
	labourDay: ['arbeidarane sin dag', 'arbeidernes dag', 'Labour Day'],
	constitutionDay: ['grunnlovsdagen', 'grunnlovsdagen', 'Constitution Day'],
	ascension: ['Kristi himmelfartsdag', 'Kristi himmelfartsdag', 'Ascension Day'],
	whitSunday: ['fyrste pinsedag', 'første pinsedag', 'Whit Sunday'],
	whitMonday: ['andre pinsedag', 'andre pinsedag', 'Whit Monday'],
	christmasDay: ['fyrste juledag', 'første juledag', 'Christmas Day'],
	boxingDay: ['andre juledag', 'andre juledag', 'Boxing Day']
};

/** Easter Sunday of a Gregorian year, by the anonymous computus (Meeus, Astronomical Algorithms, ch. 8; also Jones and Butcher). */
export function easterSunday(year: number): CivilDate {
	const a = year % 19;
	const century = Math.floor(year / 100);
	const c = year % 100;
	const leapCenturies = Math.floor(century / 4);
	const e = century % 4;
	const f = Math.floor((century + 8) / 25);
	const g = Math.floor((century - f + 1) / 3);
	const epact = (19 * a + century - leapCenturies - g + 15) % 30;
	const i = Math.floor(c / 4);
	const k = c % 4;
	const toSunday = (32 + 2 * e + 2 * i - epact - k) % 7;
	const late = Math.floor((a + 11 * epact + 22 * toSunday) / 451);
	const days = epact + toSunday - 7 * late + 114;
	const month = Math.floor(days / 31);
	const day = (days % 31) + 1;
	return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/**
 * Norway's public holidays in a year, in order (lov om helligdager og helligdagsfred § 2, and lov om 1 og 17 mai).
 * Two of them may fall on one day, as Whit Sunday and 17 May do in 2043.
 */
export function holidaysOf(year: number): Holiday[] {
	const easter = easterSunday(year);
	const dates: Record<HolidayKey, CivilDate> = {
		newYear: `${year}-01-01`,
		maundyThursday: addDays(easter, -3),
		goodFriday: addDays(easter, -2),
		easterSunday: easter,
		easterMonday: addDays(easter, 1),
		labourDay: `${year}-05-01`,
		constitutionDay: `${year}-05-17`,
		ascension: addDays(easter, 39),
		whitSunday: addDays(easter, 49),
		whitMonday: addDays(easter, 50),
		christmasDay: `${year}-12-25`,
		boxingDay: `${year}-12-26`
	};
	return (Object.keys(dates) as HolidayKey[])
		.map((key) => {
			const [nn, nb, en] = names[key];
			return { date: dates[key], key, nn, nb, en };
		})
		.toSorted((a, b) => a.date.localeCompare(b.date));
}

/** Whether `date` is a Saturday or Sunday. */
export function isWeekend(date: CivilDate): boolean {
	return weekday(date) > 5;
}

/** Whether people are off on `date`: a weekend or one of `holidays`, which must cover the date's year. */
export function isFree(date: CivilDate, holidays: readonly Pick<Holiday, 'date'>[]): boolean {
	return isWeekend(date) || holidays.some((holiday) => holiday.date === date);
}

/** Whether `date` is an «inneklemt dag»: a lone working day with a free day on either side. `holidays` must cover its neighbours. */
export function isSqueezed(date: CivilDate, holidays: readonly Pick<Holiday, 'date'>[]): boolean {
	return !isFree(date, holidays) && isFree(addDays(date, -1), holidays) && isFree(addDays(date, 1), holidays);
}

/** The «inneklemde dagar» of a year, in order. */
export function squeezedDays(year: number): CivilDate[] {
	const holidays = [...holidaysOf(year - 1), ...holidaysOf(year), ...holidaysOf(year + 1)];
	const near = holidays.flatMap((holiday) => [addDays(holiday.date, -1), addDays(holiday.date, 1)]);
	return [...new Set(near)].filter((date) => date.startsWith(`${year}-`) && isSqueezed(date, holidays)).toSorted();
}
