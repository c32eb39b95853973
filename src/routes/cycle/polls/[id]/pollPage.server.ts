import { error } from '@sveltejs/kit';
import { sayAnswers } from '#lib/cycle/dates/text.ts';
import { bestDate, pollState, tally } from '#lib/cycle/polls/model.ts';
import { pollById } from '#lib/cycle/polls/queries.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';

/** A poll with what everybody answered, for those who plan the year; 404 when it is not this municipality's. */
export async function pollPage(db: Db, municipalityId: string, pollId: string, locale: Locale, now: Instant) {
	const poll = (await pollById(db, municipalityId, pollId)) ?? error(404);
	const today = civilDate(now);
	const tallies = tally(poll.dates, poll.members);
	const best = tallies.find(({ date }) => date === bestDate(tallies, today));
	const named = (nn: string | null, nb: string | null) => (nn === null ? '' : inLanguage(locale, { nn, nb: nb ?? nn }));
	return {
		state: pollState(poll, today),
		series: { id: poll.seriesId, name: named(poll.seriesNn, poll.seriesNb) },
		deadline: poll.deadline,
		chosen: poll.chosenDate,
		best: best ? { date: best.date, answers: sayAnswers(locale, best) } : null,
		dates: tallies.map((one) => ({ date: one.date, sum: sayAnswers(locale, one), gone: one.date < today })),
		members: poll.members.map(({ id, name, unitNn, unitNb, answeredAt, answers }) => {
			return { id, name, unit: named(unitNn, unitNb), answered: answeredAt !== null, answers };
		})
	};
}
