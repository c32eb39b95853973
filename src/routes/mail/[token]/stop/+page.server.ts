import { error, fail } from '@sveltejs/kit';
import { setStop, stopOf } from '#lib/mail/unsubscribe.server.ts';
import { stoppable } from '#lib/mail/model.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Reading changes nothing: mail scanners follow every link. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
	const found = await stopOf(locals.db, params.token);
	if (!found) error(404);
	setHeaders({ 'x-robots-tag': 'noindex' });
	return { chrome: 'bare' as const, kind: found.kind, isStopped: found.isStopped, mayStop: stoppable.includes(found.kind) };
};

async function set({ locals, params }: RequestEvent, stop: boolean) {
	const done = await setStop(locals.db, params.token, stop, locals.now);
	if (done.ok) return;
	if (done.reason === 'notFound') error(404);
	return fail(409, { reason: done.reason });
}

export const actions: Actions = {
	stop: (event) => set(event, true),
	resume: (event) => set(event, false)
};
