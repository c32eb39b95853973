import { error, fail } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import { addRemark, finishAnswer, hearingBy, withdrawRemark } from '#lib/plan/hearingAnswers.server.ts';
import { newRemark, oneInput } from '#lib/plan/input.ts';
import type { Actions, PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const hearing = await hearingBy(locals.db, params.token, locals.now);
	if (!hearing) error(404);
	setHeaders({ 'x-robots-tag': 'noindex' });
	const { name, round, deadline, isOpen, answeredAt, noRemarksAt, nameNn, nameNb, municipalityName, elements, remarks } = hearing;
	return {
		chrome: 'bare' as const,
		hearing: { name, round, deadline, isOpen, answeredAt, noRemarksAt, nameNn, nameNb, municipalityName, remarks },
		elements: elements.map(({ elementId, kind, number, nn, nb, aimNn = null, aimNb = null }) => ({
			elementId,
			kind,
			number,
			nn,
			nb,
			aimNn,
			aimNb
		}))
	};
};

export const actions: Actions = {
	remark: async ({ request, locals, params }) => {
		const form = parseForm(newRemark, await request.formData());
		if (!form.ok) return fail(400, { id: `remark-${String(form.values.elementId ?? '')}`, values: form.values, errors: form.errors });
		const { elementId, text, nn, nb } = form.data;
		const id = `remark-${elementId ?? ''}`;
		const suggested = elementId !== null && (nn !== '' || nb !== '') ? { nn, nb } : null;
		const hearing = await hearingBy(locals.db, params.token, locals.now);
		const about = hearing?.elements.find((element) => element.elementId === elementId);
		const isSame = about !== undefined && suggested?.nn === about.nn && suggested?.nb === about.nb;
		const added = await addRemark(locals.db, params.token, { elementId, text, suggested: isSame ? null : suggested }, locals.now);
		if (added.ok) return { id, added: added.inputId };
		if (added.reason === 'notFound') error(404);
		return fail(409, { id, values: { ...form.data, elementId: elementId ?? '' }, reason: added.reason });
	},
	withdraw: async ({ request, locals, params }) => {
		const form = parseForm(oneInput, await request.formData());
		if (!form.ok) error(400);
		const withdrawn = await withdrawRemark(locals.db, params.token, form.data.inputId, locals.now);
		if (!withdrawn.ok && withdrawn.reason === 'notFound') error(404);
		if (!withdrawn.ok) return fail(409, { id: 'withdraw', reason: withdrawn.reason });
	},
	finish: async ({ request, locals, params }) => {
		const noRemarks = (await request.formData()).get('noRemarks') === '1';
		const done = await finishAnswer(locals.db, params.token, { noRemarks }, locals.now);
		if (!done.ok && done.reason === 'notFound') error(404);
		return done.ok ? { id: 'finish', finished: true } : fail(409, { id: 'finish', reason: done.reason });
	}
};
