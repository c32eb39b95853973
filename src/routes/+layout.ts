import type { LayoutLoad } from './$types';

/** What the frame has for some: the banner of the demo, and the way to one's table for who has one. Others do not fetch it. */
export const load: LayoutLoad = async ({ data }) => ({
	...data,
	DemoBanner: data.demo ? (await import('#lib/ui/page/DemoBanner.svelte')).default : null,
	PlaceNow: data.place ? (await import('./PlaceNow.svelte')).default : null
});
