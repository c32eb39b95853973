import type { PendingStep } from '#db/schema/cafe.ts';
import type { Instant } from '#lib/dates.ts';
import type { Cafe } from './model.ts';

export type { PendingStep };

/** For how long a step that was pressed can be taken back; then it takes effect. */
export const pendingSeconds = 15;

/** With this much left on the clock a step that ends the phase asks first. */
export const muchLeftSeconds = 120;

/** The seconds left on the clock, when they are so many that ending the phase must be meant; null when they are few, or none runs. */
export function muchLeft({ endsAt, pausedAt }: Pick<Cafe, 'endsAt' | 'pausedAt'>, now: Instant): number | null {
	const left = endsAt === null ? 0 : Math.ceil((Date.parse(endsAt) - Date.parse(pausedAt ?? now)) / 1000);
	return left > muchLeftSeconds ? left : null;
}

/** A step that was pressed, and when it takes effect. */
export type Pending = { step: PendingStep; at: Instant };

/** The columns of a café without a pending step. */
export const noPending = { pendingStep: null, pendingAt: null, pendingBy: null, pendingChoices: null, refusedStep: null } as const;

/** The pending step of a café; null when none is. */
export function pendingOf({ pendingStep, pendingAt }: Pick<Cafe, 'pendingStep' | 'pendingAt'>): Pending | null {
	return pendingStep === null || pendingAt === null ? null : { step: pendingStep, at: pendingAt };
}
