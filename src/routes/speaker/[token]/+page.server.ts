import { error, fail } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import * as input from '#lib/gatherings/programme/input.ts';
import { giveMaterial, materials } from '#lib/gatherings/programme/materials.server.ts';
import { isOver } from '#lib/gatherings/model.ts';
import { answerSpeaker, speakerBy } from '#lib/gatherings/programme/speakers.server.ts';
import { itemTitle } from '#lib/gatherings/programme/titles.ts';
import type { Actions, PageServerLoad } from './$types';

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

export const actions: Actions = {
	answer: async ({ request, locals, params }) => {
		const form = parseForm(input.speakerAnswer, await request.formData());
		if (!form.ok) return fail(400, { id: 'answer', values: form.values, errors: form.errors });
		const done = await answerSpeaker(locals.db, params.token, form.data, locals.now);
		if (!done.ok && done.reason === 'notFound') error(404);
		if (!done.ok) return fail(409, { id: 'answer', values: form.data, reason: done.reason });
		return { id: 'answer' };
	},
	material: async ({ request, locals, params }) => {
		const form = parseForm(input.material, await request.formData());
		if (!form.ok) return fail(400, { id: 'material', values: form.values, errors: form.errors });
		const done = await giveMaterial(locals.db, params.token, { label: form.data.label, url: form.data.url }, locals.now);
		if (!done.ok) error(404);
		return { id: 'material' };
	}
};
