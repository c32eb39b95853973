import { error, fail } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { answerFollowUp, followUpBy } from '#lib/plan/followUp/responses.server.ts';
import { readAnswers } from '#lib/plan/followUp/input.ts';
import type { Actions, PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const asked = await followUpBy(locals.db, params.token, locals.now);
	if (!asked) error(404);
	setHeaders({ 'x-robots-tag': 'noindex' });
	const { name, half, due, isOpen, municipalityName, plan, measures } = asked;
	return {
		chrome: 'bare' as const,
		asked: { name, half, due, isOpen, municipalityName, plan: plan && { nn: plan.nameNn, nb: plan.nameNb }, measures },
		today: civilDate(locals.now)
	};
};

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const form = readAnswers(await request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const answered = await answerFollowUp(locals.db, params.token, form.data, locals.now);
		if (answered.ok) return { left: answered.left };
		if (answered.reason === 'notFound') error(404);
		return fail(409, { values: form.values, reason: answered.reason });
	}
};
