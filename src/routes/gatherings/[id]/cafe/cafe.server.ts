import { error, type RequestEvent } from '@sveltejs/kit';
import { broadcastStatus } from '#lib/cafe/board/status.server.ts';
import { isForThisStep, mayRun, type Cafe } from '#lib/cafe/model.ts';
import { pendingOf } from '#lib/cafe/pending.ts';
import type { Keeper } from '#lib/cafe/joining/keeper.server.ts';
import { cafeRow } from '#lib/cafe/queries.server.ts';
import { pressStep, takeStepNow, type ChosenStep } from '#lib/cafe/steps/pending.server.ts';
import { pendingText } from '#lib/cafe/steps/text.ts';
import { phaseText } from '#lib/cafe/text.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import type { Actor } from '#lib/people/model.ts';
import type { Answer } from '#lib/result.ts';
import { actionFor } from '../../../action.server.ts';

/** The gathering's café for somebody who may run it, as its actions use it; 404 for others. */
async function cafeFor({ locals, params, url }: RequestEvent) {
	const { db, live, steps, now } = locals;
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
			if (!isForThisStep(before, pressedFor, now)) return { ok: true, stands: m.cafe_step_taken({ phase: standsText(before, now) }) };
			const answer = await this.run(command, ...rest);
			if (!answer.ok) return answer as Exclude<A, { ok: true }>;
			return { ok: true, stands: standsText((await row()) ?? before, now) };
		},
		/** A step that waits before it takes effect, unless it was asked for at once; pressed for the step `pressedFor` as above. */
		async press({ step: pressedFor, when }: { step: string; when?: 'now' | undefined }, chosen: ChosenStep) {
			if (!isForThisStep(before, pressedFor, now))
				return { ok: true as const, stands: m.cafe_step_taken({ phase: standsText(before, now) }) };
			const pressed = await this.run(pressStep, chosen, now);
			if (!pressed.ok) return pressed;
			if (when === 'now') return this.take();
			steps.lookAfter(cafeId);
			return { ok: true as const, stands: standsText((await row()) ?? before, now) };
		},
		/** Takes the step that waits, pressed for the step `pressedFor` as above. */
		async takeFor(pressedFor: string) {
			return isForThisStep(before, pressedFor, now)
				? this.take()
				: { ok: true as const, stands: m.cafe_step_taken({ phase: standsText(before, now) }) };
		},
		/** Takes the step that waits. */
		async take() {
			const taken = await this.run((db, actor, cafeId) => takeStepNow(db, live, actor, cafeId, now));
			if (!taken.ok) return taken;
			steps.afterGrace(cafeId);
			return { ok: true as const, stands: standsText((await row()) ?? before, now) };
		}
	};
}

/** A form action of those who run the café; `actor` is the café, with `run` for its commands. */
export const cafeAction = actionFor(cafeFor);

/** Where the café stands, in one sentence: its phase, or the step that waits. */
function standsText(cafe: Cafe, now: Instant): string {
	const pending = pendingOf(cafe);
	if (pending === null) return phaseText(cafe);
	const seconds = Math.max(0, Math.ceil((Date.parse(pending.at) - Date.parse(now)) / 1000));
	return m.steps_said_pending({ what: pendingText(pending.step, cafe, seconds) });
}

/** What is said after a step, for `cafeAction`. */
export const stands = ({ stands }: { stands: string }) => stands;
