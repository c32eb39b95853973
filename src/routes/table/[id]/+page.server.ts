import { error, fail, redirect, type Cookies } from '@sveltejs/kit';
import * as v from 'valibot';
import { pseudonym } from '#lib/cafe/admission.server.ts';
import { joinAsHost, leave as leaveCafe } from '#lib/cafe/joining.server.ts';
import { changeShownAs, guestCookie, type AtTable } from '#lib/cafe/participants.server.ts';
import { tableView } from '#lib/cafe/table.server.ts';
import { castVote, takeBackVote, votesAt } from '#lib/cafe/votes.server.ts';
import { parseForm } from '#lib/form.ts';
import type { Actions, PageServerLoad } from './$types';
import { atTable, postOver } from './at.server.ts';

/** As `atTable`, and a signed-in host who came without the code has become a participant. */
async function takingPart(locals: App.Locals, cookies: Cookies, tableId: string): Promise<AtTable> {
	const at = await atTable(locals, cookies, tableId);
	if (at.participant || at.role !== 'host' || !locals.actor) return at;
	await joinAsHost(locals.db, locals.actor, at.cafe.id, locals.now);
	return atTable(locals, cookies, tableId);
}

export const load: PageServerLoad = async ({ locals, cookies, params, url }) => {
	const { db, now, settings } = locals;
	const at = await atTable(locals, cookies, params.id);
	const projector = url.searchParams.get('view') === 'projector';
	// The wall is the facilitator's; for anybody else it is the table they know.
	if (projector && at.role !== 'facilitator') redirect(303, url.pathname);
	return {
		chrome: projector ? ('screen' as const) : ('bare' as const),
		projector,
		...at,
		...(await tableView(db, at)),
		votes: await votesAt(db, params.id, projector ? null : (at.participant?.id ?? null)),
		isGuest: cookies.get(guestCookie) !== undefined && at.participant !== null,
		origin: settings.origin,
		now
	};
};

const vote = v.object({ noteId: v.pipe(v.string(), v.regex(/^[0-9a-z]{1,40}$/)), wanted: v.picklist(['yes', 'no']) });
const shown = v.object({ shownAs: v.picklist(['name', 'unit', 'none']) });

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
		const { participant, table } = await takingPart(locals, cookies, params.id);
		if (!participant) error(404);
		const form = parseForm(shown, await request.formData());
		if (!form.ok) return fail(400, { id: 'shownAs', errors: form.errors, values: form.values });
		const changed = await changeShownAs(locals.db, participant, form.data.shownAs);
		if (!changed.ok) return fail(409, { id: 'shownAs', reason: changed.reason, values: form.data });
		await locals.live.readmit(table.boardId);
	},
	note: postOver,
	leave: async ({ locals, cookies, params }) => {
		const { participant } = await atTable(locals, cookies, params.id);
		if (participant) await leaveCafe(locals.db, participant.id, locals.now);
		locals.live.closeFor(pseudonym(cookies.get(guestCookie) ?? ''), 4401);
		cookies.delete(guestCookie, { path: '/' });
		redirect(303, '/');
	}
};
