import { schoolYear } from '#lib/cycle/dates/input.ts';
import { saveSchoolYear } from '#lib/cycle/dates/schoolBreaks.server.ts';
import { breakErrors, schoolYearText } from '#lib/cycle/dates/text.ts';
import { mayPlanYear } from '#lib/cycle/model.ts';
import { civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { action } from '../../action.server.ts';
import { schoolYearAsked, schoolYearPage } from './schoolYearPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const { municipalityId } = requireActor(locals, url, mayPlanYear);
	const year = schoolYearAsked(url, civilDate(locals.now));
	return schoolYearPage(locals.db, municipalityId, year, locals.locale, locals.now);
};

export const actions = {
	default: action({
		may: mayPlanYear,
		input: schoolYear,
		run: ({ actor, data, event, locals }) =>
			saveSchoolYear(locals.db, actor, schoolYearAsked(event.url, civilDate(locals.now)), data, locals.now),
		text: schoolYearText,
		at: { invalid: breakErrors },
		done: ({ breaks }) => ({ saved: breaks })
	})
};
