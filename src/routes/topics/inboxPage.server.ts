import { seriesFrom } from '#lib/cycle/series/queries.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { memories } from '#lib/gatherings/attendance/topicMemory.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import type { Actor } from '#lib/people/model.ts';
import { adviceOf } from '#lib/topics/memory.ts';
import { isOpen, mayAnswer, topicStates, type TopicState } from '#lib/topics/model.ts';
import { answersTo, inbox } from '#lib/topics/queries.server.ts';

/** The inbox in one state (`wanted`; else what is open), each topic with what is advised, and what the reader was answered. */
export async function inboxPage(db: Db, actor: Actor, wanted: string | null, locale: Locale, now: Instant) {
	const { municipalityId } = actor;
	const all = await inbox(db, municipalityId, actor.id);
	const state: TopicState | 'open' = topicStates.find((one) => one === wanted) ?? 'open';
	const shown = all.filter((topic) => (state === 'open' ? isOpen(topic) : topic.state === state));
	const memory = await memories(db, municipalityId, shown, civilDate(now));
	const counts = topicStates.map((one): [string, number] => [one, all.filter((topic) => topic.state === one).length]);
	return {
		topics: shown.map((topic) => ({ ...topic, advice: adviceOf(memory.get(topic.id) ?? []) })),
		titles: all.map(({ id, title, state: of }) => ({ id, title, state: of })),
		counts: Object.fromEntries([['open', all.filter(isOpen).length], ...counts]),
		state,
		none: all.length === 0,
		series: (await seriesFrom(db, municipalityId, civilDate(now))).map(({ id, nameNn, nameNb }) => ({
			id,
			name: inLanguage(locale, { nn: nameNn, nb: nameNb })
		})),
		answers: await answersTo(db, municipalityId, actor.id),
		mayAnswer: mayAnswer(actor)
	};
}
