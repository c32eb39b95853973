import type { Block, Document } from '#lib/documents/document.ts';
import { mediumDate, monthAndYear, span } from '#lib/i18n/format.ts';
import { listText } from '#lib/i18n/language.ts';
import { joined, nameFor, parted, writtenFor, type Name, type Words } from '#lib/i18n/named.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { isOverdue } from '../document/model.ts';
import { statusLabels } from '../document/text.ts';
import { lineOf, dated } from '../indicators/line.ts';
import { endsOf, type Indicator, type Reading } from '../indicators/model.ts';
import { targetInWords, unitWords } from '../indicators/text.ts';
import { isTakenIn } from '../model.ts';
import { costFacts } from '../reports/costs.ts';
import type { Facts } from '../reports/queries.server.ts';
import { dateAsKnown, outcomeLabels } from '../text.ts';
import type { Story } from './queries.server.ts';

/** In letters: longer names are told up to here, with an ellipsis, as the whole stands in the plan. */
const longestName = 200;

/** The story on one A4: three sentences, a quote followed to its measure, a line, what it cost, what it meets. What is missing is said. */
export function storyDocument(story: Story): Document {
	const { facts, choice } = story;
	const { locale, plan, home } = facts;
	const as = { locale };
	const name = nameFor(locale, { nn: plan.nameNn, nb: plan.nameNb });
	const period = span(plan.periodFrom, plan.periodTo);
	const told = m.story_told({ date: mediumDate(locale, facts.until) }, as);
	return {
		title: joined([name, !name.text.includes(period) && period], ' '),
		locale,
		author: home.municipalityName,
		foot: [home.municipalityName, told].join(' · '),
		onePage: true,
		blocks: [
			{ text: told, quiet: true },
			...(choice.words === '' ? sentences(story) : [{ text: writtenFor(locale, facts.from, choice.words) }]),
			{ heading: m.story_quote({}, as), level: 1 },
			quote(story),
			{ heading: m.plan_indicators_title({}, as), level: 1 },
			...drawn(story),
			{ heading: m.story_cost({}, as), level: 1 },
			{ facts: costFacts(facts) },
			{ heading: m.story_meets({}, as), level: 1 },
			meets(story)
		]
	};
}

/** What changed for people, what came of what was said, and how it goes with the measures. */
export function sentences({ facts, line }: Pick<Story, 'facts' | 'line'>): Block[] {
	const { locale, asked, measures, until } = facts;
	const as = { locale };
	const all = [...asked.values()].reduce((sum, count) => sum + count, 0);
	const taken = [...asked].reduce((sum, [outcome, count]) => (outcome !== '' && isTakenIn(outcome) ? sum + count : sum), 0);
	const inStatus = (wanted: string) => measures.filter(({ status }) => status?.status === wanted).length;
	const late = measures.filter((measure) => isOverdue(measure, until)).length;
	const counts = { count: measures.length, done: inStatus('done'), ongoing: inStatus('ongoing') };
	return [
		{ text: line ? development(facts, line) : m.story_no_development({}, as) },
		{ text: all === 0 ? m.story_no_inputs({}, as) : m.story_inputs({ count: all, taken }, as) },
		{ text: joined([m.story_measures(counts, as), late > 0 && m.story_late({ late }, as)], ' ') }
	];
}

/** "Bustadlause (personar): frå 23 (2008) til 10 (2016)." Never what it is the effect of. */
function development({ locale, until }: Facts, line: Indicator): Words {
	const { first, last } = endsOf(line, until);
	const amount = (reading: Reading) =>
		reading.value === null ? m.indicator_under_five({}, { locale }) : line.unit === '%' ? `${reading.shown} %` : reading.shown;
	const said = (reading: Reading) => `${amount(reading)} (${dateAsKnown(locale, reading.at)})`;
	const name = nameFor(locale, { nn: line.nameNn, nb: line.nameNb });
	const named = line.unit === '%' ? name.text : `${name.text} (${unitWords(line.unit, locale)})`;
	const words = { name: named, first: first ? said(first) : '', last: last ? said(last) : '' };
	return parted(first ? m.story_development(words, { locale }) : `${words.name}: ${words.last}.`, [name]);
}

function quote({ facts, quoted }: Story): Block {
	const { locale, from } = facts;
	const as = { locale };
	if (!quoted) return { text: m.story_no_quote({}, as) };
	const { candidate, came, measure } = quoted;
	const adopted = came.measures.find(({ id }) => id === measure.elementId);
	const decided = came.inputs.find(({ outcome, isSettled }) => isSettled && outcome !== null && isTakenIn(outcome));
	const tables = listText(
		locale,
		candidate.tables.map((table) => String(table))
	);
	const where: Words = joined(
		[
			candidate.tables.length > 0 && m.story_tables({ tables }, as),
			writtenFor(locale, from, short(candidate.theme)),
			candidate.when.length === 7 ? monthAndYear(locale, candidate.when) : candidate.when
		],
		', '
	);
	const steps: [string, Words][] = [
		[m.story_step_table({}, as), where],
		[m.story_step_summary({}, as), candidate.isFirst ? m.story_first({}, as) : m.story_point({}, as)]
	];
	if (decided?.outcome)
		steps.push([
			m.story_step_decision({}, as),
			joined([outcomeLabels[decided.outcome]({}, as), writtenFor(locale, from, short(decided.reason))], ': ')
		]);
	steps.push([m.plan_measure({}, as), [`${measure.number} `, shortened(nameFor(locale, measure))]]);
	if (adopted)
		steps.push([
			m.story_step_adopted({}, as),
			joined([adopted.adoptedBy && writtenFor(locale, from, adopted.adoptedBy), dateAsKnown(locale, adopted.adoptedDate)], ', ')
		]);
	const { status, date } = measure.status ?? { status: 'notStarted' as const, date: null };
	steps.push([m.story_step_now({}, as), joined([statusLabels[status]({}, as), date && mediumDate(locale, date)], ', ')]);
	return { thread: { quote: writtenFor(locale, from, candidate.text), steps } };
}

function drawn({ facts, line }: Story): Block[] {
	const { locale, plan } = facts;
	const as = { locale };
	if (!line) return [{ text: m.story_no_line({}, as) }];
	const name = nameFor(locale, { nn: line.nameNn, nb: line.nameNb });
	const unit = unitWords(line.unit, locale);
	const numbers = dated(line.readings).map(({ at, shown }) => `${at}: ${shown}`);
	const label = `${name.text} (${unit}). ${numbers.join(', ')}.`;
	const words = {
		label,
		periodBegins: m.plan_period_begins({ year: plan.periodFrom }, as),
		target: line.targetYear ? m.indicator_target_label({ year: line.targetYear }, as) : '',
		when: m.plan_when({}, as),
		unit
	};
	const source: Name[] = [{ text: `${m.plan_source({}, as)}: ` }, writtenFor(locale, facts.from, short(line.source))];
	const target = targetInWords(line, facts.until, locale);
	return [
		{ text: [name, ` (${unit})`] },
		{ chart: lineOf(line.readings, plan.periodFrom, words, line) },
		...(target ? [{ text: target }] : []),
		{ text: source, quiet: true }
	];
}

function meets({ facts, quoted }: Story): Block {
	const { locale, from, duties } = facts;
	const as = { locale };
	const goal = quoted?.goal;
	const rows: [string, Words][] = [
		...(goal ? [[`${m.story_goal({}, as)} ${goal.number}`, shortened(nameFor(locale, goal))] as [string, Words]] : []),
		...(quoted?.measure.legalBasis
			? [[m.common_legal_basis({}, as), writtenFor(locale, from, short(quoted.measure.legalBasis))] as [string, Words]]
			: []),
		...duties.slice(0, 2).map(({ label, legalBasis, years }): [string, Words] => {
			// The year that goes on may still be kept.
			const latest = years.findLast(({ year }) => `${year}-12-31` <= facts.until) ?? years.at(-1);
			const kept = latest && m.report_duty_year({ year: latest.year, held: latest.held, min: latest.min }, as);
			return [m.story_duty({}, as), joined([nameFor(locale, label), writtenFor(locale, from, short(legalBasis ?? '')), kept], ' · ')];
		})
	];
	return rows.length === 0 ? { text: m.story_meets_nothing({}, as) } : { facts: rows };
}

const short = (text: string): string => (text.length > longestName ? `${text.slice(0, longestName).trimEnd()} …` : text);
const shortened = (name: Name): Name => ({ ...name, text: short(name.text) });
