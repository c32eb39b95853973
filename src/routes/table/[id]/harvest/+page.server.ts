import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as harvest from '#lib/cafe/harvest/points.server.ts';
import * as input from '#lib/cafe/harvest/input.ts';
import { harvestSize, minPoints } from '#lib/cafe/model.ts';
import { guestCookie } from '#lib/cafe/participants/participants.server.ts';
import { parseForm } from '#lib/form.ts';
import type { Actions, PageServerLoad } from './$types';

const knocking = ({ locals, cookies }: Pick<RequestEvent, 'locals' | 'cookies'>) => ({
	guestToken: cookies.get(guestCookie),
	actor: locals.actor
});

export const load: PageServerLoad = async ({ locals, cookies, params }) => {
	const who = knocking({ locals, cookies });
	const found = await harvest.harvestAt(locals.db, who, params.id);
	if (!found) {
		if (!locals.actor && !who.guestToken) redirect(303, '/join');
		error(404);
	}
	const { at, notes, clusters, points } = found;
	return {
		chrome: at.role === 'facilitator' ? ('full' as const) : ('bare' as const),
		table: at.table,
		cafe: { phase: at.cafe.phase, gatheringId: at.cafe.gatheringId, theme: at.cafe.gatheringTheme },
		runs: at.role === 'facilitator',
		notes,
		clusters,
		points,
		least: minPoints(notes.length),
		most: harvestSize.max
	};
};

type Done = { ok: true } | { ok: false; reason: string };
const answer = (id: string, done: Done, values: Record<string, unknown> = {}) =>
	done.ok ? { id, done: true } : fail(409, { id, values, reason: done.reason });

export const actions: Actions = {
	keep: async (event) => {
		const form = parseForm(input.point, await event.request.formData());
		const id = form.ok ? (form.data.pointId ?? 'new') : String(form.values.pointId || 'new');
		if (!form.ok) return fail(400, { id, values: form.values, errors: form.errors });
		const { noteIds, clusterIds, text, pointId } = form.data;
		const of = [...noteIds.map((one) => `note:${one}`), ...clusterIds.map((one) => `cluster:${one}`)];
		return answer(id, await harvest.keepPoint(event.locals.db, knocking(event), event.params.id, form.data, event.locals.now), {
			pointId: pointId ?? '',
			text,
			of
		});
	},
	drop: async (event) => {
		const form = parseForm(input.pointId, await event.request.formData());
		if (!form.ok) error(404);
		return answer('points', await harvest.dropPoint(event.locals.db, knocking(event), event.params.id, form.data.pointId));
	},
	up: async (event) => move(event, -1),
	down: async (event) => move(event, 1),
	handIn: async (event) => answer('handIn', await harvest.handIn(event.locals.db, knocking(event), event.params.id, event.locals.now))
};

async function move(event: RequestEvent<{ id: string }>, by: -1 | 1) {
	const form = parseForm(input.pointId, await event.request.formData());
	if (!form.ok) error(404);
	return answer('points', await harvest.movePoint(event.locals.db, knocking(event), event.params.id, form.data.pointId, by));
}
