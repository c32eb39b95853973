import { text } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Ready: what people write now can be kept. 503 while it can't, so that a proxy sends nobody here. */
export const GET: RequestHandler = async ({ locals }) =>
	(await locals.isReady()) ? text('ready\n') : text('not ready: nothing can be saved\n', { status: 503 });
