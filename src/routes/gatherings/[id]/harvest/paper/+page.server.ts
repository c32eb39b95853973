import { error, fail } from '@sveltejs/kit';
import * as input from '#lib/cafe/harvest/input.ts';
import { mayRun } from '#lib/cafe/model.ts';
import { takeOut, typedAt, typeIn } from '#lib/cafe/harvest/paperNotes.server.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { parseForm } from '#lib/form.ts';
import { byId } from '#lib/gatherings/queries.server.ts';
import { newId } from '#lib/ids.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Notes from paper, typed in one after the other: `table` and `round` say where, and stay. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requireActor(locals, url, mayRun);
	const gathering = await byId(locals.db, actor.municipalityId, params.id);
	const room = gathering && (await cafeOf(locals.db, actor.municipalityId, params.id));
	if (!room) error(404);
	const table = room.tables.find(({ id }) => id === url.searchParams.get('table')) ?? room.tables[0]!;
	const round = Math.min(Math.max(1, Math.trunc(Number(url.searchParams.get('round')) || 1)), room.cafe.rounds);
	return {
		gathering: { id: gathering.id, theme: gathering.theme },
		tables: room.tables.map(({ id, number, question }) => ({ id, number, question })),
		rounds: room.cafe.rounds,
		table: { id: table.id, number: table.number, question: table.question, handedIn: table.harvestedAt !== null && table.points > 0 },
		round,
		typed: await typedAt(locals.db, locals.live, actor.municipalityId, table.id),
		/** Made here, so that a page that is sent twice is one note. */
		noteId: newId()
	};
};

export const actions: Actions = {
	type: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url, mayRun);
		const form = parseForm(input.typed, await request.formData());
		if (!form.ok) return fail(400, { id: 'type', values: form.values, errors: form.errors });
		const done = await typeIn(locals.db, locals.live, actor, params.id, form.data, locals.now);
		if (!done.ok && done.reason === 'notFound') error(404);
		return done.ok ? { id: 'type', typed: true } : fail(409, { id: 'type', reason: done.reason, values: form.data });
	},
	out: async ({ request, locals, params, url }) => {
		const actor = requireActor(locals, url, mayRun);
		const noteId = String((await request.formData()).get('noteId') ?? '');
		const done = await takeOut(locals.db, locals.live, actor, params.id, noteId, locals.now);
		if (!done.ok && done.reason === 'notFound') error(404);
		return done.ok ? { id: 'out' } : fail(409, { id: 'out', reason: done.reason });
	}
};
