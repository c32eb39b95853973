import { mayRun } from '#lib/cafe/model.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { loadGathering } from '../../gathering.server.ts';
import { hallEvents } from './hallEvents.server.ts';
import type { RequestHandler } from './$types';

/** The state of all tables of a café as server-sent events, polled once a second: first everything, then what has changed. */
export const GET: RequestHandler = async (event) => {
	const { db, sessions } = event.locals;
	const { actor, gathering } = await loadGathering(event, mayRun);
	const cookie = event.cookies.get(sessions.sessionCookieName) ?? '';
	const isAllowed = async () => {
		const { user } = await sessions.validateSession(cookie);
		const reader = user ? await actorOf(db, user.id) : undefined;
		return reader !== undefined && reader.municipalityId === actor.municipalityId && mayRun(reader);
	};
	return new Response(hallEvents(event.locals, gathering.id, actor.municipalityId, isAllowed), {
		headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }
	});
};
