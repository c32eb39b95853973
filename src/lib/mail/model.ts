import type { MailKind, MailState } from '#db/schema/mail.ts';
import { mayLead, type Actor } from '#lib/people/model.ts';

export type { MailKind, MailState } from '#db/schema/mail.ts';

/** How many mails of a batch are in each state; a state that none is in may be left out. */
export type Counts = Partial<Record<MailState, number>>;

/** Sees the outbox, and decides what leaves it. */
export function mayRelease(actor: Pick<Actor, 'roles'>): boolean {
	return mayLead(actor);
}

/** A mail that has not left and will not unless somebody releases it. */
export function isReleasable(state: MailState): boolean {
	return state === 'held';
}

/** A mail that can still be kept from leaving. While it is being sent it is too late to tell. */
export function isCancellable(state: MailState): boolean {
	return state === 'held' || state === 'queued' || state === 'awaitingRetry';
}

/** A mail that was released and has not begun to leave: releasing it can be undone. */
export function isUndoable(state: MailState): boolean {
	return state === 'queued';
}

/** Kinds that a person may unsubscribe from. Invitations, hearings and questions about one's own measures are part of the work. */
export const unsubscribable: readonly MailKind[] = ['summary', 'topicAnswer', 'becameOf', 'measureNews'];

/** A letter to an address that one has come back from before: it has not been tried. */
export function isToBounced({ state, attempts }: { state: MailState; attempts: number }): boolean {
	return state === 'failed' && attempts === 0;
}

/** A mail that was given up, and may be tried anew when what was wrong is mended. */
export function isRetriable(state: MailState): boolean {
	return state === 'failed' || state === 'bounced';
}

export const releasable = (counts: Counts): number => counts.held ?? 0;
export const cancellable = (counts: Counts): number => (counts.held ?? 0) + (counts.queued ?? 0) + (counts.awaitingRetry ?? 0);
export const retriable = (counts: Counts): number => (counts.failed ?? 0) + (counts.bounced ?? 0);

/** Released and on its way: due now, being sent, or waiting for the next attempt. */
export const underway = (counts: Counts): number => (counts.queued ?? 0) + (counts.sending ?? 0) + (counts.awaitingRetry ?? 0);

export const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Minutes from one failed attempt to the next; after the last of them the mail has failed. */
export const retryMinutes: readonly number[] = [1, 5, 15, 60, 240];

/** Text, HTML and calendar of a mail together, in UTF-8 bytes: Gmail clips at 102 kB. */
export const maxMailBytes = 100_000;
