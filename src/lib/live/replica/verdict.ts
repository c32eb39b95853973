import type { Refused as Reason } from '../contract.ts';
import type { EntryId } from '../documentSchema.ts';
import type { Rewritten } from './otherHand.ts';
import type { Update } from './updateCodec.ts';

/* What the validation of an update is told, and what it says. */

export interface Accepted {
	ok: true;
	/** Holds only what is new in the update. */
	update: Update;
	/** The same in Yjs' format; undefined when nothing is new. */
	bytes: Uint8Array | undefined;
	/** The entries that it creates. */
	created: readonly EntryId[];
	/** Texts that are not the sender's, to be kept as they were (`keepFirst`). */
	rewritten: readonly Rewritten[];
}

export type Verdict = Accepted | { ok: false; reason: Reason };

export interface Sender {
	mayUse(clientId: number): boolean;
	writesAs: readonly string[];
	/** Whether an entry of an owned root is theirs. */
	owns(entry: EntryId): boolean;
	moderates: boolean;
}

/** Thrown inside the validation. */
export class Refused extends Error {
	readonly reason: Reason;
	constructor(reason: Reason) {
		super(reason);
		this.reason = reason;
	}
}
