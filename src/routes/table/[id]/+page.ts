import * as later from './later.ts';
import type { PageLoad } from './$types';

/** Loads only when needed, to spare phones: the projector's view, who waits to be let in, the points while they are picked, and the
 * components for elements of the plan. */
export const load: PageLoad = async ({ data }) => {
	const plan = data.elements.length > 0 ? [later.planOnTable, later.aboutChoice] : [];
	const here = [...(data.projector ? [later.projector] : []), ...(data.waiting.length > 0 ? [later.waiting] : []), ...plan];
	await Promise.all([...here, ...(data.harvest ? [later.points] : [])].map((part) => part.load()));
	return data;
};
