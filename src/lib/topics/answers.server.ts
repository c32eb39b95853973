import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Instant } from '#lib/dates.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { newId } from '#lib/ids.ts';
import { letter } from '#lib/mail/letter.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import type { Topic, TopicState } from './model.ts';

type Trx = Transaction<Database>;
type Change = { state: TopicState; reason: string; gatheringId: string | null };

/**
 * The one place where a topic changes state. In the same transaction the answer is written down for its proposer, and put in the
 * outbox as a mail in their language; proposers who answer themselves, have left or have no address get none.
 */
export async function giveAnswer(trx: Trx, actor: Actor, topic: Topic, to: Change, now: Instant): Promise<void> {
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
	await record(trx, actor, 'answerTopic', { kind: 'topic', id: topic.id, detail: { from: topic.state, ...to } }, now);
	await tellProposers(trx, actor, topic, to, now);
}

/** Everybody who proposed it, also as a double that became part of it; once each, without those who have left or answer themselves. */
async function tellProposers(trx: Trx, actor: Actor, topic: Topic, to: Change, now: Instant): Promise<void> {
	const { municipalityId } = topic;
	const proposers = await trx
		.selectFrom('topic')
		.innerJoin('person', 'person.id', 'topic.proposedBy')
		.innerJoin('municipality', 'municipality.id', 'person.municipalityId')
		.select((of) => [
			'person.id',
			'person.name',
			'person.email',
			of.fn.coalesce('person.locale', 'municipality.locale').$castTo<Locale>().as('locale')
		])
		.distinct()
		.where('topic.municipalityId', '=', municipalityId)
		.where((where) => where.or([where('topic.id', '=', topic.id), where('topic.mergedIntoId', '=', topic.id)]))
		.where('person.id', '!=', actor.id)
		.where('person.disabledAt', 'is', null)
		.execute();
	const { count } = await trx
		.selectFrom('topicAnswer')
		.select((of) => of.fn.countAll().as('count'))
		.where('topicId', '=', topic.id)
		.executeTakeFirstOrThrow();
	const mails = proposers.flatMap(({ id, name, email, locale }) => {
		if (!email) return [];
		const words = answerLetter(locale, { title: topic.title, ...to, by: actor.name, municipality: actor.municipalityName });
		return [{ recipient: { personId: id, name, email }, locale, ...words }];
	});
	await enqueue(trx, municipalityId, { kind: 'topicAnswer', id: topic.id, version: Number(count), title: topic.title }, mails, now);
}

const subjects: Record<TopicState, typeof m.topics_mail_subject_held> = {
	proposed: m.topics_mail_subject_proposed,
	shortlisted: m.topics_mail_subject_shortlisted,
	planned: m.topics_mail_subject_planned,
	held: m.topics_mail_subject_held,
	resting: m.topics_mail_subject_resting,
	declined: m.topics_mail_subject_declined
};
const sentences: Record<TopicState, typeof m.topics_mail_held> = {
	proposed: m.topics_mail_proposed,
	shortlisted: m.topics_mail_shortlisted,
	planned: m.topics_mail_planned,
	held: m.topics_mail_held,
	resting: m.topics_mail_resting,
	declined: m.topics_mail_declined
};

/** The mail that tells a proposer what became of their topic: subject, text and HTML in `locale`. */
export function answerLetter(
	locale: Locale,
	answer: { title: string; state: TopicState; reason: string; by: string; municipality: string }
): { subject: string; text: string; html: string } {
	const as = { locale };
	const { title, state, reason, by, municipality } = answer;
	const body = [
		sentences[state]({ title }, as),
		...(reason ? [{ facts: [[m.topics_mail_reason({}, as), reason]] as const }] : []),
		m.topics_mail_more({}, as)
	];
	return {
		subject: subjects[state]({ title }, as),
		...letter({ locale, heading: title, body, footer: [m.topics_mail_footer({ by, municipality }, as)] })
	};
}
