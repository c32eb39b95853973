import { error, redirect } from '@sveltejs/kit';
import { civilDate, instantOf } from '#lib/dates.ts';
import { readDate, yearBy } from '#lib/typedDates.ts';
import { ownPath } from '#lib/people/auth/guard.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
	/** Moves the demo's clock to nine in the morning of a day; there is no such thing in production. */
	default: async ({ request, locals }) => {
		if (!locals.settings.startAt) error(404);
		const form = await request.formData();
		const date = readDate(String(form.get('date') ?? ''), yearBy('near', civilDate(locals.now)));
		if (date.ok) await locals.clock.move(instantOf(date.value, '09:00'));
		redirect(303, ownPath(String(form.get('to') ?? '/')));
	}
};
