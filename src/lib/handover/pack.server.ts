import { mayReadHandover } from '#lib/cycle/model.ts';
import { ledger } from '#lib/cycle/series/obligation.ts';
import { polls } from '#lib/cycle/polls/queries.server.ts';
import { suggestionsFor, wheelOf } from '#lib/cycle/wheel/queries.server.ts';
import { seriesById, stewardships, type StewardRow } from '#lib/cycle/series/queries.server.ts';
import { sayReason } from '#lib/cycle/dates/text.ts';
import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Block, Document } from '#lib/documents/document.ts';
import { heldPerYear } from '#lib/gatherings/attendance/heldPerYear.server.ts';
import { languageOf, ofSeries, ofYear } from '#lib/gatherings/queries.server.ts';
import { openTasks } from '#lib/gatherings/checklist/queries.server.ts';
import { obligationStates } from '#lib/gatherings/checklist/obligations.server.ts';
import { taskTitle } from '#lib/gatherings/checklist/text.ts';
import { dayAndMonth, longDate, mediumDate, monthAndYear, span, timeSpan, weekdayName } from '#lib/i18n/format.ts';
import { listText, type Locale } from '#lib/i18n/language.ts';
import { joined, nameFor, parted, writtenFor, type Name, type Words } from '#lib/i18n/named.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { Actor } from '#lib/people/model.ts';
import { openActions } from '#lib/summaries/points/actions.server.ts';
import { contacts, lastTime, troubles } from './sections.server.ts';

/** `wrote` gives what was written in the municipality its language. */
export type Asked = { db: Db; municipalityId: string; locale: Locale; wrote: (text: string) => Name; today: CivilDate };
export type Pack = { document: Document; from: CivilDate; lessons: string };

const bothNames = (locale: Locale, nn: string | null, nb: string | null) => nameFor(locale, { nn, nb: nn && (nb ?? nn) });

/**
 * The handover document of a stewardship, composed on each read: parties, obligations, the next twelve months, the last programme
 * and its recipe, contacts, open matters and issues. Undefined when there is no such stewardship here or the actor may not read
 * it.
 */
export async function handoverPack(db: Db, actor: Actor, stewardshipId: string, locale: Locale, now: Instant): Promise<Pack | undefined> {
	const { municipalityId } = actor;
	const wroteIn = await languageOf(db, municipalityId);
	const wrote = (text: string) => writtenFor(locale, wroteIn, text);
	const asked: Asked = { db, municipalityId, locale, wrote, today: civilDate(now) };
	const stewardship = await db
		.selectFrom('stewardship')
		.select('seriesId')
		.where('id', '=', stewardshipId)
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirst();
	const series = stewardship && (await seriesById(db, municipalityId, stewardship.seriesId));
	if (!series) return undefined;
	const held = await stewardships(db, municipalityId, series.id);
	const at = held.findIndex(({ id }) => id === stewardshipId);
	const to = held[at]!;
	if (!mayReadHandover(actor, to.unitId)) return undefined;
	const seriesName = nameFor(locale, { nn: series.nameNn, nb: series.nameNb });
	const as = { locale };
	const gatherings = (await ofSeries(db, municipalityId, series.id)).filter(({ state }) => state !== 'cancelled');
	const last = gatherings.findLast(({ state }) => state === 'held');
	const document: Document = {
		title: parted(m.handover_title({ series: seriesName.text }, as), [seriesName]),
		locale,
		author: actor.municipalityName,
		foot: `${actor.municipalityName} · ${m.handover_foot({ date: mediumDate(locale, asked.today) }, as)}`,
		blocks: [
			{ facts: parties(asked, held[at - 1], to) },
			{ heading: m.handover_promise({}, as), level: 1 },
			...(await promises(asked, series)),
			{ heading: m.handover_rhythm({}, as), level: 2 },
			{ text: rhythm(locale, series) },
			...(series.legalBasis ? [{ text: parted(m.cycle_legal_basis({ text: series.legalBasis }, as), [wrote(series.legalBasis)]) }] : []),
			{ heading: m.handover_calendar({}, as), level: 1 },
			...(await calendar(asked, to.validFrom > asked.today ? to.validFrom : asked.today)),
			...(await goodDates(asked, series.id)),
			...(await lastTime(asked, last)),
			{ heading: m.handover_contacts({}, as), level: 1 },
			await contacts(asked, last),
			{ heading: m.handover_open({}, as), level: 1 },
			...(await open(
				asked,
				series.id,
				gatherings.map(({ id }) => id)
			)),
			{ heading: m.handover_wrong({}, as), level: 1 },
			...(to.lessons ? [{ text: wrote(to.lessons) }] : []),
			...(await troubles(asked, gatherings, to.lessons !== null))
		]
	};
	return { document, from: to.validFrom, lessons: to.lessons ?? '' };
}

function rhythm(locale: Locale, series: NonNullable<Awaited<ReturnType<typeof seriesById>>>): string {
	return m.cycle_cadence_text(
		{
			max: series.maxPerYear,
			span: span(series.minPerYear, series.maxPerYear),
			weekday: weekdayName(locale, series.preferredWeekday),
			weeks: listText(locale, series.preferredWeeks.map(String)),
			time: timeSpan(locale, series.startTime, series.endTime),
			invite: series.inviteWeeks
		},
		{ locale }
	);
}

function parties({ locale, wrote }: Asked, from: StewardRow | undefined, to: StewardRow): [string, Words][] {
	const as = { locale };
	const who = (held: StewardRow) => {
		const unit = bothNames(locale, held.unitNn, held.unitNb);
		return joined([nameFor(locale, { nn: held.roleNn, nb: held.roleNb }), unit.text ? unit : m.handover_unplaced({}, as)], ', ');
	};
	return [
		[m.handover_from({}, as), from ? who(from) : m.handover_first({}, as)],
		[m.handover_to({}, as), who(to)],
		[m.handover_from_day({}, as), longDate(locale, to.validFrom)],
		...(to.note ? [[m.handover_note({}, as), wrote(to.note)] as [string, Words]] : [])
	];
}

async function promises({ db, municipalityId, locale, today }: Asked, series: { id: string }): Promise<Block[]> {
	const year = Number(today.slice(0, 4));
	const counts = (await heldPerYear(db, municipalityId)).filter(({ seriesId }) => seriesId === series.id);
	const own = (await obligationStates(db, municipalityId, year, today)).filter(({ obligation }) => obligation.seriesId === series.id);
	const lines = own.flatMap(({ obligation, status: { held, planned } }) => {
		const label = nameFor(locale, { nn: obligation.labelNn, nb: obligation.labelNb });
		const now = parted(m.handover_promise_line({ label: label.text, held, planned, year }, { locale }), [label]);
		const missed = ledger(obligation, counts, today).filter(({ kept }) => !kept);
		return [
			now,
			...missed.map((then) => m.handover_wrong_year({ year: then.year, held: then.held, min: obligation.minPerYear }, { locale }))
		];
	});
	return lines.length > 0 ? [{ list: lines }] : [];
}

/** What comes in the twelve months from `from`: gatherings and the year's fixed points, by day. */
async function calendar({ db, municipalityId, locale, wrote }: Asked, from: CivilDate): Promise<Block[]> {
	const until = addDays(from, 365);
	const rows: { key: string; cells: Words[] }[] = [];
	const add = (date: CivilDate | null, month: string, title: Words, who: Words) => {
		const key = date ?? `${month}-99`;
		if (key < from || (date ?? `${month}-01`) > until) return;
		rows.push({ key, cells: [date ? mediumDate(locale, date) : monthAndYear(locale, month), title, who] });
	};
	const first = Number(from.slice(0, 4));
	for (const year of [first, first + 1]) {
		for (const point of (await wheelOf(db, municipalityId, year)).points)
			add(
				point.date,
				point.month,
				nameFor(locale, { nn: point.titleNn, nb: point.titleNb }),
				joined([bothNames(locale, point.ownerUnitNn, point.ownerUnitNb), bothNames(locale, point.ownerRoleNn, point.ownerRoleNb)], ', ')
			);
		for (const one of await ofYear(db, municipalityId, year))
			if (one.state !== 'cancelled' && one.month)
				add(one.date, one.month, wrote(one.theme), bothNames(locale, one.organiserRoleNn, one.organiserRoleNb));
	}
	if (rows.length === 0) return [{ text: m.handover_calendar_none({}, { locale }) }];
	const head = [m.handover_calendar_when, m.handover_calendar_what, m.handover_calendar_who].map((word) => word({}, { locale }));
	const sorted = rows.toSorted((a, b) => a.key.localeCompare(b.key)).map(({ cells }) => cells);
	return [{ table: { caption: m.handover_calendar({}, { locale }), head, rows: sorted } }];
}

async function goodDates({ db, municipalityId, locale, today }: Asked, seriesId: string): Promise<Block[]> {
	const year = Number(today.slice(0, 4));
	const gatherings = (await ofYear(db, municipalityId, year))
		.filter(({ state }) => state !== 'cancelled')
		.map((one) => ({ ...one, title: one.theme }));
	const found = await suggestionsFor(db, municipalityId, { seriesId, year, today, gatherings }, locale);
	if (!found || found.dates.length === 0) return [];
	const list = found.dates.map(
		({ date, reasons }) => `${longDate(locale, date)}: ${reasons.map((reason) => sayReason(locale, reason, today)).join('; ')}`
	);
	return [{ heading: m.handover_dates({}, { locale }), level: 2 }, { list }];
}

async function open(
	{ db, municipalityId, locale, wrote, today }: Asked,
	seriesId: string,
	gatheringIds: readonly string[]
): Promise<Block[]> {
	const as = { locale };
	const agreed = (await openActions(db, municipalityId, seriesId, today)).map(({ theme, text, unit, role }) => {
		const by = [...(unit ? [nameFor(locale, unit)] : []), ...(role ? [wrote(role)] : [])];
		const who = by.map((one) => one.text).join(', ');
		return parted(m.handover_open_action({ theme, text, who }, as), [wrote(theme), wrote(text), ...by]);
	});
	const tasks = (await openTasks(db, municipalityId, today))
		.filter(({ gatheringId }) => gatheringIds.includes(gatheringId))
		.map((task) =>
			parted(
				m.handover_open_task({ date: dayAndMonth(locale, task.dueDate, today), task: taskTitle(task, locale), theme: task.theme }, as),
				[wrote(task.theme), ...(task.task ? [] : [wrote(task.title)])]
			)
		);
	const asking = (await polls(db, municipalityId))
		.filter((poll) => poll.seriesId === seriesId && poll.closedAt === null)
		.map(({ answered, asked }) => m.handover_open_poll({ answered, asked }, as));
	const list = [...asking, ...agreed, ...tasks];
	return [list.length > 0 ? { list } : { text: m.handover_open_none({}, as) }];
}
