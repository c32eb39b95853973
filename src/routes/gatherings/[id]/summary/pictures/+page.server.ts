import { error, fail, redirect } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import * as gatherings from '#lib/gatherings/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { picture } from '#lib/summaries/input.ts';
import { mayWriteDraft } from '#lib/summaries/model.ts';
import { photoLimits } from '#lib/summaries/pictures/stripMetadata.ts';
import { addPicture, describePicture, picturesOf, removePicture } from '#lib/summaries/pictures/commands.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Pictures of the open draft. When there is none, the summary's own page says what there is. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url, mayWriteDraft);
	const gathering = await gatherings.byId(locals.db, actor.municipalityId, params.id);
	if (!gathering) error(404);
	const draft = (await versions(locals.db, actor.municipalityId, params.id)).find((version) => version.publishedAt === null);
	if (!draft) redirect(303, `/gatherings/${params.id}/summary`);
	return { gathering, lang: draft.locale, pictures: await picturesOf(locals.db, actor.municipalityId, draft.id) };
};

export const actions: Actions = {
	add: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const sent = await request.formData();
		const form = parseForm(picture, sent);
		if (!form.ok) return fail(400, { id: 'add', values: form.values, errors: form.errors });
		const file = sent.get('file');
		const refused = (reason: string) => fail(409, { id: 'add', values: form.data, reason });
		if (!(file instanceof File) || file.size === 0) return refused('noPicture');
		// What is far too big is not even read.
		if (file.size > 2 * photoLimits.bytes) return refused('pictureTooBig');
		const read = new Uint8Array(await file.arrayBuffer());
		const done = await addPicture(locals.db, actor, params.id, { ...form.data, file: read }, locals.now);
		return done.ok ? { id: 'add', added: true } : refused(done.reason);
	},
	describe: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const sent = await request.formData();
		const pictureId = String(sent.get('pictureId') ?? '');
		const form = parseForm(picture, sent);
		if (!form.ok) return fail(400, { id: pictureId, values: form.values, errors: form.errors });
		const done = await describePicture(locals.db, actor, params.id, pictureId, form.data);
		if (!done.ok) return fail(409, { id: pictureId, values: form.data, reason: done.reason });
		return { id: pictureId, saved: true };
	},
	remove: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url);
		const pictureId = String((await request.formData()).get('pictureId') ?? '');
		const done = await removePicture(locals.db, actor, params.id, pictureId);
		if (!done.ok) return fail(409, { id: 'add', reason: done.reason });
	}
};
