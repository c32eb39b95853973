import { error } from '@sveltejs/kit';
import { pollState } from '#lib/cycle/polls/model.ts';
import { memberBy, pollById } from '#lib/cycle/polls/queries.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';

/**
 * A poll as whoever has the link sees it: the days that are left and their own answers, nobody else's. 404 for an unknown link.
 * Reading changes nothing: mail scanners follow every link.
 */
export async function ownAnswers(db: Db, token: string, readerId: string | null, locale: Locale, now: Instant) {
	const member = await memberBy(db, token);
	const poll = member && (await pollById(db, member.municipalityId, member.pollId));
	const own = poll?.members.find(({ id }) => id === member?.id);
	if (!member || !poll || !own) error(404);
	const today = civilDate(now);
	const { municipality, startTime, endTime, deadline, note, askedBy, chosenDate, dates } = poll;
	return {
		name: own.name,
		somebodyElses: readerId !== null && readerId !== member.personId,
		answered: own.answeredAt !== null,
		answers: own.answers,
		state: pollState(poll, today),
		poll: { municipality, startTime, endTime, deadline, note, askedBy, chosenDate },
		series: inLanguage(locale, { nn: poll.seriesNn, nb: poll.seriesNb }),
		dates: dates.filter((date) => date >= today)
	};
}
