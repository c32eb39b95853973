import { mayRun } from '#lib/cafe/model.ts';
import { loadGathering } from '../../../gathering.server.ts';
import { pollEvents } from '../../now/events.server.ts';
import { wallOf } from '../wall.server.ts';
import type { WallNow } from '../wall.ts';
import type { RequestHandler } from './$types';

/** The wall as server-sent events: whenever something on it has changed, all of it. */
export const GET: RequestHandler = async (event) => {
	const { actor, gathering } = await loadGathering(event, mayRun);
	const { locals } = event;
	return pollEvents<string>(event, actor, async (before) => {
		const now = locals.clock.now();
		const wall = await wallOf(locals, actor.municipalityId, gathering.id, now);
		if (!wall) return undefined;
		const state = JSON.stringify(wall);
		return { state, news: state === before ? null : ({ wall, now } satisfies WallNow) };
	});
};
