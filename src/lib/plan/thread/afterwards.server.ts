import type { Db } from '#lib/db/open.server.ts';
import { reportsOf, type Report } from '../document/status.server.ts';
import { guarded, type Level } from '../indicators/model.ts';
import type { Afterwards } from './model.ts';
import { indicatorsOf } from './nodes.server.ts';

type Dated = NonNullable<Afterwards['reading']> & { createdAt: string | null };

/** A status stands once, from the day it was first said; why only of one that ended the measure, which is what readers ask. */
export function stepsOf(reports: readonly Report[]): Afterwards['steps'] {
	return reports.flatMap(({ id, status, date, note }, at) =>
		reports[at - 1]?.status === status ? [] : [{ id, status, date, why: status === 'stopped' ? note : null }]
	);
}

/** By measure: the numbers with a date of the indicator that its newest words name, oldest first, without those that are held back. */
export async function numbersOf(db: Db, municipalityId: string, elementIds: readonly string[]): Promise<Map<string, Dated[]>> {
	const measuredBy = await indicatorsOf(db, municipalityId, elementIds);
	if (measuredBy.size === 0) return new Map();
	const rows = await db
		.selectFrom('reading')
		.innerJoin('indicator', 'indicator.id', 'reading.indicatorId')
		.select(['reading.id', 'reading.indicatorId', 'reading.at', 'reading.value', 'reading.shown', 'reading.publishedIn'])
		.select(['reading.createdAt', 'indicator.nameNn', 'indicator.nameNb', 'indicator.level', 'indicator.unit'])
		.where('reading.municipalityId', '=', municipalityId)
		.where('reading.indicatorId', 'in', [...new Set(measuredBy.values())])
		.where('reading.at', 'is not', null)
		.orderBy('reading.at')
		.orderBy('reading.id')
		.execute();
	const shown = rows.flatMap(({ nameNn: nn, nameNb: nb, level, unit, createdAt, indicatorId, ...raw }) => {
		const reading = guarded({ nameNn: nn, nameNb: nb, level: level as Level, unit }, raw);
		return reading.value === null ? [] : [{ indicatorId, id: raw.id, nn, nb, unit, shown: reading.shown, at: raw.at!, createdAt }];
	});
	const byIndicator = Map.groupBy(shown, ({ indicatorId }) => indicatorId);
	return new Map(
		[...measuredBy].map(([elementId, id]) => [elementId, (byIndicator.get(id) ?? []).map(({ indicatorId: _, ...number }) => number)])
	);
}

/** What became of these elements since they were adopted, as anybody may read it: two queries, however many. */
export async function afterwardsOf(db: Db, municipalityId: string, elementIds: readonly string[]): Promise<Map<string, Afterwards>> {
	const reports = await reportsOf(db, municipalityId, elementIds);
	const numbers = await numbersOf(db, municipalityId, elementIds);
	return new Map(
		elementIds.map((id) => {
			const last = numbers.get(id)?.at(-1);
			const reading = last ? { id: last.id, nn: last.nn, nb: last.nb, unit: last.unit, shown: last.shown, at: last.at } : null;
			return [id, { steps: stepsOf(reports.get(id) ?? []), reading }];
		})
	);
}
