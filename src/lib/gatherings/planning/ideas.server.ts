import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { isStaff, type Actor } from '#lib/people/model.ts';
import { requireGathering } from '../commands.server.ts';
import { mayPlan } from '../model.ts';

export type Idea = { id: string; text: string; gatheringId: string | null; theme: string | null; keptAt: Instant };

/** The backlog of a series: what somebody thought of for next time and no gathering has taken up yet, oldest first. */
export async function backlog(db: Db, municipalityId: string, seriesId: string): Promise<Idea[]> {
	return db
		.selectFrom('seriesIdea')
		.leftJoin('gathering', 'gathering.id', 'seriesIdea.gatheringId')
		.select(['seriesIdea.id', 'seriesIdea.text', 'seriesIdea.gatheringId', 'gathering.theme', 'seriesIdea.keptAt'])
		.where('seriesIdea.municipalityId', '=', municipalityId)
		.where('seriesIdea.seriesId', '=', seriesId)
		.where('seriesIdea.usedInId', 'is', null)
		.where('seriesIdea.droppedAt', 'is', null)
		.orderBy('seriesIdea.keptAt')
		.orderBy('seriesIdea.id')
		.execute();
}

/** "Next time": keeps an idea for the series of a gathering. Refuses `notAllowed` (not staff), `notFound`, `missing` (empty). */
export async function keepIdea(db: Db, actor: Actor, kept: { gatheringId: string; text: string }, now: Instant) {
	if (!isStaff(actor)) return refuse('notAllowed');
	const text = kept.text.trim();
	if (!text) return refuse('missing');
	return command(db, async (trx) => {
		const gathering = await requireGathering(trx, actor, kept.gatheringId);
		if (!gathering) return refuse('notFound');
		const { municipalityId, seriesId, id: gatheringId } = gathering;
		await trx
			.insertInto('seriesIdea')
			.values({ id: newId(), municipalityId, seriesId, gatheringId, text, keptBy: actor.id, keptAt: now, usedInId: null, droppedAt: null })
			.execute();
		return { ok: true as const };
	});
}

/** Lets go of an idea that nobody has taken up. Refuses `notAllowed`, `conflict` (a colleague let go of it, or took it up). */
export async function dropIdea(db: Db, actor: Actor, ideaId: string, now: Instant) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const dropped = await trx
			.updateTable('seriesIdea')
			.set({ droppedAt: now })
			.where('municipalityId', '=', actor.municipalityId)
			.where('id', '=', ideaId)
			.where('usedInId', 'is', null)
			.where('droppedAt', 'is', null)
			.executeTakeFirst();
		return dropped.numUpdatedRows > 0n ? { ok: true as const } : refuse('conflict');
	});
}

/** The ideas of those ids in the backlog; undefined when one is not there. */
export async function openIdeas(trx: Db, municipalityId: string, seriesId: string, ids: readonly string[]): Promise<Idea[] | undefined> {
	const wanted = [...new Set(ids)];
	if (wanted.length === 0) return [];
	const found = (await backlog(trx, municipalityId, seriesId)).filter((idea) => wanted.includes(idea.id));
	return found.length === wanted.length ? found : undefined;
}

/** Back in the backlog: the gathering that had taken them up is called off. */
export async function freeIdeas(trx: Db, gatheringId: string): Promise<void> {
	await trx.updateTable('seriesIdea').set({ usedInId: null }).where('usedInId', '=', gatheringId).execute();
}
