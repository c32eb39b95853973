import { redirect } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { adoption, earlierAdoption } from '#lib/plan/document/input.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { registerAdopted } from '#lib/plan/document/adoption.server.ts';
import { adoptAndTell } from '#lib/plan/hearing/adoption.server.ts';
import { adoptionText } from '#lib/plan/document/text.ts';
import { action } from '../../action.server.ts';
import { adoptionPage } from './adoptionPage.server.ts';
import { packaged } from './packaged.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayRevise);
	const page = await adoptionPage(locals.db, municipalityId, locals.locale, locals.now);
	if (!page) redirect(303, '/plan');
	return { ...page, today: civilDate(locals.now) };
};

export const actions = {
	adopt: action({
		id: 'adopt',
		may: mayRevise,
		input: adoption,
		run: ({ actor, data, locals }) => packaged(locals, actor, adoptAndTell(locals.db, actor, data, locals.settings.origin, locals.now)),
		text: adoptionText,
		done: ({ versionId, told }) => redirect(303, `/plan/versions/${versionId}?adopted${told > 0 ? `&told=${told}` : ''}`)
	}),
	register: action({
		id: 'register',
		may: mayRevise,
		input: earlierAdoption,
		run: ({ actor, data, locals }) => packaged(locals, actor, registerAdopted(locals.db, actor, data, locals.now)),
		text: adoptionText,
		done: ({ versionId }) => redirect(303, `/plan/versions/${versionId}?adopted`)
	})
};
