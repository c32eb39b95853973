import { redirect, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import { mayRun } from '#lib/cafe/model.ts';
import { rehearsalText } from '#lib/cafe/rehearsal/text.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { action, openAction } from '../action.server.ts';
import { enter } from './entering.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const actor = requireActor(locals, url, mayRun);
	const running = locals.rehearsal ?? locals.rehearsals.in(actor.municipalityId);
	const link = running && `${locals.settings.origin}/rehearsal/${running.token}`;
	return {
		isInside: locals.rehearsal !== null,
		running: running && { gatheringId: running.gatheringId, ofGatheringId: running.ofGatheringId, link: link! }
	};
};

/** Ends it for everybody; whoever is in it comes back to what is real. */
async function end({ locals }: RequestEvent, municipalityId: string) {
	const running = locals.rehearsal ?? locals.rehearsals.in(municipalityId);
	if (running) await locals.rehearsals.end();
	locals.rehearsal?.leave();
	return { ok: true as const, to: running ? `/gatherings/${running.ofGatheringId}/cafe` : '/gatherings' };
}

export const actions = {
	start: action({
		id: 'start',
		may: mayRun,
		input: v.object({ gatheringId: v.string() }),
		run: ({ actor, data, locals }) => locals.rehearsals.start(actor, data.gatheringId),
		text: rehearsalText,
		done: ({ rehearsal }, { event }) => {
			enter(event, rehearsal, true);
			redirect(303, `/gatherings/${rehearsal.gatheringId}/cafe`);
		}
	}),
	end: action({
		id: 'end',
		may: mayRun,
		run: ({ actor, event }) => end(event, actor.municipalityId),
		text: {},
		done: ({ to }) => redirect(303, to)
	}),
	leave: openAction({
		id: 'leave',
		run: async ({ locals }) => {
			locals.rehearsal?.leave();
			return { ok: true as const };
		},
		text: {},
		done: () => redirect(303, '/')
	})
};
