import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff, mayAdminister } from '#lib/people/model.ts';
import { reportHeadcount } from '#lib/people/units/headcounts.server.ts';
import { renameUnit } from '#lib/people/units/commands.server.ts';
import { filledRole, headcount, unitNames } from '#lib/people/units/input.ts';
import { fillRole } from '#lib/people/units/positions.server.ts';
import { headcountText, positionText, unitText } from '#lib/people/units/text.ts';
import { refuse } from '#lib/result.ts';
import { action } from '../../action.server.ts';
import { unitPage } from './unitPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url, params }) =>
	unitPage(locals.db, requireActor(locals, url, isStaff), params.id, locals.locale, locals.now);

export const actions = {
	headcount: action({
		id: 'headcount',
		may: isStaff,
		input: headcount,
		run: async ({ actor, data, params, locals }) => {
			const reported = await reportHeadcount(locals.db, actor, params.id, data.said, locals.now);
			// For those who may not, there is no such form.
			return !reported.ok && reported.reason === 'notAllowed' ? refuse('notFound') : reported;
		},
		text: headcountText
	}),
	rename: action({
		id: 'rename',
		may: mayAdminister,
		input: unitNames,
		run: ({ actor, data, params, locals }) => renameUnit(locals.db, actor, params.id, data, locals.now),
		text: unitText
	}),
	fill: action({
		id: 'fill',
		may: mayAdminister,
		input: filledRole,
		run: ({ actor, data, params, locals }) => fillRole(locals.db, actor, { ...data, unitId: params.id }, locals.now),
		text: positionText
	})
};
