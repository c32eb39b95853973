import { error, fail } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import { askedAbout, evaluate } from '#lib/gatherings/evaluation/commands.server.ts';
import { evaluation } from '#lib/gatherings/evaluation/input.ts';
import type { Actions, PageServerLoad } from './$types';

/** Reading uses nothing up: mail scanners follow every link. A used link and an unknown one look the same. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	setHeaders({ 'x-robots-tag': 'noindex' });
	const asked = await askedAbout(locals.db, params.token);
	if (!asked) return { chrome: 'bare' as const, asked: null };
	const { gathering, municipality } = asked;
	const { seriesNn, seriesNb, theme, date, month, year, startTime, endTime, locale } = gathering;
	return {
		chrome: 'bare' as const,
		asked: { municipality, seriesNn, seriesNb, theme, date, month, year, startTime, endTime, written: locale }
	};
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const form = parseForm(evaluation, await request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const done = await evaluate(locals.db, params.token, form.data);
		if (!done.ok) error(404);
		return { thanks: true as const };
	}
};
