/** A step of the facilitator that can be taken back before it takes effect. */
export type PendingStep = 'round' | 'changeover' | 'vote' | 'harvest';

/** Columns of a café: the step that waits, and the one that could not be taken. */
export interface PressedStep {
	/** Pressed, it takes effect at `pendingAt`: by whom, and with what choices (JSON); null: none. */
	pendingStep: PendingStep | null;
	pendingAt: string | null;
	pendingBy: string | null;
	pendingChoices: string | null;
	/** When somebody last pressed a step or took one back. */
	pressedAt: string | null;
	/** One that could not take effect: the step, the reason and its facts (JSON). */
	refusedStep: string | null;
}
