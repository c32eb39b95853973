import { error } from '@sveltejs/kit';
import { mayRun } from '#lib/cafe/model.ts';
import { loadGathering } from '../../gathering.server.ts';
import { wallOf } from './wall.server.ts';
import type { PageServerLoad } from './$types';

/** The projector's page as it stands when it is opened; from then on it hears its stream. */
export const load: PageServerLoad = async (event) => {
	const { locals } = event;
	const { actor, gathering } = await loadGathering(event, mayRun);
	const wall = (await wallOf(locals, actor.municipalityId, gathering.id, locals.now)) ?? error(404);
	return { chrome: 'screen' as const, theme: gathering.theme, wall, now: locals.now };
};
