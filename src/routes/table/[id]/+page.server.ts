import { error, fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { pseudonym } from '#lib/cafe/board/authorize.server.ts';
import { leave as leaveCafe } from '#lib/cafe/participants/join.server.ts';
import { changeShownAs, guestCookie, type AtTable } from '#lib/cafe/participants/participants.server.ts';
import { privateBoardFor } from '#lib/cafe/rounds/privateBoards.server.ts';
import { raiseHand, sayReady } from '#lib/cafe/rounds/signals.server.ts';
import { broadcastTableStatus } from '#lib/cafe/board/stage.server.ts';
import { castVote, takeBackVote, votesAt } from '#lib/cafe/harvest/votes.server.ts';
import { parseForm } from '#lib/form.ts';
import * as input from '#lib/cafe/rounds/input.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import { atTable, postOver, principalOf, takingPart, viewOf } from './at.server.ts';

export const load: PageServerLoad = async ({ locals, cookies, params, url }) => {
	const { db, now, settings } = locals;
	const at = await takingPart(locals, cookies, params.id);
	const projector = url.searchParams.get('view') === 'projector';
	// The wall is the facilitator's; for anybody else it is the table they know.
	if (projector && at.role !== 'facilitator') redirect(303, url.pathname);
	return {
		chrome: projector ? ('screen' as const) : ('bare' as const),
		projector,
		...at,
		...(await viewOf(locals, at, principalOf(locals, cookies))),
		votes: await votesAt(db, params.id, projector ? null : (at.participant?.id ?? null)),
		isGuest: cookies.get(guestCookie) !== undefined && at.participant !== null,
		origin: settings.origin,
		now
	};
};

const vote = v.object({ noteId: v.pipe(v.string(), v.regex(/^[0-9a-z]{1,40}$/)), wanted: v.picklist(['yes', 'no']) });
const shown = v.object({ shownAs: v.picklist(['name', 'unit', 'none']) });

/** Something a table tells the facilitator; those at the table are told that it was. */
async function signal(
	{ locals, cookies, params, request }: RequestEvent,
	id: string,
	send: (locals: App.Locals, at: AtTable, isUp: boolean) => Promise<{ ok: true } | { ok: false; reason: string }>
) {
	const at = await takingPart(locals, cookies, params.id);
	const form = parseForm(input.signal, await request.formData());
	if (!form.ok) return fail(400, { id, errors: form.errors, values: form.values });
	const sent = await send(locals, at, form.data.up === 'yes');
	if (!sent.ok) return fail(409, { id, reason: sent.reason });
	await broadcastTableStatus(locals.db, locals.live, params.id, locals.now);
	return { id };
}

export const actions: Actions = {
	vote: async ({ locals, cookies, params, request }) => {
		const { participant } = await takingPart(locals, cookies, params.id);
		if (!participant) error(404);
		const form = parseForm(vote, await request.formData());
		if (!form.ok) return fail(400, { id: 'vote', errors: form.errors, values: form.values });
		const { noteId, wanted } = form.data;
		const cast =
			wanted === 'yes'
				? await castVote(locals.db, participant, params.id, noteId, locals.now)
				: await takeBackVote(locals.db, participant, params.id, noteId);
		if (!cast.ok) return fail(409, { id: 'vote', reason: cast.reason });
	},
	shownAs: async ({ locals, cookies, params, request }) => {
		const at = await takingPart(locals, cookies, params.id);
		const { participant, table } = at;
		if (!participant) error(404);
		const form = parseForm(shown, await request.formData());
		if (!form.ok) return fail(400, { id: 'shownAs', errors: form.errors, values: form.values });
		const changed = await changeShownAs(locals.db, participant, form.data.shownAs);
		if (!changed.ok) return fail(409, { id: 'shownAs', reason: changed.reason, values: form.data });
		const sheet = await privateBoardFor(locals.db, at, principalOf(locals, cookies));
		for (const boardId of [table.boardId, sheet?.boardId]) if (boardId) await locals.live.reauthorize(boardId);
	},
	hand: (event) => signal(event, 'hand', ({ db, now }, at, isUp) => raiseHand(db, at, isUp, now)),
	ready: (event) =>
		signal(event, 'ready', ({ db, now }, at, isUp) => sayReady(db, at, principalOf(event.locals, event.cookies), isUp, now)),
	note: postOver,
	leave: async ({ locals, cookies, params }) => {
		const { participant } = await atTable(locals, cookies, params.id);
		if (participant) await leaveCafe(locals.db, participant.id, locals.now);
		locals.live.closeFor(pseudonym(cookies.get(guestCookie) ?? ''), 4401);
		cookies.delete(guestCookie, { path: '/' });
		redirect(303, '/');
	}
};
