import type { ElementFields } from '../document/model.ts';
import type { DecisionOutcome, InputOrigin } from '../model.ts';

/** Where an input may come from when somebody types it in; harvest and pre-analysis are taken in by the system. */
export const typedOrigins = ['hearing', 'mail', 'paper'] as const satisfies readonly InputOrigin[];

export type TypedOrigin = (typeof typedOrigins)[number];

/** Whether an input still waits: neither decided nor withdrawn. */
export function waits(input: { withdrawnAt: string | null; outcome: DecisionOutcome | null }): boolean {
	return input.withdrawnAt === null && input.outcome === null;
}

/** Whether somebody outside has sent an input themselves: a body that was asked, or anybody in a public hearing. */
export function isSentIn(input: { bodyId: string | null; isPublic: boolean }): boolean {
	return input.bodyId !== null || input.isPublic;
}

/** Whether the coordinator may take an input off the queue: a remark and a table's point are theirs who said them. */
export function mayTakeOff(input: { origin: InputOrigin; bodyId: string | null; isPublic: boolean }): boolean {
	return input.origin !== 'harvest' && !isSentIn(input);
}

/** Whether an input stands in the table of remarks: what its author has withdrawn stays there, as withdrawn. */
export function isListed(input: { withdrawnAt: string | null; bodyId: string | null; isPublic: boolean }): boolean {
	return input.withdrawnAt === null || isSentIn(input);
}

/** Who asked must be told why: everything but a plain yes needs a reason. */
export function needsReason(outcome: DecisionOutcome): boolean {
	return outcome !== 'in';
}

/** What an accepted input does to the plan. `existing`: the element already says it, the words stay. */
export type PlanChange =
	| { kind: 'none' }
	| { kind: 'existing'; elementId: string }
	| ({ kind: 'edit'; elementId: string; edition: number } & ElementFields)
	| ({ kind: 'new' } & ElementFields);
