import { fail, redirect } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import { doorOf } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import * as input from '#lib/gatherings/attendance/input.ts';
import { typedCode } from '#lib/joincode.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ chrome: 'bare' as const });

export const actions: Actions = {
	default: async ({ request, locals, getClientAddress }) => {
		const form = parseForm(input.doorCode, await request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		if (await doorOf(locals.db, form.data.code)) redirect(303, `/door/${typedCode(form.data.code)}`);
		const allowed = await locals.wrongCodes.allows(getClientAddress());
		return fail(allowed ? 409 : 429, { values: form.data, reason: allowed ? 'wrongCode' : 'tooManyTries' });
	}
};
