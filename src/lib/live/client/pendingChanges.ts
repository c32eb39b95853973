import { sync } from '../protocol.ts';

/** Without an acknowledgement for this long, nobody should believe that their text is being saved. */
const patienceMs = 4000;

/**
 * Local changes that are not acknowledged, each with the number of the sync message that carries it on this socket. Message 100
 * acknowledges by number, since a deletion advances no clock.
 */
export class PendingChanges {
	#changes: { message: number | null }[] = [];
	#sent = 0;
	#lastAckAt = 0;

	get count(): number {
		return this.#changes.length;
	}

	add(): void {
		if (this.#changes.length === 0) this.#lastAckAt = Date.now();
		this.#changes.push({ message: null });
	}

	/** A sync message of this kind is sent. An update carries the last change, step 2 everything that the server lacks. */
	sent(kind: number | undefined): void {
		this.#sent++;
		if (kind === sync.update) {
			const last = this.#changes.at(-1);
			if (last) last.message ??= this.#sent;
		} else for (const change of this.#changes) change.message ??= this.#sent;
	}

	/** The server is done with the first `count` sync messages of this socket. */
	acknowledge(count: number): void {
		this.#lastAckAt = Date.now();
		this.#changes = this.#changes.filter(({ message }) => message === null || message > count);
	}

	/** What was sent may not have arrived: it is sent again. */
	resend(): void {
		for (const change of this.#changes) change.message = null;
	}

	/** A new socket counts its messages from the beginning. */
	restart(): void {
		this.#sent = 0;
		this.#lastAckAt = Date.now();
	}

	get isOverdue(): boolean {
		return this.#changes.length > 0 && Date.now() - this.#lastAckAt > patienceMs;
	}
}
