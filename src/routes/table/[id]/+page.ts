import { points } from './later.ts';
import type { PageLoad } from './$types';

/** Loads only when needed, to spare phones: the projector's view, who waits to be let in, the points while they are picked, and the
 * components for elements of the plan. */
export const load: PageLoad = async ({ data }) => {
	const hasPlan = data.elements.length > 0;
	return {
		...data,
		Wall: data.projector ? (await import('./Projector.svelte')).default : null,
		Waiting: data.waiting.length > 0 ? (await import('#lib/cafe/joining/Waiting.svelte')).default : null,
		PointsHere: data.harvest ? await points.load() : null,
		PlanOnTable: hasPlan ? (await import('./PlanOnTable.svelte')).default : null,
		AboutChoice: hasPlan ? (await import('./AboutChoice.svelte')).default : null
	};
};
