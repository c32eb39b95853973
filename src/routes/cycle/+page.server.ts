import { mayPlanYear } from '#lib/cycle/model.ts';
import { addSeries, changeSeries } from '#lib/cycle/series/commands.server.ts';
import { changedSeries, handover, newSeries, oneSeries, seriesEnd, takenBack } from '#lib/cycle/series/input.ts';
import { resumeSeries } from '#lib/cycle/series/ending.server.ts';
import { seriesText, withdrawText } from '#lib/cycle/series/text.ts';
import { civilDate } from '#lib/dates.ts';
import { endForum } from '#lib/handover/ending.server.ts';
import { handOverWork, withdrawWork } from '#lib/handover/handing.server.ts';
import { endText } from '#lib/handover/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { action } from '../action.server.ts';
import { ringsAsked, yearAsked, yearPage } from './yearPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, isStaff);
	const year = yearAsked(url.searchParams.get('year'), civilDate(locals.now));
	return { ringsBy: ringsAsked(url), ...(await yearPage(locals.db, actor, year, locals.now, locals.locale)) };
};

const about = { may: mayPlanYear, text: seriesText };

export const actions = {
	addSeries: action({
		...about,
		id: 'series',
		input: newSeries,
		run: ({ actor, data, locals }) => addSeries(locals.db, actor, data, locals.now)
	}),
	changeSeries: action({
		...about,
		id: ({ seriesId }) => `cadence-${String(seriesId)}`,
		input: changedSeries,
		run: ({ actor, data, locals }) => changeSeries(locals.db, actor, data.seriesId, data.cadence, locals.now)
	}),
	endSeries: action({
		...about,
		text: endText,
		id: ({ seriesId }) => `end-${String(seriesId)}`,
		input: seriesEnd,
		run: ({ actor, data, locals }) => endForum(locals.db, actor, data, locals.now)
	}),
	resumeSeries: action({
		...about,
		text: endText,
		id: ({ seriesId }) => `resume-${String(seriesId)}`,
		input: oneSeries,
		run: ({ actor, data, locals }) => resumeSeries(locals.db, actor, data.seriesId, locals.now)
	}),
	handOver: action({
		...about,
		id: ({ seriesId }) => `handover-${String(seriesId)}`,
		input: handover,
		run: ({ actor, data, locals }) => handOverWork(locals.db, actor, data, locals.settings, locals.now)
	}),
	withdraw: action({
		may: mayPlanYear,
		text: withdrawText,
		id: 'withdraw',
		input: takenBack,
		run: ({ actor, data, locals }) => withdrawWork(locals.db, actor, data.stewardshipId, locals.now)
	})
};
