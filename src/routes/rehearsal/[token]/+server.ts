import { error, redirect } from '@sveltejs/kit';
import { enter } from '../entering.server.ts';
import type { RequestHandler } from './$types';

/** The link that lets a phone into a rehearsal, or with `?wall` the machine of the wall. */
export const GET: RequestHandler = (event) => {
	const rehearsal = event.locals.rehearsals.of(event.params.token) ?? error(404);
	const isWall = event.url.searchParams.has('wall');
	enter(event, rehearsal, isWall);
	redirect(303, isWall ? `/gatherings/${rehearsal.gatheringId}/cafe/screen` : `/join/${rehearsal.joinToken}`);
};
