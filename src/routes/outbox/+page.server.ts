import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { addMilliseconds, instantOf, isCivilDate, localTime, civilDate } from '#lib/dates.ts';
import { optionalText, parseForm } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { matchBounce, pause, pauseOf, resume } from '#lib/mail/release.server.ts';
import { mayRelease } from '#lib/mail/model.ts';
import * as outbox from '#lib/mail/outbox.server.ts';
import { batches, mailsIn } from '#lib/mail/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import { mostUrgent } from './urgency.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayRelease);
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

const selection = v.object({ batch: v.pipe(v.string(), v.minLength(1)) });
const time = /^([01]\d|2[0-3]):[0-5]\d$/;
const releasing = v.pipe(
	v.object({
		...selection.entries,
		when: v.optional(v.picklist(['now', 'soon', 'at']), 'now'),
		date: v.optional(v.string(), ''),
		time: v.optional(v.string(), '')
	}),
	v.forward(
		v.check(
			({ when, date }) => when !== 'at' || isCivilDate(date),
			() => m.mail_date_wrong()
		),
		['date']
	),
	v.forward(
		v.check(
			({ when, time: given }) => when !== 'at' || time.test(given),
			() => m.mail_time_wrong()
		),
		['time']
	)
);

/** One press on a button for a whole batch; what was pressed and how many mails it moved go back to the page. */
async function decide({ locals, request, url }: RequestEvent, verb: 'undoRelease' | 'cancel' | 'retry') {
	const actor = requireActor(locals, url, mayRelease);
	const form = parseForm(selection, await request.formData());
	if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
	const done = await outbox[verb](locals.db, actor, form.data, locals.now);
	if (!done.ok) return fail(409, { reason: done.reason, values: form.data });
	locals.mailDelivery.nudge();
	return { done: verb, count: done.count, at: null };
}

export const actions: Actions = {
	/** Now, in two minutes (so that it can be undone), or at a time. */
	release: async ({ locals, request, url }) => {
		const actor = requireActor(locals, url, mayRelease);
		const form = parseForm(releasing, await request.formData());
		if (!form.ok) return fail(400, { id: 'release', values: form.values, errors: form.errors });
		const { batch, when, date, time } = form.data;
		const at = when === 'now' ? locals.now : when === 'soon' ? addMilliseconds(locals.now, 120_000) : instantOf(date, time);
		const done = await outbox.release(locals.db, actor, { batch }, locals.now, at);
		if (!done.ok) return fail(409, { id: 'release', reason: done.reason, values: form.data });
		locals.mailDelivery.nudge();
		return { done: 'release' as const, count: done.count, at: when === 'now' ? null : at };
	},
	undoRelease: (event) => decide(event, 'undoRelease'),
	cancel: (event) => decide(event, 'cancel'),
	retry: (event) => decide(event, 'retry'),
	pause: async ({ locals, url }) => {
		const done = await pause(locals.db, requireActor(locals, url, mayRelease), locals.now);
		if (!done.ok) return fail(409, { reason: done.reason });
	},
	resume: async ({ locals, url }) => {
		const done = await resume(locals.db, requireActor(locals, url, mayRelease), locals.now);
		if (!done.ok) return fail(409, { reason: done.reason });
		locals.mailDelivery.nudge();
	},
	bounce: async ({ locals, request, url }) => {
		const actor = requireActor(locals, url, mayRelease);
		const form = parseForm(v.object({ returned: optionalText(500_000, (limit) => m.mail_bounce_long(limit)) }), await request.formData());
		if (!form.ok) return fail(400, { id: 'bounce', values: form.values, errors: form.errors });
		const done = await matchBounce(locals.db, actor, form.data.returned, locals.now);
		if (!done.ok) return fail(409, { id: 'bounce', reason: done.reason, values: form.data });
		return { bounced: done.recipients };
	}
};
