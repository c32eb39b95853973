import { holidaysOf } from '#lib/cycle/dates/holidays.ts';
import { mayPlanYear } from '#lib/cycle/model.ts';
import { polls as pollsOf } from '#lib/cycle/polls/queries.server.ts';
import { allStewardships, obligationsIn } from '#lib/cycle/series/queries.server.ts';
import type { RingsBy } from '#lib/cycle/wheel/marks.ts';
import { wheelOf } from '#lib/cycle/wheel/queries.server.ts';
import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { heldPerYear } from '#lib/gatherings/attendance/heldPerYear.server.ts';
import { followingWork } from '#lib/gatherings/checklist/queries.server.ts';
import { languageOf, ofYear } from '#lib/gatherings/queries.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { isCurrent, type Actor } from '#lib/people/model.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import { obligationOnPage } from './obligationOnPage.ts';
import { seriesOnPage } from './seriesOnPage.ts';
import { wheelOnPage } from './wheelOnPage.ts';

export type YearPage = Awaited<ReturnType<typeof yearPage>>;

/** The year that `asked` names: within twenty years of today's, else today's. */
export function yearAsked(asked: string | null, today: CivilDate): number {
	const now = Number(today.slice(0, 4));
	return asked !== null && /^\d{4}$/.test(asked) && Math.abs(Number(asked) - now) <= 20 ? Number(asked) : now;
}

/** What `?rings=` says that the rings of the wheel stand for. */
export function ringsAsked(url: URL): RingsBy {
	return url.searchParams.get('rings') === 'unit' ? 'unit' : 'kind';
}

/** Everything the page of a year shows, in the reader's language. */
export async function yearPage(db: Db, actor: Actor, year: number, now: Instant, locale: Locale) {
	const { municipalityId } = actor;
	const today = civilDate(now);
	const mayPlan = mayPlanYear(actor);
	const wheel = await wheelOf(db, municipalityId, year);
	const gatherings = (await ofYear(db, municipalityId, year)).filter((gathering) => gathering.state !== 'cancelled');
	const units = await unitsOf(db, municipalityId);
	const stewards = Map.groupBy(await allStewardships(db, municipalityId), ({ seriesId }) => seriesId);
	const written = await languageOf(db, municipalityId);
	const context = { actor, year, today, locale, written, wheel, gatherings, units, counts: await heldPerYear(db, municipalityId) };
	const holidays = [...holidaysOf(year - 1), ...wheel.holidays, ...holidaysOf(year + 1)];
	const series = wheel.series.map((one) => seriesOnPage(one, stewards.get(one.id) ?? [], context));
	const obligations = (await obligationsIn(db, municipalityId, year)).flatMap((obligation) => {
		const keeper = series.find(({ id }) => id === obligation.seriesId);
		return keeper ? [obligationOnPage(obligation, keeper, holidays, context)] : [];
	});
	const following: Record<string, { tasks: number; gatherings: number }> = {};
	for (const { id } of mayPlan ? series : []) following[id] = await followingWork(db, municipalityId, id, today);
	return {
		year,
		/** By series, what goes along when it is handed over. */
		following,
		thisYear: Number(today.slice(0, 4)),
		today,
		mayPlan,
		wheel: wheelOnPage(context, obligations),
		series,
		obligations,
		units: units
			.filter((unit) => isCurrent(unit, today) || (unit.validFrom !== null && unit.validFrom > today))
			.map(({ id, nameNn, nameNb }) => ({ id, name: inLanguage(locale, { nn: nameNn, nb: nameNb }), own: id === actor.unitId })),
		polls: mayPlan ? (await pollsOf(db, municipalityId)).filter((poll) => poll.closedAt === null) : [],
		/** How many fixed points and school breaks the year has. */
		fixed: new Set(wheel.points.map(({ entryId }) => entryId)).size,
		breaks: wheel.breaks.length
	};
}
