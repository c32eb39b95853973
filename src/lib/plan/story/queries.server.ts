import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { contentFrom } from '#lib/summaries/model.ts';
import type { ElementView } from '../document/queries.server.ts';
import type { Indicator } from '../indicators/model.ts';
import { planOf } from '../queries.server.ts';
import { factsOf, type Facts } from '../reports/queries.server.ts';
import type { Outcome } from '../thread/model.ts';
import { cameOf } from '../thread/queries.server.ts';
import { inOrder, lineFor, drawable, mayBeQuoted, type Candidate } from './rule.ts';

type Home = { municipalityId: string; municipalityName: string };

export type Choice = { pointId: string | null; indicatorId: string | null; words: string; edition: number };

export type Story = {
	facts: Facts;
	/** What the page may quote, in the order of the rule, and what it may draw. */
	candidates: Candidate[];
	lines: Indicator[];
	choice: Choice;
	/** What stands on the page: as somebody chose, else by the rule. */
	quoted: { candidate: Candidate; came: Omit<Outcome, 'noteId'>; measure: ElementView; goal: ElementView | undefined } | undefined;
	line: Indicator | undefined;
};

/** What the politicians' page is made of; undefined while no plan is adopted. */
export async function storyOf(db: Db, home: Home, locale: Locale, now: Instant): Promise<Story | undefined> {
	const { municipalityId } = home;
	const found = await planOf(db, municipalityId);
	if (!found?.inForce) return undefined;
	const today = civilDate(now);
	const facts = await factsOf(db, home, { plan: found.plan, versionId: found.inForce.id, locale, today, until: today });
	const points = await publishedPoints(db, municipalityId);
	const came = await cameOf(db, municipalityId, { kind: 'forumPoint', ids: points.map(({ id }) => id) });
	const measures = new Map(facts.measures.map((measure) => [measure.elementId, measure]));
	const candidates = inOrder(
		points.flatMap((point): Candidate[] => {
			const measureId = came.get(point.id)?.measures.find(({ id }) => measures.has(id))?.id;
			return measureId && mayBeQuoted(point) ? [{ ...point, measureId }] : [];
		})
	);
	const choice = await choiceOf(db, municipalityId);
	const candidate = candidates.find(({ id }) => id === choice.pointId) ?? candidates[0];
	const measure = candidate && measures.get(candidate.measureId)!;
	const lines = drawable(facts.indicators);
	return {
		facts,
		candidates,
		lines,
		choice,
		quoted: candidate && measure && { candidate, came: came.get(candidate.id)!, measure, goal: goalOf(facts.elements, measure) },
		line: lines.find(({ id }) => id === choice.indicatorId) ?? lineFor(facts.indicators, measure?.indicatorId ?? null)
	};
}

function goalOf(elements: readonly ElementView[], measure: ElementView): ElementView | undefined {
	let at: ElementView | undefined = measure;
	while (at && at.parentId !== null) at = elements.find(({ elementId }) => elementId === at!.parentId);
	return at === measure ? undefined : at;
}

/** What somebody chose for the page; nothing while nobody has. */
export async function choiceOf(db: Db, municipalityId: string): Promise<Choice> {
	const row = await db
		.selectFrom('storyChoice')
		.select(['pointId', 'indicatorId', 'words', 'edition'])
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirst();
	return row ?? { pointId: null, indicatorId: null, words: '', edition: 0 };
}

/** Every point of the newest published summary of each gathering, as it was published. */
export async function publishedPoints(db: Db, municipalityId: string): Promise<Omit<Candidate, 'measureId'>[]> {
	const rows = await db
		.selectFrom('summary')
		.innerJoin('gathering', 'gathering.id', 'summary.gatheringId')
		.select(['summary.gatheringId', 'summary.content', 'gathering.theme', 'gathering.date', 'gathering.month', 'gathering.year'])
		.where('summary.municipalityId', '=', municipalityId)
		.where('summary.publishedAt', 'is not', null)
		.orderBy('summary.version', 'desc')
		.execute();
	return [...Map.groupBy(rows, ({ gatheringId }) => gatheringId).values()].flatMap(([newest]) => {
		const { content, theme, date, month, year } = newest!;
		if (!content) return [];
		const { points, numbers } = contentFrom(content);
		return points.map(({ id, text, first, votes, tables }) => ({
			id,
			text,
			isFirst: first,
			votes,
			tables,
			theme,
			when: date?.slice(0, 7) ?? month ?? String(year),
			attended: numbers.attended || null
		}));
	});
}
