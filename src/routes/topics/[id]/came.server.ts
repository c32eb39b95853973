import type { Db } from '#lib/db/open.server.ts';
import { trace } from '#lib/lineage.server.ts';
import { lookUp } from '#lib/plan/thread/nodes.server.ts';
import { forumPoints } from '#lib/summaries/points/queries.server.ts';

/** What was harvested at the gatherings where a topic was up, and what the plan made of it. */
export async function cameOf(db: Db, municipalityId: string, gatheringIds: readonly string[]) {
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
