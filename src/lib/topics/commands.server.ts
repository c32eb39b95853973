import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { runsOn } from '#lib/cycle/model.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import {
	isOpen,
	mayAnswer,
	mayBecome,
	mayPropose,
	needsReason,
	takesOffers,
	type Topic,
	type TopicAnswerState,
	type TopicKind
} from './model.ts';
import type { Forum } from './mail.ts';
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
 * A topic in the standing inbox of a series, with its proposer as the first behind it. Refuses `notAllowed`, `missing`, `notFound`,
 * `closedSeries` (it has ended) and, unless `evenIfSimilar`, `duplicate` with what is like it: better to stand behind one than to have
 * two.
 */
export async function propose(db: Db, actor: Actor, proposal: Proposal, evenIfSimilar: boolean, now: Instant) {
	if (!mayPropose(actor)) return refuse('notAllowed');
	const title = proposal.title.trim();
	if (!title) return refuse('missing');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const series = await trx
			.selectFrom('series')
			.select(['id', 'endDate'])
			.where('id', '=', proposal.seriesId)
			.where('municipalityId', '=', municipalityId)
			.executeTakeFirst();
		if (!series) return refuse('notFound');
		if (!runsOn(series, civilDate(now))) return refuse('closedSeries');
		if (!evenIfSimilar) {
			const others = await trx
				.selectFrom('topic')
				.select(['id', 'title', 'state'])
				.where('municipalityId', '=', municipalityId)
				.where('seriesId', '=', series.id)
				.where('mergedIntoId', 'is', null)
				.execute();
			const similar = similarTo(title, others);
			if (similar.length > 0) return refuse('duplicate', { similar });
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
		return { ok: true as const, topicId };
	});
}

/** Stands behind a topic. Refuses `notAllowed`, `notFound`, `closed` (planned, held or declined), `duplicateSupport`. */
export async function support(db: Db, actor: Actor, topicId: string, now: Instant) {
	if (!mayPropose(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const topic = await find(trx, actor, topicId);
		if (!topic) return refuse('notFound');
		if (!isOpen(topic)) return refuse('closed');
		const added = await trx
			.insertInto('topicSupport')
			.values({ topicId, personId: actor.id, municipalityId: actor.municipalityId, at: now })
			.onConflict((conflict) => conflict.columns(['topicId', 'personId']).doNothing())
			.returning('topicId')
			.executeTakeFirst();
		return added ? { ok: true as const } : refuse('duplicateSupport');
	});
}

/** Takes one's support back. Refuses `notFound`, `missingSupport`. */
export async function withdrawSupport(db: Db, actor: Actor, topicId: string) {
	return command(db, async (trx) => {
		if (!(await find(trx, actor, topicId))) return refuse('notFound');
		const gone = await trx
			.deleteFrom('topicSupport')
			.where('topicId', '=', topicId)
			.where('personId', '=', actor.id)
			.returning('topicId')
			.executeTakeFirst();
		return gone ? { ok: true as const } : refuse('missingSupport');
	});
}

/** "I can give this talk." Refuses `notAllowed`, `notFound`, `closed` (held or declined), `duplicateOffer`. */
export async function offerTalk(db: Db, actor: Actor, topicId: string, note: string, now: Instant) {
	if (!mayPropose(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const topic = await find(trx, actor, topicId);
		if (!topic) return refuse('notFound');
		if (!takesOffers(topic)) return refuse('closed');
		const added = await trx
			.insertInto('topicOffer')
			.values({ topicId, personId: actor.id, municipalityId: actor.municipalityId, note: note.trim(), at: now })
			.onConflict((conflict) => conflict.columns(['topicId', 'personId']).doNothing())
			.returning('topicId')
			.executeTakeFirst();
		return added ? { ok: true as const } : refuse('duplicateOffer');
	});
}

/** Takes one's offer back. Refuses `notFound`, `missingOffer`. */
export async function withdrawOffer(db: Db, actor: Actor, topicId: string) {
	return command(db, async (trx) => {
		if (!(await find(trx, actor, topicId))) return refuse('notFound');
		const gone = await trx
			.deleteFrom('topicOffer')
			.where('topicId', '=', topicId)
			.where('personId', '=', actor.id)
			.returning('topicId')
			.executeTakeFirst();
		return gone ? { ok: true as const } : refuse('missingOffer');
	});
}

/**
 * The planner's answer: shortlisted, resting, declined, or back in the inbox. The proposer is told.
 * Refuses as `answerMany`, and `notFound` for a topic that is not there.
 */
export async function answer(db: Db, actor: Actor, topicId: string, given: { state: TopicAnswerState; reason: string }, now: Instant) {
	const done = await answerMany(db, actor, [{ topicId, ...given }], now);
	if (done.ok) return { ok: true as const };
	return done.reason === 'missingTopic' ? refuse('notFound') : done;
}

/**
 * Several answers in one go, all or none, told in one batch. Refuses `notAllowed`, `empty`, `missingReason` (a no, or not now, has its
 * reason) with the `topicIds` it is about, `missingTopic` (one that is not there any more), and `closed` (one that can't become that).
 */
export async function answerMany(
	db: Db,
	actor: Actor,
	given: readonly { topicId: string; state: TopicAnswerState; reason: string }[],
	now: Instant
) {
	if (!mayAnswer(actor)) return refuse('notAllowed');
	if (given.length === 0) return refuse('empty');
	const unreasoned = given.filter(({ state, reason }) => needsReason(state) && !reason.trim());
	if (unreasoned.length > 0) return refuse('missingReason', { topicIds: unreasoned.map(({ topicId }) => topicId) });
	return command(db, async (trx) => {
		const answers: Given[] = [];
		for (const { topicId, state, reason } of given) {
			const topic = await find(trx, actor, topicId);
			if (!topic) return refuse('missingTopic');
			// A planned topic is let go of through the programme it stands in.
			if (topic.state === 'planned' || !mayBecome(topic.state, state)) return refuse('closed');
			answers.push({ topic, to: { state, reason: reason.trim(), gatheringId: null } });
		}
		await giveAnswers(trx, actor, answers, now);
		return { ok: true as const, count: answers.length };
	});
}

/**
 * Called when a gathering takes topics into its programme, in the same transaction: all or none. Those that are in it already stay.
 * Refuses `notAllowed`, `notFound`, `closed` (declined, or planned elsewhere).
 */
export async function markPlanned(
	trx: Db,
	actor: Actor,
	topicIds: readonly string[],
	gatheringId: string,
	now: Instant,
	forum: Forum | null = null
) {
	if (!mayAnswer(actor)) return refuse('notAllowed');
	return command(trx, async (inner) => {
		const answers: Given[] = [];
		for (const topicId of topicIds) {
			const topic = await find(inner, actor, topicId);
			if (!topic) return refuse('notFound');
			if (topic.state === 'planned' && topic.gatheringId === gatheringId) continue;
			if (!mayBecome(topic.state, 'planned')) return refuse('closed');
			answers.push({ topic, to: { state: 'planned', reason: '', gatheringId } });
		}
		await giveAnswers(inner, actor, answers, now, forum);
		return { ok: true as const };
	});
}

/**
 * Called when a topic is taken out of a programme (`topicId`) or its gathering is cancelled (all of them): shortlisted again.
 * Gives how many.
 */
export async function markReleased(trx: Db, actor: Actor, gatheringId: string, topicId: string | null, now: Instant): Promise<number> {
	return followGathering(trx, actor, gatheringId, 'shortlisted', topicId, now);
}

/** Called when a gathering has been held: so have its planned topics, and their proposers are told. Gives how many. */
export async function markHeld(trx: Db, actor: Actor, gatheringId: string, now: Instant, forum: Forum | null = null): Promise<number> {
	return followGathering(trx, actor, gatheringId, 'held', null, now, forum);
}

async function followGathering(
	trx: Db,
	actor: Actor,
	gatheringId: string,
	state: 'shortlisted' | 'held',
	topicId: string | null,
	now: Instant,
	forum: Forum | null = null
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
			now,
			forum
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
