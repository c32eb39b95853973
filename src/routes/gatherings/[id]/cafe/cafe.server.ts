import { error, type RequestEvent } from '@sveltejs/kit';
import { broadcastStatus } from '#lib/cafe/board/status.server.ts';
import { graceSeconds, isForThisStep, mayRun } from '#lib/cafe/model.ts';
import type { Keeper } from '#lib/cafe/joining/keeper.server.ts';
import { cafeRow } from '#lib/cafe/queries.server.ts';
import { phaseText } from '#lib/cafe/text.ts';
import type { Db } from '#lib/db/open.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import type { Actor } from '#lib/people/model.ts';
import type { Answer } from '#lib/result.ts';
import { actionFor } from '../../../action.server.ts';

/** The gathering's café for somebody who may run it, as its actions use it; 404 for others. */
async function cafeFor({ locals, params, url }: RequestEvent) {
	const { db, live, now } = locals;
	const actor = requireActor(locals, url, mayRun);
	const row = () => cafeRow(db, actor.municipalityId, params.id!);
	const before = (await row()) ?? error(404);
	const cafeId = before.id;
	return {
		id: cafeId,
		keeper: { cafeId, tableId: null, as: actor, detail: undefined } satisfies Keeper,
		/** Runs a command on the café, and broadcasts the new status to its boards unless it was refused. */
		async run<Rest extends unknown[], A extends Answer>(
			command: (db: Db, actor: Actor, cafeId: string, ...rest: Rest) => Promise<A>,
			...rest: Rest
		): Promise<A> {
			const answer = await command(db, actor, cafeId, ...rest);
			if (answer.ok) await broadcastStatus(db, live, cafeId, now);
			return answer;
		},
		/**
		 * As `run`, for a step from one phase to the next that was pressed for the step `pressedFor`: it does nothing when that one is
		 * taken already. `stands` says where the café stands then.
		 */
		async step<Rest extends unknown[], A extends Answer>(
			pressedFor: string,
			command: (db: Db, actor: Actor, cafeId: string, ...rest: Rest) => Promise<A>,
			...rest: Rest
		): Promise<Exclude<A, { ok: true }> | { ok: true; stands: string }> {
			if (!isForThisStep(before, pressedFor, now)) return { ok: true, stands: m.cafe_step_taken({ phase: phaseText(before) }) };
			const answer = await this.run(command, ...rest);
			if (!answer.ok) return answer as Exclude<A, { ok: true }>;
			return { ok: true, stands: phaseText((await row()) ?? before) };
		}
	};
}

/** A form action of those who run the café; `actor` is the café, with `run` for its commands. */
export const cafeAction = actionFor(cafeFor);

/** What is said after a step, for `cafeAction`. */
export const stands = ({ stands }: { stands: string }) => stands;

/**
 * Authorises everybody at the boards again when the grace period is over (L19). A restart before that does so too, as everybody
 * reconnects.
 */
export function reauthorizeAfterGrace({ db, live, clock }: App.Locals, cafeId: string) {
	setTimeout(() => void broadcastStatus(db, live, cafeId, clock.now()).catch(() => undefined), graceSeconds * 1000).unref();
}
