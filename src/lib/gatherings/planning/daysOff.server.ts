import { holidaysOf, isWeekend } from '#lib/cycle/dates/holidays.ts';
import { breakName } from '#lib/cycle/dates/schoolYears.ts';
import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

export type DayOff = { kind: 'weekend' | 'holiday' | 'schoolBreak'; nn: string; nb: string; en: string };

/** Whether the series has a gathering on `date` that is not cancelled; `except` is the one that asks. */
export async function isTaken(db: Db, municipalityId: string, seriesId: string, date: CivilDate, except?: string): Promise<boolean> {
	const rows = await db
		.selectFrom('gathering')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('seriesId', '=', seriesId)
		.where('date', '=', date)
		.where('state', '!=', 'cancelled')
		.execute();
	return rows.some((row) => row.id !== except);
}

/** Why people are off on `date` (a school break, a public holiday or a weekend), named for readers; null on an ordinary day. */
export async function dayOff(db: Db, municipalityId: string, date: CivilDate): Promise<DayOff | null> {
	const holiday = holidaysOf(Number(date.slice(0, 4))).find((one) => one.date === date);
	if (holiday) return { kind: 'holiday', nn: holiday.nn, nb: holiday.nb, en: holiday.en };
	const school = await db
		.selectFrom('schoolBreak')
		.select(['nameNn', 'nameNb'])
		.where('municipalityId', '=', municipalityId)
		.where('fromDate', '<=', date)
		.where('toDate', '>=', date)
		.executeTakeFirst();
	if (school)
		return { kind: 'schoolBreak', nn: school.nameNn, nb: school.nameNb, en: breakName('en', { nn: school.nameNn, nb: school.nameNb }) };
	if (!isWeekend(date)) return null;
	return {
		kind: 'weekend',
		nn: m.gatherings_weekend({}, { locale: 'nn' }),
		nb: m.gatherings_weekend({}, { locale: 'nb' }),
		en: m.gatherings_weekend({}, { locale: 'en' })
	};
}
