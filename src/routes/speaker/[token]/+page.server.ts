import { error } from '@sveltejs/kit';
import * as input from '#lib/gatherings/programme/input.ts';
import { giveMaterial, materials } from '#lib/gatherings/programme/materials.server.ts';
import { isOver } from '#lib/gatherings/model.ts';
import { answerSpeaker, speakerBy } from '#lib/gatherings/programme/speakers.server.ts';
import { materialText, speakerText } from '#lib/gatherings/programme/text.ts';
import { itemTitle } from '#lib/gatherings/programme/titles.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { openAction } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

/** Reading changes nothing: mail scanners follow every link. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const { request, gathering, item } = (await speakerBy(locals.db, params.token)) ?? error(404);
	setHeaders({ 'x-robots-tag': 'noindex' });
	const { seriesNn, seriesNb, theme, date, month, year, room } = gathering;
	return {
		chrome: 'bare' as const,
		name: request.name,
		municipality: request.municipality,
		answer: request.answer,
		note: request.note,
		over: isOver(gathering),
		title: itemTitle(locals.locale, item),
		part: { startTime: item.startTime, minutes: item.minutes },
		gathering: { seriesNn, seriesNb, theme, date, month, year, room, startTime: null, endTime: null, locale: gathering.locale },
		materials: (await materials(locals.db, request.municipalityId, gathering.id)).filter((one) => one.itemId === item.id)
	};
};

export const actions = {
	answer: openAction({
		id: 'answer',
		input: input.speakerAnswer,
		run: ({ data, params, locals }) => answerSpeaker(locals.db, params.token, data, locals.now),
		text: { ...speakerText, closed: () => m.programme_speaker_over() }
	}),
	material: openAction({
		id: 'material',
		input: input.material,
		run: ({ data: { label, url }, params, locals }) => giveMaterial(locals.db, params.token, { label, url }, locals.now),
		text: materialText
	})
};
