import { error, text } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** How the installation is doing, for who runs it: to be read with METRICS_TOKEN, and not there for anybody else. */
export const GET: RequestHandler = async ({ locals, request }) => {
	const { metrics } = locals;
	if (!metrics.mayRead(request.headers.get('authorization'))) error(404);
	return text(await metrics.text(), { headers: { 'content-type': metrics.contentType } });
};
