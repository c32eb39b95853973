import { calendarsFor, openFeed, revokeFeed } from '#lib/gatherings/calendar/feeds.server.ts';
import * as input from '#lib/gatherings/calendar/input.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { linkAddress } from '#lib/personalLink.server.ts';
import { onlyReads, type Actor } from '#lib/people/model.ts';
import { action } from '../action.server.ts';
import type { PageServerLoad } from './$types';

/** Whoever only reads what is adopted comes to no gathering. */
const mayHave = (actor: Actor) => !onlyReads(actor);

export const load: PageServerLoad = async ({ locals, url }) => ({
	calendars: await calendarsFor(locals.db, requireActor(locals, url, mayHave), locals.locale)
});

export const actions = {
	open: action({
		may: mayHave,
		input: input.feed,
		run: ({ actor, data, locals }) => openFeed(locals.db, actor, data, locals.now),
		text: {},
		done: ({ token }, { data, locals }) => ({ id: data.subjectId, link: linkAddress('calendar', locals.settings.origin, token) })
	}),
	revoke: action({
		may: mayHave,
		input: input.oneFeed,
		run: ({ actor, data, locals }) => revokeFeed(locals.db, actor, data.feedId, locals.now),
		text: {},
		done: () => ({ id: 'revoked' })
	})
};
