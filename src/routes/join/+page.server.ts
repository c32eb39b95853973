import { fail, redirect } from '@sveltejs/kit';
import * as input from '#lib/cafe/participants/input.ts';
import { doorFor } from '#lib/cafe/participants/join.server.ts';
import { parseForm } from '#lib/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ chrome: 'bare' as const });

export const actions: Actions = {
	default: async ({ request, locals, getClientAddress }) => {
		const form = parseForm(input.code, await request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const door = await doorFor(locals.db, form.data, locals.now);
		if (door) redirect(303, `/join/${door.joinToken}`);
		const allowed = await locals.runtime.wrongCodes.allows(getClientAddress());
		return allowed
			? fail(400, { values: form.data, errors: {}, reason: 'wrongCode' })
			: fail(429, { values: form.data, errors: {}, reason: 'tooManyTries' });
	}
};
