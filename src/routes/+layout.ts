import * as later from './later.ts';
import type { LayoutLoad } from './$types';

/** What the frame has for some: the banner of the demo, and the way to one's table for who has one. Others do not fetch it. */
export const load: LayoutLoad = async ({ data }) => {
	await Promise.all([data.demo && later.demoBanner.load(), data.place && later.placeNow.load(), data.rehearsal && later.rehearsal.load()]);
	return data;
};
