import type { Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { maxHalfLife, mayAnswer, mayMerge } from './model.ts';

/**
 * Two proposals of one thing become one: whoever stands behind the double or offers a talk on it does so for `intoId`, its proposer
 * is one of that topic's proposers and is answered as such, and where it was up counts. The double keeps its words.
 * Refuses `notAllowed`, `missingTopic`, `conflict` (one and the same), `conflictSeries`, `closed` (the double stands in a
 * programme, or is merged already).
 */
export async function mergeTopics(db: Db, actor: Actor, doubleId: string, intoId: string, now: Instant) {
	if (!mayAnswer(actor)) return refuse('notAllowed');
	if (doubleId === intoId) return refuse('conflict');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const found = await trx
			.selectFrom('topic')
			.selectAll()
			.where('municipalityId', '=', municipalityId)
			.where('id', 'in', [doubleId, intoId])
			.execute();
		const double = found.find((topic) => topic.id === doubleId);
		const into = found.find((topic) => topic.id === intoId);
		if (!double || !into) return refuse('missingTopic');
		if (double.seriesId !== into.seriesId) return refuse('conflictSeries');
		if (!mayMerge(double) || into.mergedIntoId !== null) return refuse('closed');
		const supports = await trx.selectFrom('topicSupport').selectAll().where('topicId', '=', doubleId).execute();
		if (supports.length > 0)
			await trx
				.insertInto('topicSupport')
				.values(supports.map((support) => ({ ...support, topicId: intoId })))
				.onConflict((conflict) => conflict.columns(['topicId', 'personId']).doNothing())
				.execute();
		const offers = await trx.selectFrom('topicOffer').selectAll().where('topicId', '=', doubleId).execute();
		if (offers.length > 0)
			await trx
				.insertInto('topicOffer')
				.values(offers.map((offer) => ({ ...offer, topicId: intoId })))
				.onConflict((conflict) => conflict.columns(['topicId', 'personId']).doNothing())
				.execute();
		await trx
			.updateTable('topic')
			.set({ mergedIntoId: intoId })
			.where('municipalityId', '=', municipalityId)
			.where((where) => where.or([where('id', '=', doubleId), where('mergedIntoId', '=', doubleId)]))
			.execute();
		await record(trx, actor, 'topic.merge', { kind: 'topic', id: intoId, detail: { doubleId, title: double.title } }, now);
		return { ok: true as const };
	});
}

/**
 * How fast a topic fades: whole years until half is gone. Refuses `notAllowed`, `notFound`, `invalid` (fewer than one, or more
 * than twenty).
 */
export async function setHalfLife(db: Db, actor: Actor, topicId: string, years: number, now: Instant) {
	if (!mayAnswer(actor)) return refuse('notAllowed');
	if (!Number.isInteger(years) || years < 1 || years > maxHalfLife) return refuse('invalid');
	return command(db, async (trx) => {
		const changed = await trx
			.updateTable('topic')
			.set({ halfLifeYears: years })
			.where('municipalityId', '=', actor.municipalityId)
			.where('id', '=', topicId)
			.returning('id')
			.executeTakeFirst();
		if (!changed) return refuse('notFound');
		await record(trx, actor, 'topic.setHalfLife', { kind: 'topic', id: topicId, detail: { years } }, now);
		return { ok: true as const };
	});
}
