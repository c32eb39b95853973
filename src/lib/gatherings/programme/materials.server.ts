import { refuse } from '#lib/result.ts';
import { command } from '#lib/db/command.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { mayPlan } from '../model.ts';
import { isShared } from '../queries.server.ts';
import { programme } from './queries.server.ts';

export type Material = { id: string; itemId: string; label: string; url: string };
export type Added = { itemId: string; label: string; url: string };

/** Slides and pages of a gathering's parts, in the order they came. */
export async function materials(db: Db, municipalityId: string, gatheringId: string): Promise<Material[]> {
	return db
		.selectFrom('programmeMaterial')
		.select(['id', 'itemId', 'label', 'url'])
		.where('municipalityId', '=', municipalityId)
		.where('gatheringId', '=', gatheringId)
		.orderBy('addedAt')
		.orderBy('id')
		.execute();
}

/** Writes a link down with a part. Part of the commands that keep one. */
export async function insertMaterial(
	trx: Db,
	municipalityId: string,
	gatheringId: string,
	{ itemId, label, url }: Added,
	now: Instant
): Promise<void> {
	await trx
		.insertInto('programmeMaterial')
		.values({ id: newId(), municipalityId, gatheringId, itemId, label, url, addedAt: now })
		.execute();
}

/**
 * Keeps a link with a part, before or after the day: planners with any, partners with their own. Refuses `notAllowed`, `notFound`,
 * `notFoundItem`.
 */
export async function addMaterial(db: Db, actor: Actor, gatheringId: string, added: Added, now: Instant) {
	return command(db, async (trx) => {
		const partner = !mayPlan(actor);
		if (partner && !(await isShared(trx, actor, gatheringId))) return refuse('notFound');
		const item = (await programme(trx, actor.municipalityId, gatheringId)).find((one) => one.id === added.itemId);
		if (!item) return refuse('notFoundItem');
		if (partner && item.speakerUnitId !== actor.unitId) return refuse('notAllowed');
		await insertMaterial(trx, actor.municipalityId, gatheringId, added, now);
		await record(trx, actor, 'material.add', { kind: 'gathering', id: gatheringId }, now);
		return { ok: true as const };
	});
}

/** Takes a link away. Refuses `notAllowed`, `conflictMaterial` (a colleague has taken it away). */
export async function removeMaterial(db: Db, actor: Actor, gatheringId: string, materialId: string) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const gone = await trx
			.deleteFrom('programmeMaterial')
			.where('municipalityId', '=', actor.municipalityId)
			.where('gatheringId', '=', gatheringId)
			.where('id', '=', materialId)
			.executeTakeFirst();
		return gone.numDeletedRows > 0n ? { ok: true as const } : refuse('conflictMaterial');
	});
}
