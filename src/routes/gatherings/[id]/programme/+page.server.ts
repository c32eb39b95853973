import { civilDate } from '#lib/dates.ts';
import { publishProgramme } from '#lib/gatherings/rescheduling/publish.server.ts';
import { publishText } from '#lib/gatherings/rescheduling/text.ts';
import { currentUnits } from '#lib/people/units/names.server.ts';
import { action } from '../../../action.server.ts';
import { editActions } from './editActions.server.ts';
import * as materialActions from './materialActions.server.ts';
import { dayOf } from './programme.server.ts';
import * as speakerActions from './speakerActions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { db, locale, now } = event.locals;
	const { actor, ...day } = await dayOf(event);
	const units = await currentUnits(db, actor.municipalityId, day.gathering.date ?? civilDate(now), locale);
	return { ...day, units: units.map(({ id, name }) => ({ value: id, label: name })) };
};

export const actions = {
	...editActions,
	...speakerActions,
	...materialActions,
	publish: action({
		id: 'list',
		run: ({ actor, params, locals }) => publishProgramme(locals.db, actor, params.id, locals.settings, locals.now),
		text: publishText,
		done: ({ version, guests }) => ({ id: 'published', version, count: guests })
	})
};
