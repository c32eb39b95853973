import { targetInWords, unitWords } from '../indicators/text.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Block, Document } from '#lib/documents/document.ts';
import { inSentence, mediumDate, monthAndYear, number, span } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { HeldGathering } from './heldGatherings.server.ts';
import { daysOf } from '../followUp/model.ts';
import { heldInWords } from '../followUp/text.ts';
import { endsOf, type Indicator, type Level } from '../indicators/model.ts';
import { planOf } from '../queries.server.ts';
import { costBlocks } from './costs.ts';
import type { PartKey, ReportKind } from './model.ts';
import { pulseBlocks } from './pulse.ts';
import { factsOf, type Facts } from './queries.server.ts';
import { reportTitle } from './text.ts';
import { joined, nameFor, writtenFor, type Words } from '#lib/i18n/named.ts';
import { dateAsKnown, outcomeLabels } from '../text.ts';
import { statusLabels } from '../document/text.ts';
import { outcomes } from '../model.ts';

type Home = { municipalityId: string; municipalityName: string };
type Cell = [string, Words];

/** A part of a report: its facts as blocks. */
export type Part = { key: PartKey; blocks: Block[] };

/** A report as the system reckons it, in a language, before anybody has written beside its parts. */
export type Reckoned = {
	title: string;
	home: Home;
	locale: Locale;
	/** The language that the municipality writes in. */
	from: Locale;
	head: [string, Words][];
	parts: Part[];
};

/**
 * The facts of a report, part by part; undefined while no plan is adopted. `half` is told of in the half-year report only. Small numbers
 * are held back in all of them.
 */
export async function partsFor(
	db: Db,
	{ municipalityId, municipalityName }: Home,
	kind: ReportKind,
	half: string,
	locale: Locale,
	now: Instant
): Promise<Reckoned | undefined> {
	const home = { municipalityId, municipalityName };
	const found = await planOf(db, municipalityId);
	if (!found?.inForce) return undefined;
	const { plan } = found;
	const today = civilDate(now);
	const last = kind === 'half' ? daysOf(half).to : `${plan.periodTo}-12-31`;
	const facts = await factsOf(db, home, { plan, versionId: found.inForce.id, locale, today, until: last < today ? last : today });
	const as = { locale };
	return {
		title: reportTitle(kind, half, locale),
		home,
		locale,
		from: facts.from,
		head: [
			[m.report_plan({}, as), nameFor(locale, { nn: plan.nameNn, nb: plan.nameNb })],
			[m.document_period({}, as), span(plan.periodFrom, plan.periodTo)],
			[m.report_told_until({}, as), mediumDate(locale, facts.until)]
		],
		parts: kind === 'half' ? halfParts(facts, half) : finalParts(facts)
	};
}

/** A report as a document, with own words after the facts they are about, and facts about it (who submitted it, …) after its own. */
export function reportDocument(
	{ title, home, locale, from, head, parts }: Reckoned,
	words: ReadonlyMap<PartKey, { words: string }> = new Map(),
	more: readonly [string, Words][] = []
): Document {
	const own = (key: PartKey): Block[] => {
		const paragraphs = (words.get(key)?.words ?? '').split(/\n\s*\n/).filter((part) => part.trim() !== '');
		if (paragraphs.length === 0) return [];
		return [
			{ heading: m.report_own_words({}, { locale }), level: 2 },
			...paragraphs.map((part): Block => ({ text: writtenFor(locale, from, part.trim()) }))
		];
	};
	return {
		title: `${title}: ${home.municipalityName}`,
		locale,
		author: home.municipalityName,
		foot: [home.municipalityName, title].join(' · '),
		blocks: [{ facts: [...head, ...more] }, ...parts.flatMap(({ key, blocks }) => [...blocks, ...own(key)])]
	};
}

/** A report of facts alone, as they are now; undefined as `partsFor`. */
export async function reportFor(
	db: Db,
	home: Home,
	kind: ReportKind,
	half: string,
	locale: Locale,
	now: Instant
): Promise<Document | undefined> {
	const reckoned = await partsFor(db, home, kind, half, locale, now);
	return reckoned && reportDocument(reckoned);
}

function halfParts(facts: Facts, half: string): Part[] {
	const { locale } = facts;
	const { from, to } = daysOf(half);
	const inHalf = facts.held.filter(({ date, month }) => {
		const day = date ?? month;
		return day !== null && day >= from.slice(0, day.length) && day <= to.slice(0, day.length);
	});
	return [
		{ key: 'development', blocks: development(facts) },
		{ key: 'measures', blocks: measureBlocks(facts, half) },
		{ key: 'cost', blocks: costBlocks({ ...facts, held: inHalf }) },
		...pulsePart(facts, inHalf),
		{ key: 'activity', blocks: activity(facts, inHalf, m.report_gatherings_half({}, { locale })) }
	];
}

function finalParts(facts: Facts): Part[] {
	const { locale } = facts;
	const duties = dutyBlocks(facts);
	return [
		{ key: 'development', blocks: development(facts) },
		{ key: 'measures', blocks: measureBlocks(facts, null) },
		{ key: 'outcomes', blocks: outcomeBlocks(facts) },
		...(duties.length > 0 ? [{ key: 'duties' as const, blocks: duties }] : []),
		{ key: 'cost', blocks: costBlocks(facts) },
		...pulsePart(facts, facts.held),
		{ key: 'activity', blocks: activity(facts, facts.held, m.report_gatherings({}, { locale })) }
	];
}

function pulsePart(facts: Facts, held: readonly HeldGathering[]): Part[] {
	const blocks = pulseBlocks(facts, held);
	return blocks.length > 0 ? [{ key: 'pulse', blocks }] : [];
}

const levelTitles = { individual: m.plan_level_individual, system: m.plan_level_system, activity: m.plan_level_activity };

/** Change for individuals first; never "the effect of", always "utvikling i perioden". */
function development(facts: Facts): Block[] {
	const levels: readonly Level[] = ['individual', 'system'];
	const { locale } = facts;
	const as = { locale };
	return [
		{ heading: m.plan_indicators_title({}, as), level: 1 },
		...levels.flatMap((level): Block[] => {
			const table = indicatorTable(facts, level);
			return [{ heading: levelTitles[level]({}, as), level: 2 }, table ?? { text: m.report_no_numbers({}, as) }];
		})
	];
}

function indicatorTable(facts: Facts, level: Level, quiet = false): Block | undefined {
	const { locale, from, until } = facts;
	const as = { locale };
	const listed = facts.indicators.filter((indicator) => indicator.level === level);
	if (listed.length === 0) return undefined;
	const hasTargets = listed.some(({ targetValue }) => targetValue !== null);
	const inWords = (reading: Indicator['readings'][number] | null, unit: string) => {
		if (!reading) return '';
		const amount = reading.value === null ? m.indicator_under_five({}, as) : reading.shown;
		const when = reading.at === null ? m.plan_reading_undated({}, as) : dateAsKnown(locale, reading.at);
		const isBefore = reading.at !== null && Number(reading.at.slice(0, 4)) < facts.plan.periodFrom;
		const told = isBefore ? `${when}, ${m.report_before_period({}, as)}` : when;
		return `${amount}${unit === '%' && !amount.includes('%') ? ' %' : ''} (${told})`;
	};
	return {
		table: {
			caption: `${levelTitles[level]({}, as)}: ${inSentence(m.plan_indicators_title({}, as))}`,
			head: [
				m.indicator_one({}, as),
				m.indicator_baseline({}, as),
				m.indicator_last({}, as),
				...(hasTargets ? [m.indicator_target({}, as)] : []),
				m.plan_source({}, as)
			],
			rows: listed.map((indicator) => {
				const { first, last } = endsOf(indicator, until);
				const name = nameFor(locale, { nn: indicator.nameNn, nb: indicator.nameNb });
				return [
					indicator.unit === '%' ? name : [name, ` (${unitWords(indicator.unit, locale)})`],
					inWords(first, indicator.unit),
					inWords(last, indicator.unit),
					...(hasTargets ? [targetInWords(indicator, until, locale) ?? ''] : []),
					writtenFor(locale, from, [indicator.source, indicator.qualityNote].filter(Boolean).join('\n'))
				];
			}),
			...(quiet && { quiet: true as const })
		}
	};
}

/** The status of each measure: as reported for the half, else the latest before its end. */
function measureBlocks(facts: Facts, half: string | null): Block[] {
	const { locale, from, until } = facts;
	const as = { locale };
	return [
		{ heading: m.report_measures({}, as), level: 1 },
		{
			table: {
				caption: m.report_measures_caption({ date: mediumDate(locale, until) }, as),
				head: [m.plan_measure({}, as), m.measure_aim({}, as), m.plan_responsible({}, as), m.common_status({}, as), m.report_said({}, as)],
				rows: facts.measures.map((measure) => {
					const said = (facts.history.get(measure.elementId) ?? []).filter((one) => one.half === half || one.date <= until);
					const latest = (half && said.find((one) => one.half === half)) || said[0];
					return [
						[`${measure.number} `, nameFor(locale, measure)],
						nameFor(locale, { nn: measure.aimNn, nb: measure.aimNb }),
						measure.unit ? nameFor(locale, measure.unit) : m.plan_not_given({}, as),
						statusLabels[latest?.status ?? 'notStarted']({}, as),
						joined(
							[
								latest?.held !== null && latest && heldInWords(locale, latest.held, latest.half, undefined),
								writtenFor(locale, from, latest?.note ?? '')
							],
							'\n'
						)
					];
				})
			}
		}
	];
}

/** What was said at the forums, and what became of it. */
function outcomeBlocks({ asked, fromForum, locale }: Facts): Block[] {
	const as = { locale };
	const total = [...asked.values()].reduce((sum, count) => sum + count, 0);
	const rows: Cell[] = [
		[m.report_inputs({}, as), number(locale, total)],
		...outcomes.map((outcome): Cell => [outcomeLabels[outcome]({}, as), number(locale, asked.get(outcome) ?? 0)]),
		...(asked.get('') ? [[m.document_undecided({}, as), number(locale, asked.get('')!)] as Cell] : [])
	];
	return [
		{ heading: m.report_became({}, as), level: 1 },
		{ facts: rows },
		...(fromForum.length > 0
			? ([
					{ text: m.report_measures_from_forum({}, as) },
					{ list: fromForum.map((measure) => [`${measure.number} `, nameFor(locale, measure)]) }
				] satisfies Block[])
			: [])
	];
}

function dutyBlocks({ duties, from, locale }: Facts): Block[] {
	if (duties.length === 0) return [];
	const as = { locale };
	return [
		{ heading: m.report_duty({}, as), level: 1 },
		...duties.flatMap(({ label, legalBasis, years }): Block[] => [
			{ text: joined([nameFor(locale, label), writtenFor(locale, from, legalBasis)], ' – ') },
			{ list: years.map(({ year, held, min }) => m.report_duty_year({ year, held, min }, as)) }
		])
	];
}

/** Activity comes last and is set smaller: it does not show what changed for people. */
function activity(facts: Facts, held: readonly HeldGathering[], caption: string): Block[] {
	const { locale } = facts;
	const as = { locale };
	const indicatorsTable = indicatorTable(facts, 'activity', true);
	return [
		{ heading: m.plan_level_activity({}, as), level: 1, quiet: true },
		{ text: m.plan_level_activity_text({}, as), quiet: true },
		...(held.length === 0
			? [{ text: m.report_no_gatherings({}, as), quiet: true } as const]
			: [
					{
						table: {
							caption,
							head: [m.report_gathering({}, as), m.plan_when({}, as), m.report_people({}, as)],
							rows: held.map(({ theme, date, month, year, attended }) => [
								writtenFor(locale, facts.from, theme),
								date ? mediumDate(locale, date) : month ? monthAndYear(locale, month) : `${year}`,
								attended === null ? m.report_unknown({}, as) : number(locale, attended)
							]),
							quiet: true as const
						}
					}
				]),
		...(indicatorsTable ? [indicatorsTable] : [])
	];
}
