import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { headcounts, registeredByUnit } from '#lib/people/units/headcounts.server.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import { memoryByUnit, type UnitOfTopic } from '#lib/topics/memory.ts';
import { halfLifeOf, type Topic } from '#lib/topics/model.ts';
import { topicHistory } from './topicHistory.server.ts';

type Unit = Awaited<ReturnType<typeof unitsOf>>[number];
export type Memories = Map<string, UnitOfTopic<Unit>[]>;

/** What every unit knows of each of `topics` today, by topic id: six queries however many topics, units and years there are. */
export async function memories(
	db: Db,
	municipalityId: string,
	topics: readonly Pick<Topic, 'id' | 'halfLifeYears'>[],
	today: CivilDate
): Promise<Memories> {
	const units = await unitsOf(db, municipalityId);
	const reports = Map.groupBy(await headcounts(db, municipalityId), (report) => report.unitId);
	const registered = await registeredByUnit(db, municipalityId);
	const heardOf = Map.groupBy(await topicHistory(db, municipalityId), (one) => one.topicId);
	return new Map(
		topics.map((topic) => [
			topic.id,
			memoryByUnit({ units, reports, registered, today, halfLifeYears: halfLifeOf(topic), heard: heardOf.get(topic.id) ?? [] })
		])
	);
}
