import { redirect } from '@sveltejs/kit';
import { civilDate, localTime } from '#lib/dates.ts';
import { mayRelease as may } from '#lib/mail/model.ts';
import * as outbox from '#lib/mail/outbox.server.ts';
import { batches, mailsIn } from '#lib/mail/queries.server.ts';
import { matchBounce, pause, pauseOf, resume } from '#lib/mail/release.server.ts';
import { outboxText as text } from '#lib/mail/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { action } from '../action.server.ts';
import type { PageServerLoad } from './$types';
import { releaseTime, releasing, returnedMail, selection } from './input.ts';
import { mostUrgent } from './urgency.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, may);
	const all = await batches(locals.db, municipalityId);
	const wanted = url.searchParams.get('batch');
	const chosen = all.find(({ batch }) => batch === wanted);
	const urgent = mostUrgent(all);
	// The address says which batch is shown, so that it is still the same one after a button was pressed.
	if (!chosen && urgent) redirect(303, `/outbox?batch=${encodeURIComponent(urgent.batch)}`);
	return {
		batches: all,
		chosen: chosen?.batch ?? null,
		mails: chosen ? await mailsIn(locals.db, municipalityId, chosen.batch) : [],
		paused: (await pauseOf(locals.db, municipalityId)) ?? null,
		today: civilDate(locals.now),
		time: localTime(locals.now),
		hasServer: locals.settings.smtpUrl !== undefined
	};
};

/** A button for a whole batch; what was pressed and how many mails it moved go back to the page. */
const decision = (verb: 'undoRelease' | 'cancel' | 'retry') =>
	action({
		id: verb,
		may,
		input: selection,
		run: async ({ actor, data, locals }) => outbox[verb](locals.db, actor, data, locals.now),
		text,
		done: ({ count }, { locals }) => {
			locals.mailDelivery.nudge();
			return { done: verb, count, at: null };
		}
	});

export const actions = {
	release: action({
		id: 'release',
		may,
		input: releasing,
		run: ({ actor, data, locals }) => outbox.release(locals.db, actor, { batch: data.batch }, locals.now, releaseTime(data, locals.now)),
		text,
		done: ({ count }, { data, locals }) => {
			locals.mailDelivery.nudge();
			return { done: 'release' as const, count, at: data.when === 'now' ? null : releaseTime(data, locals.now) };
		}
	}),
	undoRelease: decision('undoRelease'),
	cancel: decision('cancel'),
	retry: decision('retry'),
	pause: action({ may, run: ({ actor, locals }) => pause(locals.db, actor, locals.now), text, done: () => undefined }),
	resume: action({
		may,
		run: ({ actor, locals }) => resume(locals.db, actor, locals.now),
		text,
		done: (_, { locals }) => locals.mailDelivery.nudge()
	}),
	bounce: action({
		id: 'bounce',
		may,
		input: returnedMail,
		run: ({ actor, data, locals }) => matchBounce(locals.db, actor, data.returned, locals.now),
		text,
		done: ({ recipients }) => ({ bounced: recipients })
	})
};
