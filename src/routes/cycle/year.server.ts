import { addDays, civilDate, dateOfIsoWeek, isoWeek, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { holidaysOf } from '#lib/cycle/dates/holidays.ts';
import { mayPlanYear, mayReadHandover, stewardOn, unitInCharge } from '#lib/cycle/model.ts';
import { ledger, obligationState } from '#lib/cycle/obligation.ts';
import { polls as pollsOf } from '#lib/cycle/polls/queries.server.ts';
import { allStewardships, obligationsIn, suggestedIn, wheelOf, type YearWheel } from '#lib/cycle/queries.server.ts';
import { sayAvoided, sayReason } from '#lib/cycle/dates/text.ts';
import type { WheelEntry, WheelSpan } from '#lib/cycle/wheel/wheel.ts';
import { countsByYear } from '#lib/gatherings/attendance/heldPerYear.server.ts';
import { ofYear, type ListedGathering } from '#lib/gatherings/queries.server.ts';
import { inLanguage, langOfName, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { isCurrent, type Actor } from '#lib/people/model.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';

type Unit = Awaited<ReturnType<typeof unitsOf>>[number];
export type YearPage = Awaited<ReturnType<typeof yearPage>>;
export type StatusOnPage = YearPage['obligations'][number];
export type SeriesOnPage = YearPage['series'][number];

/** The year that `asked` names: within twenty years of today's, else today's. */
export function yearAsked(asked: string | null, today: CivilDate): number {
	const now = Number(today.slice(0, 4));
	return asked !== null && /^\d{4}$/.test(asked) && Math.abs(Number(asked) - now) <= 20 ? Number(asked) : now;
}

/** Everything the page of a year shows, in the reader's language. */
export async function yearPage(db: Db, actor: Actor, year: number, now: Instant, locale: Locale) {
	const { municipalityId } = actor;
	const today = civilDate(now);
	const mayPlan = mayPlanYear(actor);
	const wheel = await wheelOf(db, municipalityId, year);
	const gatherings = (await ofYear(db, municipalityId, year)).filter((gathering) => gathering.state !== 'cancelled');
	const units = await unitsOf(db, municipalityId);
	const named = (names: { nn: string; nb: string }) => inLanguage(locale, names);

	const stewards = Map.groupBy(await allStewardships(db, municipalityId), (held) => held.seriesId);
	const counts = await countsByYear(db, municipalityId);

	const series = [];
	for (const one of wheel.series) {
		const held = stewards.get(one.id) ?? [];
		const seenOn = year === Number(today.slice(0, 4)) ? today : year < Number(today.slice(0, 4)) ? `${year}-12-31` : `${year}-01-01`;
		const steward = stewardOn(held, seenOn);
		const shown = ({ unitNn, unitNb, roleNn, roleNb, ...rest }: (typeof held)[number]) => ({
			...rest,
			unit: unitNn === null ? null : named({ nn: unitNn, nb: unitNb ?? unitNn }),
			role: named({ nn: roleNn, nb: roleNb }),
			mayRead: mayReadHandover(actor, rest.unitId)
		});
		const successor = steward && unitInCharge(steward, units, seenOn);
		series.push({
			...one,
			name: named({ nn: one.nameNn, nb: one.nameNb }),
			seenOn,
			steward: steward
				? { ...shown(steward), colour: successor?.colour ?? steward.colour, orphan: steward.unitId !== null && !successor }
				: null,
			stewards: held.map(shown)
		});
	}

	const obligations = [];
	for (const obligation of await obligationsIn(db, municipalityId, year)) {
		const one = wheel.series.find((candidate) => candidate.id === obligation.seriesId);
		if (!one) continue;
		const own = gatherings.filter((gathering) => gathering.seriesId === one.id);
		const status = obligationState({
			obligation,
			year,
			today,
			held: own.filter((gathering) => gathering.state === 'held').length,
			planned: own,
			inviteWeeks: one.inviteWeeks,
			holidays: [...holidaysOf(year - 1), ...wheel.holidays, ...holidaysOf(year + 1)],
			breaks: wheel.breaks
		});
		const open = status.state === 'atRisk' || status.state === 'notYetDue';
		const asked = {
			seriesId: one.id,
			year,
			today,
			gatherings: gatherings.map(({ seriesId, date, theme }) => ({ seriesId, date, title: theme }))
		};
		const found = open ? suggestedIn(wheel, asked, locale) : undefined;
		obligations.push({
			id: obligation.id,
			label: named({ nn: obligation.labelNn, nb: obligation.labelNb }),
			seriesId: one.id,
			inviteWeeks: one.inviteWeeks,
			colour: series.find((candidate) => candidate.id === one.id)?.steward?.colour ?? 0,
			...status,
			past: year < Number(today.slice(0, 4)),
			legalBasis: one.legalBasis,
			history: ledger(
				obligation,
				counts.filter((count) => count.seriesId === one.id),
				today
			),
			dates: (found?.dates ?? []).map(({ date, reasons }) => ({
				date,
				week: isoWeek(date).week,
				inviteBy: addDays(date, -7 * one.inviteWeeks),
				reasons: reasons.map((reason) => sayReason(locale, reason))
			})),
			avoided: (found?.avoided ?? []).map((avoided) => sayAvoided(locale, avoided))
		});
	}

	return {
		year,
		thisYear: Number(today.slice(0, 4)),
		today,
		mayPlan,
		wheel: drawn(wheel, gatherings, units, obligations, locale),
		series,
		obligations,
		units: units
			.filter((unit) => isCurrent(unit, today) || (unit.validFrom !== null && unit.validFrom > today))
			.map((unit) => ({ id: unit.id, name: named({ nn: unit.nameNn, nb: unit.nameNb }), own: unit.id === actor.unitId })),
		polls: mayPlan ? (await pollsOf(db, municipalityId)).filter((poll) => poll.closedAt === null) : [],
		fixed: mayPlan ? fixedPoints(wheel, locale) : [],
		breaks: wheel.breaks.length
	};
}

/** The year as the wheel and its list draw it. */
function drawn(
	wheel: YearWheel,
	gatherings: readonly ListedGathering[],
	units: readonly Unit[],
	obligations: readonly { id: string; state: string; lastDateToInvite: CivilDate | null; inTime: boolean; colour: number }[],
	locale: Locale
): { entries: WheelEntry[]; windows: WheelSpan[]; breaks: WheelSpan[] } {
	const named = (nn: string, nb: string) => inLanguage(locale, { nn, nb });
	const lang = langOfName(locale);
	const unitOf = new Map(units.map((unit) => [unit.id, unit]));
	const gatheringEntries = gatherings.flatMap((gathering): WheelEntry[] => {
		const month = gathering.date?.slice(0, 7) ?? gathering.month;
		if (!month) return [];
		const unit = gathering.organiserUnitId === null ? undefined : unitOf.get(gathering.organiserUnitId);
		return [
			{
				id: gathering.id,
				title: gathering.theme || named(gathering.seriesNn, gathering.seriesNb),
				date: gathering.date,
				month,
				kind: 'gathering',
				colour: unit?.colour ?? 0,
				unit: unit && named(unit.nameNn, unit.nameNb),
				...(unit && { owner: named(unit.nameNn, unit.nameNb) }),
				href: `/gatherings/${gathering.id}`,
				planned: gathering.date === null && gathering.state !== 'held'
			}
		];
	});
	const points = wheel.points.map((point): WheelEntry => {
		const owner = [
			point.ownerUnitNn && named(point.ownerUnitNn, point.ownerUnitNb ?? point.ownerUnitNn),
			point.ownerRoleNn && named(point.ownerRoleNn, point.ownerRoleNb ?? point.ownerRoleNn)
		];
		const { id, date, month, kind, colour, leadWeeks } = point;
		return {
			...(owner[0] && { owner: owner[0] }),
			...(date !== null && leadWeeks > 0 && point.recurs !== 'monthly' && { leadFrom: addDays(date, -7 * leadWeeks) }),
			id,
			title: named(point.titleNn, point.titleNb),
			date,
			month,
			kind,
			colour,
			unit: owner.filter(Boolean).join(', ') || undefined,
			lang
		};
	});
	const deadlines = obligations.flatMap(({ id, state, lastDateToInvite: date, inTime, colour }): WheelEntry[] =>
		state === 'atRisk' && inTime && date
			? [{ id: `invite-${id}`, title: m.cycle_last_invite({}, { locale }), date, month: date.slice(0, 7), kind: 'deadline', colour }]
			: []
	);
	const breaks = wheel.breaks.map((away) => ({ title: named(away.nameNn, away.nameNb), from: away.fromDate, to: away.toDate }));
	const holidays = wheel.holidays
		.filter(({ date }) => !breaks.some((away) => away.from <= date && date <= away.to))
		.map((holiday) => ({
			title: capital(locale === 'en' ? holiday.en : named(holiday.nn, holiday.nb)),
			from: holiday.date,
			to: holiday.date
		}));
	const windows = wheel.series.flatMap((one) =>
		one.windows.map(({ week }) => ({
			title: m.cycle_window({ series: named(one.nameNn, one.nameNb), week }, { locale }),
			from: dateOfIsoWeek(wheel.year, week, 1),
			to: dateOfIsoWeek(wheel.year, week, 7)
		}))
	);
	return { entries: [...gatheringEntries, ...points, ...deadlines], windows, breaks: [...breaks, ...holidays] };
}

/** Each fixed point once, with the month it first comes round this year: to take it out by. */
function fixedPoints(wheel: YearWheel, locale: Locale) {
	const once = new Map(wheel.points.toReversed().map((point) => [point.entryId, point]));
	return [...once.values()]
		.map(({ entryId: id, titleNn, titleNb, month, recurs }) => ({
			id,
			title: inLanguage(locale, { nn: titleNn, nb: titleNb }),
			month,
			recurs
		}))
		.toSorted((a, b) => a.title.localeCompare(b.title, 'nn') || a.month.localeCompare(b.month));
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}
