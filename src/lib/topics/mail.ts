import { dateAndTime, longDate } from '#lib/i18n/format.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { type Block, letter } from '#lib/mail/letter.ts';
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

/** Where a topic is planned or was held; `href`: its page. */
export type Forum = {
	nameNn: string;
	nameNb: string;
	theme: string;
	date: string | null;
	startTime: string | null;
	room: string;
	href: string | null;
};
type Answered = { title: string; state: TopicState; reason: string; forum?: Forum | null };

/** The mail that tells a proposer what became of their topics (one or more): subject, text and HTML in `locale`. */
export function answerLetter(
	locale: Locale,
	answers: readonly Answered[],
	from: { by: string; municipality: string }
): { subject: string; text: string; html: string } {
	const as = { locale };
	const [first] = answers;
	const one = answers.length === 1 && first;
	const body = answers.flatMap(({ title, state, reason, forum }): Block[] => [
		...(one ? [] : [{ heading: title }]),
		sentences[state]({ title }, as),
		...(reason ? [{ facts: [[m.common_reason({}, as), reason]] as const }] : []),
		...(forum ? forumBlocks(locale, forum) : [])
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

/** Which forum it is, when and where, and its page. */
function forumBlocks(locale: Locale, forum: Forum): Block[] {
	const as = { locale };
	const when = forum.date && (forum.startTime ? dateAndTime(locale, forum.date, forum.startTime) : longDate(locale, forum.date));
	return [
		{
			facts: [
				[m.topics_mail_forum({}, as), `${inLanguage(locale, { nn: forum.nameNn, nb: forum.nameNb })}: ${forum.theme}`],
				...(when ? [[m.gatherings_when({}, as), when] as const] : []),
				...(forum.room ? [[m.gatherings_where({}, as), forum.room] as const] : [])
			]
		},
		...(forum.href ? [{ button: m.topics_mail_forum_button({}, as), href: forum.href }] : [])
	];
}
