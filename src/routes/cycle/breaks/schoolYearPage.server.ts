import { breaksOfSchoolYear } from '#lib/cycle/dates/schoolBreaks.server.ts';
import { breakName, langOfBreak, schoolYearOf, usualBreaks } from '#lib/cycle/dates/schoolYears.ts';
import { breakOn } from '#lib/cycle/model.ts';
import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { ofYear } from '#lib/gatherings/queries.server.ts';
import type { Locale } from '#lib/i18n/language.ts';

/** Empty lines that stand ready for days off that only this municipality has. */
const spareLines = 3;

/** The school year that is asked for: from three years ago to three years ahead, else today's. */
export function schoolYearAsked(url: URL, today: CivilDate): number {
	const current = schoolYearOf(today);
	const year = Number(url.searchParams.get('year') ?? current);
	return Number.isInteger(year) && Math.abs(year - current) <= 3 ? year : current;
}

/** The lines of a school year: the usual breaks, the municipality's own, and what is planned on days when the schools are closed. */
export async function schoolYearPage(db: Db, municipalityId: string, year: number, locale: Locale, now: Instant) {
	const entered = await breaksOfSchoolYear(db, municipalityId, year);
	const before = await breaksOfSchoolYear(db, municipalityId, year - 1);
	const line = (nn: string, nb: string, one?: (typeof entered)[number]) => ({
		id: one?.id ?? '',
		nameNn: nn,
		nameNb: nb,
		name: breakName(locale, { nn, nb }),
		lang: langOfBreak(locale, { nb }),
		fromDate: one?.fromDate ?? '',
		toDate: one?.toDate ?? '',
		lastYear: before.find((last) => last.nameNb === nb) ?? null
	});
	const usual = usualBreaks.map(({ nn, nb }) => ({ nn, nb, one: entered.find(({ nameNb }) => nameNb === nb) }));
	const own = entered.filter(({ nameNb }) => !usualBreaks.some(({ nb }) => nb === nameNb));
	const gatherings = [...(await ofYear(db, municipalityId, year)), ...(await ofYear(db, municipalityId, year + 1))];
	return {
		year,
		current: schoolYearOf(civilDate(now)),
		usual: usual.map(({ nn, nb, one }) => line(nn, nb, one)),
		others: [...own.map((one) => line(one.nameNn, one.nameNb, one)), ...Array.from({ length: spareLines }, () => line('', ''))],
		entered: entered.length,
		clashes: gatherings.flatMap(({ id, date, state, theme }) => {
			const away = date && (state === 'planned' || state === 'invited') ? breakOn(entered, date) : undefined;
			return date && away ? [{ id, date, theme, name: breakName(locale, { nn: away.nameNn, nb: away.nameNb }) }] : [];
		})
	};
}
