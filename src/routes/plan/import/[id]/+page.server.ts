import { error } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { importView } from '#lib/plan/import/view.server.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { describe, discard, finish, kind, line, same } from './importActions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, params }) => {
	const { municipalityId } = requireActor(locals, url, mayRevise);
	const view = await importView(locals.db, municipalityId, params.id, locals.locale, locals.now);
	if (!view) error(404);
	const asked = url.searchParams.get('line');
	return { ...view, open: asked !== null && /^\d+$/.test(asked) ? Number(asked) : null, today: civilDate(locals.now) };
};

export const actions = { kind, line, describe, same, finish, discard };
