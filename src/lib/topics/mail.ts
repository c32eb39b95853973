import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { letter } from '#lib/mail/letter.ts';
import type { TopicState } from './model.ts';

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

type Answered = { title: string; state: TopicState; reason: string };

/** The mail that tells a proposer what became of their topics (one or more): subject, text and HTML in `locale`. */
export function answerLetter(
	locale: Locale,
	answers: readonly Answered[],
	from: { by: string; municipality: string }
): { subject: string; text: string; html: string } {
	const as = { locale };
	const [first] = answers;
	const one = answers.length === 1 && first;
	const body = answers.flatMap(({ title, state, reason }) => [
		...(one ? [] : [{ heading: title }]),
		sentences[state]({ title }, as),
		...(reason ? [{ facts: [[m.common_reason({}, as), reason]] as const }] : [])
	]);
	const subject = one ? subjects[one.state]({ title: one.title }, as) : m.topics_mail_subject_several({ count: answers.length }, as);
	return {
		subject,
		...letter({
			locale,
			heading: one ? one.title : subject,
			body: [...body, m.topics_mail_more({}, as)],
			footer: [m.topics_mail_footer(from, as)]
		})
	};
}
