import { redirect } from '@sveltejs/kit';
import { civilDate, localTime } from '#lib/dates.ts';
import { mailServerTrouble } from '#lib/mail/mailServer.server.ts';
import { batches, mailsIn } from '#lib/mail/queries.server.ts';
import { batchWords, pauseOf } from '#lib/mail/release.server.ts';
import { persons } from '#lib/people/queries.server.ts';
import { toRead, waitingForums } from './forums.server.ts';
import { mostUrgent } from './urgency.ts';

/** All batches, and the mails of the one that is asked for; leads to the most urgent when none is. */
export async function outboxPage(locals: App.Locals, municipalityId: string, wanted: string | null, forumId: string | null) {
	const all = await batches(locals.db, municipalityId);
	const chosen = all.find(({ batch }) => batch === wanted);
	const forums = await waitingForums(locals.db, municipalityId, all, locals.locale);
	const forum = forums.find(({ id }) => id === forumId);
	const urgent = mostUrgent(all);
	// The address says which batch is shown, so that it is still the same one after a button was pressed.
	if (!chosen && !forum && urgent) redirect(303, `/outbox?batch=${encodeURIComponent(urgent.batch)}`);
	return {
		batches: all,
		forums: forums.filter(({ batches }) => batches.length > 1).map(({ id, title, count }) => ({ id, title, count })),
		forum: forum ? { ...forum, letters: await toRead(locals.db, municipalityId, forum) } : null,
		seenAt: locals.now,
		chosen: chosen?.batch ?? null,
		mails: chosen ? await mailsIn(locals.db, municipalityId, chosen.batch) : [],
		words: chosen ? await wordsOf(locals.db, municipalityId, chosen.batch) : [],
		paused: (await pauseOf(locals.db, municipalityId)) ?? null,
		trouble: (await mailServerTrouble(locals.db)) ?? null,
		today: civilDate(locals.now),
		time: localTime(locals.now),
		hasServer: locals.settings.smtpUrl !== undefined
	};
}

/** What the mails of a batch say, with the name of who changed it. */
async function wordsOf(db: App.Locals['db'], municipalityId: string, batch: string) {
	const words = await batchWords(db, municipalityId, batch);
	const people = words.some(({ edited }) => edited) ? await persons(db, municipalityId) : [];
	return words.map(({ edited, ...one }) => ({
		...one,
		edited: edited && { ...edited, by: people.find(({ id }) => id === edited.by)?.name ?? '' }
	}));
}
