import { mayRun } from '#lib/cafe/model.ts';
import { monitorOf } from '#lib/cafe/rounds/monitor.server.ts';
import { newsSince, type HallSnapshot } from '#lib/cafe/rounds/monitor.ts';
import { loadGathering } from '../../gathering.server.ts';
import { pollEvents } from './events.server.ts';
import type { RequestHandler } from './$types';

/** The state of all tables of a café as server-sent events: first everything, then what has changed. */
export const GET: RequestHandler = async (event) => {
	const { actor, gathering } = await loadGathering(event, mayRun);
	const { db, live, clock } = event.locals;
	const monitor = monitorOf(live, gathering.id);
	return pollEvents<HallSnapshot>(event, actor, async (before) => {
		const state = await monitor.poll(db, live, actor.municipalityId, gathering.id, clock.now());
		return state && { state, news: newsSince(before, state) };
	});
};
