import { error } from '@sveltejs/kit';
import { addRemark, finishAnswer, withdrawRemark } from '#lib/plan/hearing/responses.server.ts';
import { responseText } from '#lib/plan/hearing/text.ts';
import { newRemark } from '#lib/plan/hearing/input.ts';
import { oneInput } from '#lib/plan/inputs/input.ts';
import { openAction } from '../../action.server.ts';
import { hearingPage } from './hearingPage.server.ts';
import type { PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const page = await hearingPage(locals.db, params.token, locals.locale, locals.now);
	if (!page) error(404);
	setHeaders({ 'x-robots-tag': 'noindex' });
	return { chrome: 'bare' as const, ...page };
};

export const actions = {
	remark: openAction({
		id: ({ elementId }) => `remark-${String(elementId ?? '')}`,
		input: newRemark,
		run: ({ data, params, locals }) => addRemark(locals.db, params.token, data, locals.now),
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
