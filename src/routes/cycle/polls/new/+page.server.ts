import { error, fail, redirect } from '@sveltejs/kit';
import { newPoll } from '#lib/cycle/input.ts';
import { mayPlanYear } from '#lib/cycle/model.ts';
import { openPoll } from '#lib/cycle/polls/commands.server.ts';
import { polls } from '#lib/cycle/polls/queries.server.ts';
import { parseForm } from '#lib/form.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { toAsk } from './asked.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayPlanYear);
	const asked = await toAsk(locals.db, actor, url.searchParams.get('series'), locals.now, locals.locale);
	if (!asked) redirect(303, '/cycle');
	const open = (await polls(locals.db, actor.municipalityId)).find((poll) => poll.seriesId === asked.series.id && poll.closedAt === null);
	if (open) redirect(303, `/cycle/polls/${open.id}`);
	return asked;
};

export const actions: Actions = {
	default: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, mayPlanYear);
		const formData = await request.formData();
		const form = parseForm(newPoll, formData);
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const seriesId = String(formData.get('seriesId') ?? '');
		const opened = await openPoll(locals.db, actor, { ...form.data, seriesId }, locals.settings.origin, locals.now);
		if (opened.ok) redirect(303, `/cycle/polls/${opened.pollId}?new`);
		if (opened.reason === 'unknownSeries') error(404);
		const typed = Object.fromEntries([...formData].filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
		const [dates, personIds, others] = ['dates[]', 'personIds[]', 'others[]'].map((name) => formData.getAll(name).map(String));
		const values = { ...typed, dates, personIds, others };
		return fail(409, { reason: opened.reason as string, values });
	}
};
