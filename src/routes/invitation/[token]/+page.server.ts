import { error, fail } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import { answer } from '#lib/gatherings/input.ts';
import { answerInvitation, byToken } from '#lib/gatherings/invitations.server.ts';
import { whyNotAnswer } from '#lib/gatherings/model.ts';
import type { Actions, PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const invitation = await byToken(locals.db, params.token);
	if (!invitation) error(404);
	setHeaders({ 'x-robots-tag': 'noindex' });
	const { gathering } = invitation;
	return {
		chrome: 'bare' as const,
		name: invitation.name,
		municipality: invitation.municipality,
		answer: invitation.answer,
		whyNot: whyNotAnswer(gathering, civilDate(locals.now)),
		gathering: {
			seriesNn: gathering.seriesNn,
			seriesNb: gathering.seriesNb,
			theme: gathering.theme,
			locale: gathering.locale,
			state: gathering.state,
			date: gathering.date,
			month: gathering.month,
			year: gathering.year,
			startTime: gathering.startTime,
			endTime: gathering.endTime,
			room: gathering.room,
			organiserNn: gathering.organiserNn,
			organiserNb: gathering.organiserNb,
			organiserRoleNn: null,
			organiserRoleNb: null
		},
		items: invitation.items.map(({ id, startTime, title, standard, kind, speaker, unitNn, unitNb }) => ({
			id,
			startTime,
			title,
			standard,
			kind,
			speaker,
			unitNn,
			unitNb
		}))
	};
};

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const form = parseForm(answer, await request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const done = await answerInvitation(locals.db, params.token, form.data.answer, locals.now);
		if (!done.ok && done.reason === 'notFound') error(404);
		if (!done.ok) return fail(409, { reason: done.reason });
		return { answered: done.answer };
	}
};
