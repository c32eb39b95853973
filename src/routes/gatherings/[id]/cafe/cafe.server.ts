import { error, type RequestEvent } from '@sveltejs/kit';
import { broadcastStatus } from '#lib/cafe/board/status.server.ts';
import { graceSeconds, mayRun } from '#lib/cafe/model.ts';
import { cafeIdOf } from '#lib/cafe/queries.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import type { Actor } from '#lib/people/model.ts';
import type { Answer } from '#lib/result.ts';
import { actionFor } from '../../../action.server.ts';

/** The gathering's café for somebody who may run it, as its actions use it; 404 for others. */
async function cafeFor({ locals, params, url }: RequestEvent) {
	const { db, live, now } = locals;
	const actor = requireActor(locals, url, mayRun);
	const cafeId = await cafeIdOf(db, actor.municipalityId, params.id!);
	if (!cafeId) error(404);
	return {
		id: cafeId,
		/** Runs a command on the café, and broadcasts the new status to its boards unless it was refused. */
		async run<Rest extends unknown[], A extends Answer>(
			command: (db: Db, actor: Actor, cafeId: string, ...rest: Rest) => Promise<A>,
			...rest: Rest
		): Promise<A> {
			const answer = await command(db, actor, cafeId, ...rest);
			if (answer.ok) await broadcastStatus(db, live, cafeId, now);
			return answer;
		}
	};
}

/** A form action of those who run the café; `actor` is the café, with `run` for its commands. */
export const cafeAction = actionFor(cafeFor);

/**
 * Authorises everybody at the boards again when the grace period is over (L19). A restart before that does so too, as everybody
 * reconnects.
 */
export function reauthorizeAfterGrace({ db, live, clock }: App.Locals, cafeId: string) {
	setTimeout(() => void broadcastStatus(db, live, cafeId, clock.now()).catch(() => undefined), graceSeconds * 1000).unref();
}
