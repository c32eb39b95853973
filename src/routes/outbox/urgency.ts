import { releasable, retriable, underway, type Counts } from '#lib/mail/model.ts';

/** The batch that asks for somebody first: one that waits for release, then one in trouble, then one on its way, else the newest. */
export function mostUrgent<B extends { counts: Counts }>(batches: readonly B[]): B | undefined {
	return [releasable, retriable, underway].map((asks) => batches.find(({ counts }) => asks(counts) > 0)).find(Boolean) ?? batches[0];
}
