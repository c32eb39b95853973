import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { stands } from '../document/versions.server.ts';
import { mayReadPlan } from '../model.ts';
import { planOf } from '../queries.server.ts';

/**
 * Whether somebody asked to be told how it goes with a measure; null where nobody can, since it is no measure of the plan in force.
 */
export async function follows(
	db: Db,
	{ id, municipalityId }: Pick<Actor, 'id' | 'municipalityId'>,
	elementId: string
): Promise<boolean | null> {
	if (!(await isInForce(db, municipalityId, elementId))) return null;
	const row = await db
		.selectFrom('measureFollower')
		.select('askedAt')
		.where('elementId', '=', elementId)
		.where('personId', '=', id)
		.executeTakeFirst();
	return row !== undefined;
}

async function isInForce(db: Db, municipalityId: string, elementId: string): Promise<boolean> {
	const inForce = (await planOf(db, municipalityId))?.inForce;
	const element = await db
		.selectFrom('planElement')
		.select('kind')
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', elementId)
		.executeTakeFirst();
	return element?.kind === 'measure' && inForce !== undefined && (await stands(db, inForce.id, elementId));
}

/**
 * Asks to be told by email how it goes with a measure of the plan in force, or takes that back. Refuses `notAllowed`, `notFound` (no such
 * measure in force), and `missingAddress` for somebody without one.
 */
export async function followMeasure(db: Db, actor: Actor, { elementId, follow }: { elementId: string; follow: boolean }, now: Instant) {
	if (!mayReadPlan(actor)) return refuse('notAllowed');
	const { id: personId, municipalityId } = actor;
	return command(db, async (trx) => {
		if (!(await isInForce(trx, municipalityId, elementId))) return refuse('notFound');
		const { email } = await trx.selectFrom('person').select('email').where('id', '=', personId).executeTakeFirstOrThrow();
		if (follow && email === null) return refuse('missingAddress');
		if (follow)
			await trx
				.insertInto('measureFollower')
				.values({ municipalityId, elementId, personId, askedAt: now })
				.onConflict((conflict) => conflict.doNothing())
				.execute();
		else await trx.deleteFrom('measureFollower').where('elementId', '=', elementId).where('personId', '=', personId).execute();
		await record(trx, actor, follow ? 'measure.follow' : 'measure.unfollow', { kind: 'element', id: elementId }, now);
		return { ok: true as const };
	});
}
