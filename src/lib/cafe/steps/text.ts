import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesFor, SentencesOf } from '#lib/result.ts';
import { freezeText } from '../harvest/text.ts';
import type { Cafe } from '../model.ts';
import type { PendingStep } from '../pending.ts';
import { nextPhaseText } from '../rounds/text.ts';
import type { pressStep, RefusedStep, undoStep, takeStepNow } from './pending.server.ts';

/** Why a step was not pressed, taken back or taken. */
export const stepText = {
	...freezeText,
	...nextPhaseText,
	conflictPending: m.steps_refused_pending,
	pastStep: m.steps_refused_past
} satisfies SentencesOf<typeof pressStep | typeof undoStep | typeof takeStepNow>;

/** Why a step that had waited was not taken when its time had come. */
export function refusedStepText(refused: RefusedStep): string {
	const say = stepText as SentencesFor<RefusedStep>;
	if (refused.reason === 'notFound') return m.cafe_refused_not_found();
	return (say[refused.reason] as (refusal: RefusedStep) => string)(refused);
}

/** What a pending step does, and in how many seconds. */
export function pendingText(step: PendingStep, { round }: Pick<Cafe, 'round'>, count: number): string {
	switch (step) {
		case 'round':
			return m.steps_pending_round({ round: round + 1, count });
		case 'changeover':
			return m.steps_pending_changeover({ count });
		case 'vote':
			return m.steps_pending_vote({ count });
		case 'harvest':
			return m.steps_pending_harvest({ count });
	}
}
