import { earlierTables, factsAt, type EarlierTable, type TableFacts } from '#lib/cafe/setup/facts.server.ts';
import { elementsAt } from '#lib/cafe/setup/planElements.server.ts';
import { questionFrom } from '#lib/cafe/setup/questions.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { languages } from '#lib/i18n/language.ts';
import { nameKey, sameName } from '#lib/text/names.ts';
import { indicators } from '../indicators/queries.server.ts';
import { findings } from '../inputs/queries.server.ts';
import { indicatorsOf } from '../thread/nodes.server.ts';

type Finding = Awaited<ReturnType<typeof findings>>[number];

export type FactChoices = {
	indicators: { id: string; nn: string; nb: string }[];
	findings: Finding[];
	earlier: EarlierTable[];
	/** By table: what stands beside its question, or else a proposal. */
	chosen: Map<string, TableFacts>;
	/** Nothing is chosen for any table: `chosen` is what is proposed. */
	isProposed: boolean;
};

/** What can stand beside the questions of a café, and what does. */
export async function factChoices(
	db: Db,
	municipalityId: string,
	cafe: { id: string; gatheringId: string },
	now: Instant
): Promise<FactChoices> {
	const known = {
		indicators: (await indicators(db, municipalityId)).map(({ id, nameNn: nn, nameNb: nb }) => ({ id, nn, nb })),
		findings: await findings(db, municipalityId),
		earlier: await earlierTables(db, municipalityId, cafe.gatheringId, now)
	};
	const stored = await factsAt(db, cafe.id);
	// A question that was made of a finding has it from the start.
	const isProposed = [...stored.values()].every(({ indicatorId, earlierTableId }) => indicatorId === null && earlierTableId === null);
	if (!isProposed) return { ...known, chosen: stored, isProposed };
	const measuredBy = await measures(db, municipalityId, cafe.id, known.findings);
	const topics = await topicsUp(db, municipalityId, [cafe.gatheringId, ...known.earlier.map(({ gatheringId }) => gatheringId)]);
	const here = topics.get(cafe.gatheringId) ?? [];
	const chosen = new Map(
		[...stored].map(([tableId, { question, findingId }]) => {
			const topic = here.find(({ title }) => holds(question, title));
			const isAbout = (table: EarlierTable) =>
				topic !== undefined && holds(table.question, topic.title) && topics.get(table.gatheringId)?.some(({ id }) => id === topic.id);
			const before = known.earlier.find((table) => sameName(table.question, question)) ?? known.earlier.find(isAbout);
			const finding =
				known.findings.find(({ id }) => id === (findingId ?? before?.findingId)) ?? known.findings.find((one) => isAsked(question, one));
			const elements = [tableId, ...(finding ? [finding.id] : [])];
			const indicatorId = before?.indicatorId ?? elements.flatMap((of) => measuredBy.get(of) ?? [])[0] ?? null;
			return [tableId, { indicatorId, findingId: finding?.id ?? null, earlierTableId: before?.id ?? null }];
		})
	);
	return { ...known, chosen, isProposed: [...chosen.values()].some((facts) => Object.values(facts).some((id) => id !== null)) };
}

/** Of what was chosen in a form, what is here; what is not, or has gone meanwhile, is left out. */
export function knownFacts({ indicators, findings, earlier }: FactChoices, chosen: TableFacts): TableFacts {
	const among = (list: readonly { id: string }[], wanted: string | null) => list.find(({ id }) => id === wanted)?.id ?? null;
	return {
		indicatorId: among(indicators, chosen.indicatorId),
		findingId: among(findings, chosen.findingId),
		earlierTableId: among(earlier, chosen.earlierTableId)
	};
}

const holds = (question: string, title: string) => nameKey(question).includes(nameKey(title));

/** The question is the one that is made of this finding, in whatever language. */
const isAsked = (question: string, finding: Finding) =>
	languages.some(({ locale }) => sameName(questionFrom(finding, locale).text, question));

/** The indicators of the measures on each table, and of those that answer each finding; by table and finding. */
async function measures(db: Db, municipalityId: string, cafeId: string, known: readonly Finding[]): Promise<Map<string, string[]>> {
	const on = new Map([...(await elementsAt(db, cafeId))].map(([tableId, elements]) => [tableId, elements.map((one) => one.elementId)]));
	for (const { id, elementIds } of known) on.set(id, elementIds);
	const measuredBy = await indicatorsOf(db, municipalityId, [...new Set([...on.values()].flat())]);
	return new Map([...on].map(([of, elementIds]) => [of, elementIds.flatMap((id) => measuredBy.get(id) ?? [])]));
}

/** The topics on the programme of each gathering. */
async function topicsUp(db: Db, municipalityId: string, gatheringIds: readonly string[]) {
	const rows = await db
		.selectFrom('programmeItem')
		.innerJoin('topic', 'topic.id', 'programmeItem.topicId')
		.select(['programmeItem.gatheringId', 'topic.id', 'topic.title'])
		.where('programmeItem.municipalityId', '=', municipalityId)
		.where('programmeItem.gatheringId', 'in', [...new Set(gatheringIds)])
		.execute();
	return Map.groupBy(rows, ({ gatheringId }) => gatheringId);
}
