import { error } from '@sveltejs/kit';
import { addRemark, finishAnswer, hearingBy, withdrawRemark } from '#lib/plan/hearing/responses.server.ts';
import { responseText } from '#lib/plan/hearing/text.ts';
import { newRemark } from '#lib/plan/hearing/input.ts';
import { oneInput } from '#lib/plan/inputs/input.ts';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

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

export const actions = {
	remark: openAction({
		id: ({ elementId }) => `remark-${String(elementId ?? '')}`,
		input: newRemark,
		run: async ({ data: { elementId, text, nn, nb }, params, locals }) => {
			const suggested = elementId !== null && (nn !== '' || nb !== '') ? { nn, nb } : null;
			const hearing = await hearingBy(locals.db, params.token, locals.now);
			const about = hearing?.elements.find((element) => element.elementId === elementId);
			const isSame = about !== undefined && suggested?.nn === about.nn && suggested?.nb === about.nb;
			return addRemark(locals.db, params.token, { elementId, text, suggested: isSame ? null : suggested }, locals.now);
		},
		text: responseText,
		done: ({ inputId }, { data }) => ({ id: `remark-${data.elementId ?? ''}`, added: inputId })
	}),
	withdraw: openAction({
		id: 'withdraw',
		input: oneInput,
		run: ({ data, params, locals }) => withdrawRemark(locals.db, params.token, data.inputId, locals.now),
		text: responseText
	}),
	finish: openAction({
		id: 'finish',
		run: ({ values, params, locals }) => finishAnswer(locals.db, params.token, { noRemarks: values.noRemarks === '1' }, locals.now),
		text: responseText,
		done: () => ({ id: 'finish', finished: true })
	})
};
