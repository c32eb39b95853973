import { fail } from '@sveltejs/kit';
import { breaksOfSchoolYear, saveSchoolYear } from '#lib/cycle/dates/schoolBreaks.server.ts';
import * as input from '#lib/cycle/input.ts';
import { breakOn, mayPlanYear } from '#lib/cycle/model.ts';
import { schoolYearOf, usualBreaks } from '#lib/cycle/dates/schoolYears.ts';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { ofYear } from '#lib/gatherings/queries.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { faults } from './faults.ts';
import type { Actions, PageServerLoad } from './$types';

/** Lines that stand ready for days off that only this municipality has. */
const spare = 3;

/** The school year that is asked for: from three years ago to three years ahead, else today's. */
function asked(url: URL, today: string): number {
	const current = schoolYearOf(today);
	const year = Number(url.searchParams.get('year') ?? current);
	return Number.isInteger(year) && Math.abs(year - current) <= 3 ? year : current;
}

export const load: PageServerLoad = async ({ locals, url }) => {
	const { db, locale, now } = locals;
	const { municipalityId } = requireActor(locals, url, mayPlanYear);
	const today = civilDate(now);
	const year = asked(url, today);
	const entered = await breaksOfSchoolYear(db, municipalityId, year);
	const before = await breaksOfSchoolYear(db, municipalityId, year - 1);
	const isUsual = (one: { nameNb: string }) => usualBreaks.some(({ nb }) => nb === one.nameNb);
	const line = (nn: string, nb: string, one?: (typeof entered)[number]) => ({
		id: one?.id ?? '',
		nameNn: nn,
		nameNb: nb,
		name: inLanguage(locale, { nn, nb }),
		fromDate: one?.fromDate ?? '',
		toDate: one?.toDate ?? '',
		lastYear: before.find((last) => last.nameNb === nb) ?? null
	});
	const gatherings = [...(await ofYear(db, municipalityId, year)), ...(await ofYear(db, municipalityId, year + 1))];
	return {
		year,
		current: schoolYearOf(today),
		usual: usualBreaks.map(({ nn, nb }) =>
			line(
				nn,
				nb,
				entered.find((one) => one.nameNb === nb)
			)
		),
		others: [
			...entered.filter((one) => !isUsual(one)).map((one) => line(one.nameNn, one.nameNb, one)),
			...Array.from({ length: spare }, () => line('', ''))
		],
		entered: entered.length,
		/** What is planned on a day when the schools are closed. */
		clashes: gatherings.flatMap(({ id, date, state, theme }) => {
			const away = date && (state === 'planned' || state === 'invited') ? breakOn(entered, date) : undefined;
			return date && away ? [{ id, date, theme, name: inLanguage(locale, { nn: away.nameNn, nb: away.nameNb }) }] : [];
		})
	};
};

export const actions: Actions = {
	default: async ({ locals, url, request }) => {
		const actor = requireActor(locals, url, mayPlanYear);
		const year = asked(url, civilDate(locals.now));
		const form = parseForm(input.schoolYear, await request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const done = await saveSchoolYear(locals.db, actor, year, form.data, locals.now);
		if (done.ok) return { saved: done.breaks };
		const wrong = done.reason === 'wrongLines' ? done.wrong : [];
		const values = Object.fromEntries(
			form.data.flatMap(({ nameNn, fromDate, toDate }, at) => [
				[`name-${at}`, nameNn],
				[`from-${at}`, fromDate],
				[`to-${at}`, toDate]
			])
		);
		const errors = Object.fromEntries(wrong.map(({ at, field, fault }) => [`${field}-${at}`, faults[fault]({ year: schoolYear(year) })]));
		return fail(wrong.length > 0 ? 400 : 409, { values, errors });
	}
};

/** "2017/18". */
const schoolYear = (year: number) => `${year}/${String(year + 1).slice(2)}`;
