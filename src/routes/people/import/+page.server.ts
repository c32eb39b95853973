import { fail } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import { decoded } from '#lib/people/import/csv.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mostRows } from '#lib/people/import/preview.ts';
import { importPeople, previewImport } from '#lib/people/import/commands.server.ts';
import { listOfPeople } from '#lib/people/input.ts';
import { mayAdminister } from '#lib/people/model.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	requireActor(locals, url, mayAdminister);
	return { mostRows };
};

export const actions: Actions = {
	/** Reads the file and shows what it would do; nothing is written, and nothing of it is kept. */
	preview: async ({ locals, request, url }) => {
		const { municipalityId } = requireActor(locals, url, mayAdminister);
		const file = (await request.formData()).get('file');
		if (!(file instanceof File) || file.size === 0) return fail(400, { reason: 'noFile' });
		const read = decoded(new Uint8Array(await file.arrayBuffer()));
		if (!read.ok) return fail(409, { reason: read.reason as string });
		const preview = await previewImport(locals.db, municipalityId, read.text, locals.now);
		if (!preview.ok) return fail(409, { ...preview, reason: preview.reason as string });
		return { preview, list: read.text, file: file.name.slice(0, 120) };
	},
	/** Does what was shown. */
	take: async ({ locals, request, url }) => {
		const actor = requireActor(locals, url, mayAdminister);
		const form = parseForm(listOfPeople, await request.formData());
		if (!form.ok) return fail(400, { reason: 'noFile' });
		const done = await importPeople(locals.db, actor, form.data.list, locals.now);
		if (!done.ok) return fail(409, { ...done, reason: done.reason as string });
		return { done };
	}
};
