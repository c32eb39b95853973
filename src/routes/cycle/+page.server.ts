import { mayPlanYear } from '#lib/cycle/model.ts';
import { addSeries, changeSeries } from '#lib/cycle/series/commands.server.ts';
import { changedSeries, firstSeries, handover } from '#lib/cycle/series/input.ts';
import { handOver } from '#lib/cycle/series/stewardship.server.ts';
import { seriesText } from '#lib/cycle/series/text.ts';
import type { RingsBy } from '#lib/cycle/wheel/marks.ts';
import { civilDate } from '#lib/dates.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { action } from '../action.server.ts';
import { yearAsked, yearPage } from './yearPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, isStaff);
	const year = yearAsked(url.searchParams.get('year'), civilDate(locals.now));
	const ringsBy: RingsBy = url.searchParams.get('rings') === 'unit' ? 'unit' : 'kind';
	return { ringsBy, ...(await yearPage(locals.db, actor, year, locals.now, locals.locale)) };
};

export const actions = {
	addSeries: action({
		id: 'series',
		may: mayPlanYear,
		input: firstSeries,
		run: ({ actor, data, locals }) => addSeries(locals.db, actor, data, locals.now),
		text: seriesText
	}),
	changeSeries: action({
		id: ({ seriesId }) => `cadence-${String(seriesId)}`,
		may: mayPlanYear,
		input: changedSeries,
		run: ({ actor, data, locals }) => changeSeries(locals.db, actor, data.seriesId, data.cadence, locals.now),
		text: seriesText
	}),
	handOver: action({
		id: ({ seriesId }) => `handover-${String(seriesId)}`,
		may: mayPlanYear,
		input: handover,
		run: ({ actor, data, locals }) => handOver(locals.db, actor, data, locals.now),
		text: seriesText
	})
};
