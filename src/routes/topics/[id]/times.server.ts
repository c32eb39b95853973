import type { Db } from '#lib/db/open.server.ts';
import { topicHistory, timesUp } from '#lib/gatherings/attendance/topicHistory.server.ts';
import { trace } from '#lib/lineage.server.ts';
import { units } from '#lib/people/queries.server.ts';
import { lookUp } from '#lib/plan/thread/nodes.server.ts';
import { forumPoints } from '#lib/summaries/points/queries.server.ts';

/** When a topic was up, with the units that were there and what was harvested, and what the plan made of that. */
export async function timesOf(db: Db, municipalityId: string, topicId: string) {
	const times = await timesUp(db, municipalityId, topicId);
	const own = (await topicHistory(db, municipalityId)).filter((one) => one.topicId === topicId);
	const there = Map.groupBy(own, ({ gatheringId }) => gatheringId);
	const unitOf = new Map((await units(db, municipalityId)).map((unit) => [unit.id, unit]));
	const { harvest, ...came } = await cameOf(db, municipalityId, [...new Set(times.map(({ gatheringId }) => gatheringId))]);
	return {
		times: times.map((time) => ({
			...time,
			units: (there.get(time.gatheringId) ?? []).flatMap(({ unitId }) => unitOf.get(unitId) ?? []),
			harvest: (harvest.get(time.gatheringId) ?? []).map(({ id, text }) => ({ id, text }))
		})),
		...came
	};
}

/** What was harvested at the gatherings where a topic was up, and what the plan made of it. */
async function cameOf(db: Db, municipalityId: string, gatheringIds: readonly string[]) {
	const harvest = new Map<string, { id: string; text: string }[]>();
	for (const id of gatheringIds) harvest.set(id, await forumPoints(db, municipalityId, id));
	const ids = [...harvest.values()].flat().map((point) => point.id);
	const links = ids.length === 0 ? [] : await trace(db, municipalityId, { kind: 'forumPoint', ids }, 'forward');
	const { items } = await lookUp(
		db,
		municipalityId,
		links.map(({ to }) => to)
	);
	const found = [...items.values()];
	return {
		harvest,
		decided: found.flatMap((item) => (item.kind === 'decision' && item.isSettled ? [item] : [])),
		measures: found.flatMap((item) => (item.kind === 'element' && !item.isDraft ? [item] : []))
	};
}
