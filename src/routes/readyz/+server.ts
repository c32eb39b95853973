import { text } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Ready: what people write now can be kept. 503 and why while it can't, so that a proxy sends nobody here. */
export const GET: RequestHandler = async ({ locals }) => {
	const reason = await locals.notReady();
	return reason === undefined ? text('ready\n') : text(`not ready: ${reason}\n`, { status: 503 });
};
