import { isStaff } from '#lib/people/model.ts';
import { loadGathering } from '../gathering.server.ts';
import { harvestPage } from './harvest.server.ts';
import { apart, describe, first, gather, merge, split } from './pointActions.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor, gathering } = await loadGathering(event, isStaff);
	return { gathering, ...(await harvestPage(event.locals, actor, gathering.id)) };
};

export const actions = { gather, merge, split, apart, describe, first };
