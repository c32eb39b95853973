import type { PageLoad } from './$types';

/** What not every table needs, a phone does not fetch: what the wall is shown by, and what shows a plan that lies on the table. */
export const load: PageLoad = async ({ data }) => {
	const hasPlan = data.elements.length > 0;
	return {
		...data,
		Wall: data.projector ? (await import('./Projector.svelte')).default : null,
		PlanOnTable: hasPlan ? (await import('./PlanOnTable.svelte')).default : null,
		AboutChoice: hasPlan ? (await import('./AboutChoice.svelte')).default : null
	};
};
