import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import type { Actor } from '#lib/people/model.ts';
import {
	isOpen,
	mayAnswer,
	mayBecome,
	mayPropose,
	needsReason,
	takesOffers,
	type Topic,
	type TopicAnswerState,
	type TopicKind,
	type TopicState
} from './model.ts';
import { giveAnswers, type Given } from './answers.server.ts';
import { similarTo } from './similarity.ts';

type Trx = Transaction<Database>;

export type Proposal = {
	seriesId: string;
	title: string;
	description: string;
	/** For whom, in the proposer's own words; '' for everybody. */
	forWhom: string;
	kind: TopicKind;
};

/**
 * A topic in the standing inbox of a series, with its proposer as the first behind it. Refuses `notStaff`, `emptyTitle`,
 * `unknownSeries` and, unless `evenIfSimilar`, `similarExists` with what is like it: better to stand behind one than to have two.
 */
export async function propose(
	db: Db,
	actor: Actor,
	proposal: Proposal,
	evenIfSimilar: boolean,
	now: Instant
): Promise<
	| { ok: true; topicId: string }
	| { ok: false; reason: 'notStaff' | 'emptyTitle' | 'unknownSeries' }
	| { ok: false; reason: 'similarExists'; similar: { id: string; title: string; state: TopicState }[] }
> {
	if (!mayPropose(actor)) return { ok: false, reason: 'notStaff' };
	const title = proposal.title.trim();
	if (!title) return { ok: false, reason: 'emptyTitle' };
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		const series = await trx
			.selectFrom('series')
			.select('id')
			.where('id', '=', proposal.seriesId)
			.where('municipalityId', '=', municipalityId)
			.executeTakeFirst();
		if (!series) return { ok: false, reason: 'unknownSeries' };
		if (!evenIfSimilar) {
			const others = await trx
				.selectFrom('topic')
				.select(['id', 'title', 'state'])
				.where('municipalityId', '=', municipalityId)
				.where('seriesId', '=', series.id)
				.where('mergedIntoId', 'is', null)
				.execute();
			const similar = similarTo(title, others);
			if (similar.length > 0) return { ok: false, reason: 'similarExists', similar };
		}
		const topicId = newId();
		await trx
			.insertInto('topic')
			.values({
				id: topicId,
				municipalityId,
				...proposal,
				title,
				state: 'proposed',
				stateReason: '',
				gatheringId: null,
				halfLifeYears: null,
				mergedIntoId: null,
				proposedBy: actor.id,
				proposedAt: now
			})
			.execute();
		await trx.insertInto('topicSupport').values({ topicId, personId: actor.id, municipalityId, at: now }).execute();
		return { ok: true, topicId };
	});
}

/** Stands behind a topic. Refuses `notStaff`, `unknownTopic`, `wrongState` (planned, held or declined), `alreadySupported`. */
export async function support(
	db: Db,
	actor: Actor,
	topicId: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notStaff' | 'unknownTopic' | 'wrongState' | 'alreadySupported' }> {
	if (!mayPropose(actor)) return { ok: false, reason: 'notStaff' };
	return inTransaction(db, async (trx) => {
		const topic = await find(trx, actor, topicId);
		if (!topic) return { ok: false, reason: 'unknownTopic' };
		if (!isOpen(topic)) return { ok: false, reason: 'wrongState' };
		const added = await trx
			.insertInto('topicSupport')
			.values({ topicId, personId: actor.id, municipalityId: actor.municipalityId, at: now })
			.onConflict((conflict) => conflict.columns(['topicId', 'personId']).doNothing())
			.returning('topicId')
			.executeTakeFirst();
		return added ? { ok: true } : { ok: false, reason: 'alreadySupported' };
	});
}

/** Takes one's support back. Refuses `unknownTopic`, `notSupported`. */
export async function withdrawSupport(
	db: Db,
	actor: Actor,
	topicId: string
): Promise<{ ok: true } | { ok: false; reason: 'unknownTopic' | 'notSupported' }> {
	return inTransaction(db, async (trx) => {
		if (!(await find(trx, actor, topicId))) return { ok: false, reason: 'unknownTopic' };
		const gone = await trx
			.deleteFrom('topicSupport')
			.where('topicId', '=', topicId)
			.where('personId', '=', actor.id)
			.returning('topicId')
			.executeTakeFirst();
		return gone ? { ok: true } : { ok: false, reason: 'notSupported' };
	});
}

/** "I can give this talk." Refuses `notStaff`, `unknownTopic`, `wrongState` (held or declined), `alreadyOffered`. */
export async function offerTalk(
	db: Db,
	actor: Actor,
	topicId: string,
	note: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notStaff' | 'unknownTopic' | 'wrongState' | 'alreadyOffered' }> {
	if (!mayPropose(actor)) return { ok: false, reason: 'notStaff' };
	return inTransaction(db, async (trx) => {
		const topic = await find(trx, actor, topicId);
		if (!topic) return { ok: false, reason: 'unknownTopic' };
		if (!takesOffers(topic)) return { ok: false, reason: 'wrongState' };
		const added = await trx
			.insertInto('topicOffer')
			.values({ topicId, personId: actor.id, municipalityId: actor.municipalityId, note: note.trim(), at: now })
			.onConflict((conflict) => conflict.columns(['topicId', 'personId']).doNothing())
			.returning('topicId')
			.executeTakeFirst();
		return added ? { ok: true } : { ok: false, reason: 'alreadyOffered' };
	});
}

/** Takes one's offer back. Refuses `unknownTopic`, `notOffered`. */
export async function withdrawOffer(
	db: Db,
	actor: Actor,
	topicId: string
): Promise<{ ok: true } | { ok: false; reason: 'unknownTopic' | 'notOffered' }> {
	return inTransaction(db, async (trx) => {
		if (!(await find(trx, actor, topicId))) return { ok: false, reason: 'unknownTopic' };
		const gone = await trx
			.deleteFrom('topicOffer')
			.where('topicId', '=', topicId)
			.where('personId', '=', actor.id)
			.returning('topicId')
			.executeTakeFirst();
		return gone ? { ok: true } : { ok: false, reason: 'notOffered' };
	});
}

type AnswerRefusal = 'notAllowed' | 'unknownTopic' | 'wrongState' | 'reasonMissing';

/**
 * The planner's answer: shortlisted, resting, declined, or back in the inbox. The proposer is told.
 * Refuses `notAllowed`, `unknownTopic`, `wrongState`, `reasonMissing` (a no, or not now, has its reason).
 */
export async function answer(
	db: Db,
	actor: Actor,
	topicId: string,
	given: { state: TopicAnswerState; reason: string },
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: AnswerRefusal }> {
	const done = await answerMany(db, actor, [{ topicId, ...given }], now);
	return done.ok ? { ok: true } : { ok: false, reason: done.reason };
}

/** Several answers in one go, all or none, told in one batch. Refuses as `answer`, with the topic that it is about. */
export async function answerMany(
	db: Db,
	actor: Actor,
	given: readonly { topicId: string; state: TopicAnswerState; reason: string }[],
	now: Instant
): Promise<{ ok: true; count: number } | { ok: false; reason: AnswerRefusal; topicId: string }> {
	const refused = (reason: AnswerRefusal, topicId: string) => ({ ok: false as const, reason, topicId });
	return inTransaction(db, async (trx) => {
		const answers: Given[] = [];
		for (const { topicId, state, reason } of given) {
			if (!mayAnswer(actor)) return refused('notAllowed', topicId);
			if (needsReason(state) && !reason.trim()) return refused('reasonMissing', topicId);
			const topic = await find(trx, actor, topicId);
			if (!topic) return refused('unknownTopic', topicId);
			// A planned topic is let go of through the programme it stands in.
			if (topic.state === 'planned' || !mayBecome(topic.state, state)) return refused('wrongState', topicId);
			answers.push({ topic, to: { state, reason: reason.trim(), gatheringId: null } });
		}
		await giveAnswers(trx, actor, answers, now);
		return { ok: true, count: answers.length };
	});
}

/**
 * Called when a gathering takes topics into its programme, in the same transaction: all or none. Those that are in it already stay.
 * Refuses `notAllowed`, `unknownTopic`, `wrongState` (declined, or planned elsewhere).
 */
export async function markPlanned(
	trx: Db,
	actor: Actor,
	topicIds: readonly string[],
	gatheringId: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'unknownTopic' | 'wrongState' }> {
	if (!mayAnswer(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(trx, async (inner) => {
		const answers: Given[] = [];
		for (const topicId of topicIds) {
			const topic = await find(inner, actor, topicId);
			if (!topic) return { ok: false, reason: 'unknownTopic' };
			if (topic.state === 'planned' && topic.gatheringId === gatheringId) continue;
			if (!mayBecome(topic.state, 'planned')) return { ok: false, reason: 'wrongState' };
			answers.push({ topic, to: { state: 'planned', reason: '', gatheringId } });
		}
		await giveAnswers(inner, actor, answers, now);
		return { ok: true };
	});
}

/** Called when a topic is taken out of a programme (`topicId`) or its gathering is cancelled (all of them): shortlisted again. Gives how many. */
export async function markReleased(trx: Db, actor: Actor, gatheringId: string, topicId: string | null, now: Instant): Promise<number> {
	return followGathering(trx, actor, gatheringId, 'shortlisted', topicId, now);
}

/** Called when a gathering has been held: so have its planned topics, and their proposers are told. Gives how many. */
export async function markHeld(trx: Db, actor: Actor, gatheringId: string, now: Instant): Promise<number> {
	return followGathering(trx, actor, gatheringId, 'held', null, now);
}

async function followGathering(
	trx: Db,
	actor: Actor,
	gatheringId: string,
	state: 'shortlisted' | 'held',
	topicId: string | null,
	now: Instant
): Promise<number> {
	return inTransaction(trx, async (inner) => {
		let query = inner
			.selectFrom('topic')
			.selectAll()
			.where('municipalityId', '=', actor.municipalityId)
			.where('gatheringId', '=', gatheringId)
			.where('state', '=', 'planned');
		if (topicId !== null) query = query.where('id', '=', topicId);
		const topics = await query.orderBy('id').execute();
		const to = { state, reason: '', gatheringId: state === 'held' ? gatheringId : null };
		await giveAnswers(
			inner,
			actor,
			topics.map((topic) => ({ topic, to })),
			now
		);
		return topics.length;
	});
}

async function find(trx: Trx, actor: Actor, topicId: string): Promise<Topic | undefined> {
	return trx
		.selectFrom('topic')
		.selectAll()
		.where('id', '=', topicId)
		.where('municipalityId', '=', actor.municipalityId)
		.where('mergedIntoId', 'is', null)
		.executeTakeFirst();
}
