import { mayPlanYear } from '#lib/cycle/model.ts';
import { addEntry, cancelEntry, changeEntry } from '#lib/cycle/wheel/entries.server.ts';
import { changedEntry, newEntry, oneEntry } from '#lib/cycle/wheel/input.ts';
import { entryText } from '#lib/cycle/wheel/text.ts';
import { civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { action } from '../../action.server.ts';
import { fixedPoints } from './fixedPoints.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayPlanYear);
	return fixedPoints(locals.db, municipalityId, url.searchParams.get('point'), locals.locale, civilDate(locals.now));
};

export const actions = {
	add: action({
		id: 'add',
		may: mayPlanYear,
		input: newEntry,
		run: ({ actor, data, locals }) => addEntry(locals.db, actor, data, locals.now),
		text: entryText
	}),
	change: action({
		id: 'change',
		may: mayPlanYear,
		input: changedEntry,
		run: ({ actor, data: { entryId, entry }, locals }) => changeEntry(locals.db, actor, entryId, entry, locals.now),
		text: entryText
	}),
	cancel: action({
		id: 'cancel',
		may: mayPlanYear,
		input: oneEntry,
		run: ({ actor, data, locals }) => cancelEntry(locals.db, actor, data.entryId, locals.now),
		text: entryText
	})
};
