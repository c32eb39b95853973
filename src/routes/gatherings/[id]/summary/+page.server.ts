import { error, fail } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import * as gatherings from '#lib/gatherings/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { actionsOf, finishAction, reopenAction } from '#lib/summaries/points/actions.server.ts';
import { mayFinish } from '#lib/summaries/points/actions.ts';
import * as summaries from '#lib/summaries/publication/commands.server.ts';
import { decideDisclosure, openDisclosures } from '#lib/summaries/points/disclosures.server.ts';
import { draftWords, reviseDraft, seenAs } from '#lib/summaries/draft/draft.server.ts';
import { parseDraft } from '#lib/summaries/draft/input.ts';
import { fieldsOf } from '#lib/summaries/draft/content.ts';
import { disclosure as disclosureInput, finish, mailing } from '#lib/summaries/input.ts';
import { mailSummary } from '#lib/summaries/publication/mail.server.ts';
import { contentFrom, mayMail, mayPublish, mayWorkOnPoints, mayWriteDraft, summaryState } from '#lib/summaries/model.ts';
import { contentOf, forumPoints, versions } from '#lib/summaries/queries.server.ts';
import { audience, mailedTo } from '#lib/summaries/publication/readers.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url, isStaff);
	const { db } = locals;
	const gathering = await gatherings.byId(db, actor.municipalityId, params.id);
	if (!gathering) error(404);
	const all = await versions(db, actor.municipalityId, params.id);
	const state = summaryState(all);
	const draft = all.find((version) => version.publishedAt === null);
	const published = all.find((version) => version.publishedAt !== null);
	const people = await audience(db, actor.municipalityId, params.id);
	const today = civilDate(locals.now);
	const words = draft && mayWriteDraft(actor) ? await draftWords(locals.live, draft) : undefined;
	return {
		gathering,
		today,
		actions: (await actionsOf(db, actor.municipalityId, params.id, today)).map((action) => ({
			...action,
			mayFinish: mayFinish(actor, action)
		})),
		state,
		mayStart: mayWorkOnPoints(actor, state) && state === 'none',
		mayCorrect: mayMail(actor, state) && state === 'published',
		mayPublish: mayPublish(actor, state),
		mayMail: mayMail(actor, state),
		mayWrite: mayWriteDraft(actor),
		disclosures: mayPublish(actor, state) ? await openDisclosures(db, actor.municipalityId, params.id, words) : [],
		points: (await forumPoints(db, actor.municipalityId, params.id)).length,
		draft: draft &&
			words && {
				...draft,
				words,
				seen: Object.fromEntries(Array.from(fieldsOf(words), ([field, text]) => [field, seenAs(text)])),
				preview: await contentOf(db, actor.municipalityId, draft, words, today)
			},
		published: published && { ...published, content: contentFrom(published.content ?? '{}') },
		mailed: published ? await mailedTo(db, actor.municipalityId, published.id) : 0,
		audience: {
			attended: people.attended.map((person) => person.name),
			invited: people.invited.map((person) => person.name),
			informed: people.informed.map((person) => person.name),
			withoutAddress: people.withoutAddress.map((person) => person.name)
		}
	};
};

export const actions: Actions = {
	start: async ({ locals, params, url }) => {
		const actor = requireActor(locals, url);
		const done = await summaries.startDraft(locals.db, actor, params.id, locals.now);
		if (!done.ok) return fail(409, { id: 'start', reason: done.reason });
	},
	save: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseDraft(await request.formData());
		if (!form.ok) return fail(400, { id: 'save', values: form.values, errors: form.errors });
		const done = await reviseDraft(locals.db, locals.live, actor, params.id, form.data, locals.now);
		if (done.ok) return { id: 'save', saved: true };
		const values = Object.fromEntries(form.data.texts.map(({ field, text }) => [field, text]));
		return fail(409, { id: 'save', values, reason: done.reason, theirs: done.reason === 'changedMeanwhile' ? done.theirs : undefined });
	},
	disclosure: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(disclosureInput, await request.formData());
		if (!form.ok) return fail(400, { id: 'disclosure', values: form.values, errors: form.errors });
		const { kind, subjectId, verdict } = form.data;
		const done = await decideDisclosure(locals.db, locals.live, actor, params.id, { kind, id: subjectId, verdict }, locals.now);
		if (!done.ok) return fail(409, { id: 'disclosure', reason: done.reason });
	},
	publish: async ({ locals, params, url }) => {
		const actor = requireActor(locals, url);
		const done = await summaries.publish(locals.db, locals.live, actor, params.id, locals.now);
		if (!done.ok) return fail(409, { id: 'publish', reason: done.reason });
	},
	finish: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, isStaff);
		const form = parseForm(finish, await request.formData());
		const id = `finish-${String(form.ok ? form.data.actionId : form.values.actionId)}`;
		if (!form.ok) return fail(400, { id, values: form.values, errors: form.errors });
		const done = await finishAction(locals.db, actor, form.data, locals.now);
		if (!done.ok) return fail(409, { id, reason: done.reason, values: form.data });
	},
	reopen: async ({ request, locals, url }) => {
		const actor = requireActor(locals, url, isStaff);
		const actionId = String((await request.formData()).get('actionId') ?? '');
		const done = await reopenAction(locals.db, actor, actionId, locals.now);
		if (!done.ok) return fail(409, { id: `reopen-${actionId}`, reason: done.reason });
	},
	mail: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(mailing, await request.formData());
		if (!form.ok) return fail(400, { id: 'mail', values: form.values, errors: form.errors });
		const done = await mailSummary(locals.db, actor, params.id, locals.settings.origin, locals.now, form.data.audiences);
		if (!done.ok) return fail(409, { id: 'mail', reason: done.reason });
		return { id: 'mail', queued: done.queued };
	}
};
