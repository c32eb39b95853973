import { error, fail } from '@sveltejs/kit';
import { civilDate } from '#lib/dates.ts';
import { parseForm } from '#lib/form.ts';
import * as cycle from '#lib/cycle/commands.server.ts';
import * as input from '#lib/cycle/input.ts';
import { mayPlanYear } from '#lib/cycle/model.ts';
import type { RingsBy } from '#lib/cycle/wheel/marks.ts';
import { handOver } from '#lib/cycle/stewardship.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isStaff } from '#lib/people/model.ts';
import { yearAsked, yearPage } from './year.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = requireActor(locals, url, isStaff);
	const year = yearAsked(url.searchParams.get('year'), civilDate(locals.now));
	const ringsBy: RingsBy = url.searchParams.get('rings') === 'unit' ? 'unit' : 'kind';
	return { ringsBy, ...(await yearPage(locals.db, actor, year, locals.now, locals.locale)) };
};

/** Who may change the year, and what was sent. */
async function asked({ locals, url, request }: RequestEvent) {
	const actor = requireActor(locals, url, mayPlanYear);
	return { ...locals, actor, formData: await request.formData() };
}

/** What is gone, or another municipality's, is not found. */
const missing = ['unknownSeries'];

/** Answers a form named `id`: done, or refused with the reason and what was typed. */
function answered<R extends string>(id: string, result: { ok: true } | { ok: false; reason: R }, formData: FormData) {
	if (result.ok) return { id, done: true as const };
	if (missing.includes(result.reason)) error(404);
	const values = Object.fromEntries([...formData].filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
	return fail(409, { id, reason: result.reason, values });
}

export const actions: Actions = {
	addSeries: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.firstSeries, formData);
		if (!form.ok) return fail(400, { id: 'series', ...form });
		return answered('series', await cycle.addSeries(db, actor, form.data, now), formData);
	},
	changeSeries: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.changedSeries, formData);
		const id = `cadence-${formData.get('seriesId')}`;
		if (!form.ok) return fail(400, { id, ...form });
		return answered(id, await cycle.changeSeries(db, actor, form.data.seriesId, form.data.cadence, now), formData);
	},
	handOver: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.handover, formData);
		const id = `handover-${formData.get('seriesId')}`;
		if (!form.ok) return fail(400, { id, ...form });
		return answered(id, await handOver(db, actor, form.data, now), formData);
	}
};
