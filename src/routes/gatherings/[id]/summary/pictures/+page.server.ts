import { error, redirect } from '@sveltejs/kit';
import type { FormValues } from '#lib/form.ts';
import * as gatherings from '#lib/gatherings/queries.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayWriteDraft } from '#lib/summaries/model.ts';
import { addPicture, describePicture, readUpload, removePicture } from '#lib/summaries/pictures/commands.server.ts';
import { describedPicture, newPicture, onePicture } from '#lib/summaries/pictures/input.ts';
import { picturesOf } from '#lib/summaries/pictures/queries.server.ts';
import { pictureText as text } from '#lib/summaries/pictures/text.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { action } from '../../../../action.server.ts';
import type { PageServerLoad } from './$types';

/** Pictures of the open draft. When there is none, the summary's own page says what there is. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url, mayWriteDraft);
	const gathering = await gatherings.byId(locals.db, actor.municipalityId, params.id);
	if (!gathering) error(404);
	const draft = (await versions(locals.db, actor.municipalityId, params.id)).find((version) => version.publishedAt === null);
	if (!draft) redirect(303, `/gatherings/${params.id}/summary`);
	return { gathering, lang: draft.locale, pictures: await picturesOf(locals.db, actor.municipalityId, draft.id) };
};

const describe = { id: ({ pictureId }: FormValues) => `describe-${String(pictureId)}`, text };

export const actions = {
	add: action({
		id: 'add',
		input: newPicture,
		run: async ({ actor, data, file, params, locals }) => {
			const read = await readUpload(file('file'));
			return read.ok ? addPicture(locals.db, actor, params.id, { ...data, file: read.bytes }, locals.now) : read;
		},
		text,
		done: () => ({ id: 'add', added: true })
	}),
	describe: action({
		...describe,
		input: describedPicture,
		run: ({ actor, data, params, locals }) => describePicture(locals.db, actor, params.id, data.pictureId, data),
		done: (_, { data }) => ({ id: describe.id(data), saved: true })
	}),
	remove: action({
		id: 'add',
		input: onePicture,
		run: ({ actor, data, params, locals }) => removePicture(locals.db, actor, params.id, data.pictureId),
		text,
		done: () => undefined
	})
};
