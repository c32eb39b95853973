import { error, fail, redirect } from '@sveltejs/kit';
import { readBoard } from '#lib/cafe/board/document.ts';
import { handOver, handoversAt, mayHostHere } from '#lib/cafe/rounds/hostNote.server.ts';
import * as input from '#lib/cafe/rounds/input.ts';
import { mayHandOver } from '#lib/cafe/model.ts';
import { guestCookie, participantFor } from '#lib/cafe/participants/participants.server.ts';
import { saidAt } from '#lib/cafe/board/notesByRound.ts';
import { parseForm } from '#lib/form.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** The host of the table (with an account or a phone), or whoever runs the day; for others there is no such page. */
async function hostAt({ locals, cookies, params }: Pick<RequestEvent, 'locals' | 'cookies' | 'params'>) {
	const guestToken = cookies.get(guestCookie);
	const at = await participantFor(locals.db, { guestToken, actor: locals.actor }, params.id);
	if (!at && !locals.actor && !guestToken) redirect(303, '/join');
	if (!at || !mayHostHere(at)) error(404);
	return at;
}

export const load: PageServerLoad = async (event) => {
	const { db, live } = event.locals;
	const at = await hostAt(event);
	const { id, number, question, boardId } = at.table;
	// What people write alone is on sheets, not here: a host knows no more of it than the others (L20).
	const board = await live.read(boardId, readBoard);
	const { round, rounds } = at.cafe;
	return {
		chrome: 'bare' as const,
		table: { id, number, question },
		cafe: { round, rounds },
		said: saidAt(board ?? { notes: [], clusters: [] }),
		handovers: await handoversAt(db, id),
		mayHandOver: mayHandOver(at.cafe)
	};
};

export const actions: Actions = {
	default: async (event) => {
		const at = await hostAt(event);
		const form = parseForm(input.handover, await event.request.formData());
		if (!form.ok) return fail(400, { values: form.values, errors: form.errors });
		const done = await handOver(event.locals.db, at, form.data.handover, event.locals.now);
		if (!done.ok) return fail(409, { reason: done.reason, values: form.data });
		return { saved: true };
	}
};
