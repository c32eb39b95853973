import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Instant } from '#lib/dates.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { newId } from '#lib/ids.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { answerLetter, type Forum } from './mail.ts';
import type { Topic, TopicState } from './model.ts';

type Trx = Transaction<Database>;
type Change = { state: TopicState; reason: string; gatheringId: string | null };
export type Given = { topic: Topic; to: Change };

/**
 * The one place where topics change state. In the same transaction each answer is written down for its proposers, and put in the
 * outbox in their language: what is answered in one go is one batch, with one mail to each. Proposers who answer themselves, have
 * left or have no address get none.
 */
export async function giveAnswers(
	trx: Trx,
	actor: Actor,
	given: readonly Given[],
	now: Instant,
	forum: Forum | null = null
): Promise<void> {
	for (const { topic, to } of given) {
		const { municipalityId } = topic;
		await trx
			.updateTable('topic')
			.set({ state: to.state, stateReason: to.reason, gatheringId: to.gatheringId })
			.where('id', '=', topic.id)
			.execute();
		await trx
			.insertInto('topicAnswer')
			.values({ id: newId(), municipalityId, topicId: topic.id, state: to.state, reason: to.reason, answeredBy: actor.id, at: now })
			.execute();
		await record(trx, actor, 'topic.answer', { kind: 'topic', id: topic.id, detail: { from: topic.state, ...to } }, now);
	}
	if (given.length > 0) await tellProposers(trx, actor, given, now, forum);
}

/** Everybody who proposed one of the topics, also as a double that became part of it; without those who have left or answer themselves. */
async function tellProposers(trx: Trx, actor: Actor, given: readonly Given[], now: Instant, forum: Forum | null): Promise<void> {
	const { municipalityId } = actor;
	const ids = given.map(({ topic }) => topic.id);
	const rows = await trx
		.selectFrom('topic')
		.innerJoin('person', 'person.id', 'topic.proposedBy')
		.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
		.select((of) => [
			'person.id',
			'person.name',
			'person.email',
			of.fn.coalesce('person.locale', 'municipality.locale').$castTo<Locale>().as('locale'),
			of.fn.coalesce('topic.mergedIntoId', 'topic.id').as('topicId')
		])
		.where('topic.municipalityId', '=', municipalityId)
		.where((where) => where.or([where('topic.id', 'in', ids), where('topic.mergedIntoId', 'in', ids)]))
		.where('person.id', '!=', actor.id)
		.where('person.disabledAt', 'is', null)
		.execute();
	const from = { by: actor.name, municipality: actor.municipalityName };
	const mails = [...Map.groupBy(rows, (row) => row.id).values()].flatMap((own) => {
		const { id, name, email, locale } = own[0]!;
		if (!email) return [];
		const answers = given
			.filter(({ topic }) => own.some((row) => row.topicId === topic.id))
			.map(({ topic, to }) => ({
				title: topic.title,
				state: to.state,
				reason: to.reason,
				forum: to.gatheringId === null ? null : forum
			}));
		return [{ recipient: { personId: id, name, email }, locale, ...answerLetter(locale, answers, from) }];
	});
	await enqueue(trx, municipalityId, await documentOf(trx, given), mails, now);
}

/** One topic's answers are versions of it; several answered in one go are a document of their own. */
async function documentOf(trx: Trx, given: readonly Given[]) {
	const [first] = given;
	if (given.length > 1 || !first) {
		const title = given.map(({ topic }) => topic.title).join('; ');
		return { kind: 'topicAnswer', id: newId(), version: 1, title } as const;
	}
	const { count } = await trx
		.selectFrom('topicAnswer')
		.select((of) => of.fn.countAll().as('count'))
		.where('topicId', '=', first.topic.id)
		.executeTakeFirstOrThrow();
	return { kind: 'topicAnswer', id: first.topic.id, version: Number(count), title: first.topic.title } as const;
}
