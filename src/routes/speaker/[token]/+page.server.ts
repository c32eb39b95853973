import * as input from '#lib/gatherings/programme/input.ts';
import { giveMaterial } from '#lib/gatherings/speakers/giveMaterial.server.ts';
import { answerSpeaker } from '#lib/gatherings/speakers/answers.server.ts';
import { materialText } from '#lib/gatherings/programme/text.ts';
import { speakerText } from '#lib/gatherings/speakers/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { openAction } from '../../action.server.ts';
import { speakerPage } from './speakerPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const page = await speakerPage(locals, params.token);
	setHeaders({ 'x-robots-tag': 'noindex' });
	return { chrome: 'bare' as const, ...page };
};

export const actions = {
	answer: openAction({
		id: 'answer',
		input: input.speakerAnswer,
		run: ({ data, params, locals }) => answerSpeaker(locals.db, params.token, data, locals.settings, locals.now),
		text: { ...speakerText, closed: () => m.programme_speaker_over() }
	}),
	material: openAction({
		id: 'material',
		input: input.material,
		run: ({ data: { label, url }, params, locals }) => giveMaterial(locals.db, params.token, { label, url }, locals.now),
		text: materialText
	})
};
