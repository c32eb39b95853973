import type { WheelEntry, WheelSpan } from '#lib/cycle/wheel/wheel.ts';
import type { YearWheel } from '#lib/cycle/wheel/queries.server.ts';
import { breakName } from '#lib/cycle/dates/schoolYears.ts';
import { addDays, dateOfIsoWeek } from '#lib/dates.ts';
import type { ListedGathering } from '#lib/gatherings/queries.server.ts';
import { inLanguage, langOfName, langOfText, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { units as unitsOf } from '#lib/people/queries.server.ts';
import type { ObligationOnPage } from './obligationOnPage.ts';

type Unit = Awaited<ReturnType<typeof unitsOf>>[number];
type Deadline = Pick<ObligationOnPage, 'id' | 'state' | 'lastDateToInvite' | 'inTime' | 'colour'>;

/** The year as the wheel and its list draw it. */
export function wheelOnPage(
	{
		wheel,
		gatherings,
		units,
		locale,
		written
	}: { wheel: YearWheel; gatherings: readonly ListedGathering[]; units: readonly Unit[]; locale: Locale; written: Locale },
	obligations: readonly Deadline[]
): { entries: WheelEntry[]; windows: WheelSpan[]; breaks: WheelSpan[] } {
	const unitOf = new Map(units.map((unit) => [unit.id, unit]));
	return {
		entries: [
			...gatherings.flatMap((gathering) => gatheringEntry(gathering, unitOf.get(gathering.organiserUnitId ?? ''), locale, written)),
			...wheel.points.map((point) => pointEntry(point, locale)),
			...obligations.flatMap((obligation) => deadlineEntry(obligation, locale))
		],
		windows: windowsOnPage(wheel, locale),
		breaks: daysOff(wheel, locale)
	};
}

/** A gathering under its theme; none while not even the month is settled. */
function gatheringEntry(gathering: ListedGathering, unit: Unit | undefined, locale: Locale, written: Locale): WheelEntry[] {
	const month = gathering.date?.slice(0, 7) ?? gathering.month;
	if (!month) return [];
	const owner = unit && inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb });
	const lang = gathering.theme ? langOfText(locale, written) : langOfName(locale);
	return [
		{
			id: gathering.id,
			title: gathering.theme || inLanguage(locale, { nn: gathering.seriesNn, nb: gathering.seriesNb }),
			date: gathering.date,
			month,
			kind: 'gathering',
			...(lang && { lang }),
			colour: unit?.colour ?? 0,
			unit: owner,
			...(owner && { owner }),
			href: `/gatherings/${gathering.id}`,
			planned: gathering.date === null && gathering.state !== 'held'
		}
	];
}

/** A fixed point, with its lead time when it has a day and does not come every month. */
function pointEntry(point: YearWheel['points'][number], locale: Locale): WheelEntry {
	const { id, date, month, kind, colour, leadWeeks } = point;
	const named = (nn: string | null, nb: string | null) => nn && inLanguage(locale, { nn, nb: nb ?? nn });
	const unit = named(point.ownerUnitNn, point.ownerUnitNb);
	const role = named(point.ownerRoleNn, point.ownerRoleNb);
	const leads = date !== null && leadWeeks > 0 && point.recurs !== 'monthly';
	return {
		...(unit && { owner: unit }),
		...(leads && { leadFrom: addDays(date, -7 * leadWeeks) }),
		id,
		title: inLanguage(locale, { nn: point.titleNn, nb: point.titleNb }),
		date,
		month,
		kind,
		colour,
		unit: [unit, role].filter(Boolean).join(', ') || undefined,
		lang: langOfName(locale)
	};
}

/** The last day for inviting in time to what an obligation lacks. */
function deadlineEntry({ id, state, lastDateToInvite: date, inTime, colour }: Deadline, locale: Locale): WheelEntry[] {
	if (state !== 'atRisk' || !inTime || !date) return [];
	return [{ id: `invite-${id}`, title: m.cycle_last_invite({}, { locale }), date, month: date.slice(0, 7), kind: 'deadline', colour }];
}

/** School breaks, and the public holidays outside them. */
function daysOff(wheel: YearWheel, locale: Locale): WheelSpan[] {
	const breaks = wheel.breaks.map(({ nameNn, nameNb, fromDate, toDate }) => {
		return { title: capital(breakName(locale, { nn: nameNn, nb: nameNb })), from: fromDate, to: toDate };
	});
	const holidays = wheel.holidays
		.filter(({ date }) => !breaks.some(({ from, to }) => from <= date && date <= to))
		.map((holiday) => {
			return { title: capital(locale === 'en' ? holiday.en : inLanguage(locale, holiday)), from: holiday.date, to: holiday.date };
		});
	return [...breaks, ...holidays];
}

/** The weeks in which each series wants its gatherings. */
function windowsOnPage(wheel: YearWheel, locale: Locale): WheelSpan[] {
	return wheel.series.flatMap(({ nameNn, nameNb, windows }) =>
		windows.map(({ week }) => ({
			title: m.cycle_window({ series: inLanguage(locale, { nn: nameNn, nb: nameNb }), week }, { locale }),
			name: inLanguage(locale, { nn: nameNn, nb: nameNb }),
			from: dateOfIsoWeek(wheel.year, week, 1),
			to: dateOfIsoWeek(wheel.year, week, 7)
		}))
	);
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}
