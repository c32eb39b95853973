import { redirect } from '@sveltejs/kit';
import { isSetUp } from '#lib/people/queries.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	if (locals.actor) redirect(303, '/tasks');
	if (!(await isSetUp(locals.db))) redirect(303, '/setup');
};
