import { civilDate } from '#lib/dates.ts';
import * as input from '#lib/gatherings/programme/input.ts';
import { addMaterial, removeMaterial } from '#lib/gatherings/programme/materials.server.ts';
import { publishProgramme } from '#lib/gatherings/programme/revisions.server.ts';
import { askSpeaker, chaseSpeakers } from '#lib/gatherings/programme/speakers.server.ts';
import { materialText, publishText, speakerText } from '#lib/gatherings/programme/text.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { isCurrent } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { action } from '../../../action.server.ts';
import { editActions } from './edit.server.ts';
import { dayOf } from './programme.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals } = event;
	const { actor, ...day } = await dayOf(event);
	const onDate = day.gathering.date ?? civilDate(locals.now);
	return {
		...day,
		units: (await units(locals.db, actor.municipalityId))
			.filter((unit) => isCurrent(unit, onDate))
			.map((unit) => ({ value: unit.id, label: inLanguage(locals.locale, { nn: unit.nameNn, nb: unit.nameNb }) }))
	};
};

export const actions = {
	...editActions,
	speaker: action({
		id: 'speaker',
		input: input.speaker,
		run: ({ actor, data, params, locals }) => askSpeaker(locals.db, actor, params.id, data, locals.settings, locals.now),
		text: speakerText
	}),
	chase: action({
		id: 'chase',
		run: ({ actor, params, locals }) => chaseSpeakers(locals.db, actor, params.id, locals.settings, locals.now),
		text: speakerText,
		done: ({ count }) => ({ id: 'chase', count })
	}),
	material: action({
		id: 'material',
		input: input.material,
		run: ({ actor, data, params, locals }) => addMaterial(locals.db, actor, params.id, data, locals.now),
		text: materialText
	}),
	removeMaterial: action({
		id: 'list',
		input: input.oneMaterial,
		run: ({ actor, data, params, locals }) => removeMaterial(locals.db, actor, params.id, data.materialId),
		text: materialText
	}),
	publish: action({
		id: 'list',
		run: ({ actor, params, locals }) => publishProgramme(locals.db, actor, params.id, locals.now),
		text: publishText,
		done: ({ version }) => ({ id: 'published', version })
	})
};
