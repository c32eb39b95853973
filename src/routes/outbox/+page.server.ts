import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { parseForm } from '#lib/form.ts';
import { mayRelease } from '#lib/mail/model.ts';
import * as outbox from '#lib/mail/outbox.server.ts';
import { batches, mailsIn } from '#lib/mail/queries.server.ts';
import { requireActor } from '#lib/people/guard.server.ts';
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
		hasServer: locals.settings.smtpUrl !== undefined
	};
};

const selection = v.object({ batch: v.pipe(v.string(), v.minLength(1)) });

/** One press on a button for a whole batch; what was pressed and how many mails it moved go back to the page. */
async function decide({ locals, request, url }: RequestEvent, verb: 'release' | 'cancel' | 'retry') {
	const actor = requireActor(locals, url, mayRelease);
	const form = parseForm(selection, await request.formData());
	if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
	const done = await outbox[verb](locals.db, actor, form.data, locals.now);
	if (!done.ok) return fail(409, { reason: done.reason, values: form.data });
	locals.house.post.nudge();
	return { done: verb, count: done.count };
}

export const actions: Actions = {
	release: (event) => decide(event, 'release'),
	cancel: (event) => decide(event, 'cancel'),
	retry: (event) => decide(event, 'retry')
};
