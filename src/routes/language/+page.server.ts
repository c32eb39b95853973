import { error, redirect } from '@sveltejs/kit';
import { toLocale } from '#lib/i18n/paraglide/runtime.js';
import { chooseLanguage } from '#lib/people/persons/commands.server.ts';
import { ownPath } from '#lib/people/auth/guard.server.ts';
import { cookieSeconds } from '../cookies.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
	default: async ({ request, locals, cookies }) => {
		const form = await request.formData();
		const locale = toLocale(form.get('locale'));
		if (!locale) error(400);
		if (locals.actor) await chooseLanguage(locals.db, locals.actor, locale);
		cookies.set('language', locale, {
			path: '/',
			httpOnly: true,
			sameSite: 'lax',
			secure: locals.settings.origin.startsWith('https:'),
			maxAge: cookieSeconds('language')
		});
		redirect(303, ownPath(String(form.get('to') ?? '/')));
	}
};
