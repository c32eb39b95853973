import { redirect } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { startImport } from '#lib/plan/import/commands.server.ts';
import { source } from '#lib/plan/import/input.ts';
import { waitingImports } from '#lib/plan/import/queries.server.ts';
import { planImportText } from '#lib/plan/import/text.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { languageOf } from '#lib/people/queries.server.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayRevise);
	const written = await languageOf(locals.db, municipalityId);
	return { waiting: await waitingImports(locals.db, municipalityId), written: written === 'nb' ? 'nb' : 'nn' };
};

export const actions = {
	read: action({
		id: 'read',
		may: mayRevise,
		input: source,
		run: ({ actor, data, file, locals }) => startImport(locals.db, actor, { ...data, file: file('file') }, locals.now),
		text: planImportText,
		done: ({ importId }) => redirect(303, `/plan/import/${importId}`)
	})
};
