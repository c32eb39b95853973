import { endUnit, mergeUnits } from '#lib/cycle/series/endUnit.server.ts';
import { unitEndText } from '#lib/cycle/series/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { mayAdminister, mayEditNotice } from '#lib/people/model.ts';
import { addUnit } from '#lib/people/units/commands.server.ts';
import { newUnit, unitEnd, unitMerge } from '#lib/people/units/input.ts';
import { unitText } from '#lib/people/units/text.ts';
import { action } from '../action.server.ts';
import { unitList } from './unitList.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayAdminister);
	const list = await unitList(locals.db, actor.municipalityId, url.searchParams.get('unit'), locals.locale, locals.now);
	return { ...list, mayEditNotice: mayEditNotice(actor) };
};

export const actions = {
	add: action({
		id: 'add',
		may: mayAdminister,
		input: newUnit,
		run: ({ actor, data, locals }) => addUnit(locals.db, actor, data, locals.now),
		text: unitText
	}),
	end: action({
		id: 'end',
		may: mayAdminister,
		input: unitEnd,
		run: ({ actor, data, locals }) => endUnit(locals.db, actor, data, locals.now),
		text: unitEndText
	}),
	merge: action({
		id: 'merge',
		may: mayAdminister,
		input: unitMerge,
		run: ({ actor, data, locals }) => mergeUnits(locals.db, actor, data, locals.now),
		text: unitEndText
	})
};
