/** What one client may ask of the server (L4). Set by the environment; see `.env.example`. */
export interface LiveLimits {
	/** The largest message; only the first answer to our step 1 may be larger, by the size of the document. */
	frameBytes: number;
	messagesPerSecond: number;
	burst: number;
	bytesPerMinute: number;
	connectionsPerBoard: number;
	connectionsPerAddress: number;
	documentBytes: number;
	/** Refused messages before a connection is closed with 4400. */
	strikes: number;
	/** A reader for whom more than this waits … */
	backlogBytes: number;
	/** … for this long is cut (L10). */
	backlogMs: number;
	/** From the request to the open socket (L2). */
	handshakeMs: number;
	/** How long a board stays loaded after the last one left. */
	lingerMs: number;
	/** Rows in a board's log before they are made one. */
	logRows: number;
	/** How long `shutdown` tries to write what is queued. */
	shutdownMs: number;
}

export const defaultLimits: LiveLimits = {
	frameBytes: 64 * 1024,
	messagesPerSecond: 30,
	burst: 120,
	bytesPerMinute: 256 * 1024,
	connectionsPerBoard: 100,
	connectionsPerAddress: 500,
	documentBytes: 4 * 1024 * 1024,
	strikes: 5,
	backlogBytes: 1024 * 1024,
	backlogMs: 10_000,
	handshakeMs: 10_000,
	lingerMs: 30_000,
	logRows: 500,
	shutdownMs: 6000
};

/** A bucket that holds `most` and fills at `perMs`. */
export class Bucket {
	#level: number;
	#at = performance.now();
	readonly #most: number;
	readonly #perMs: number;

	constructor(most: number, perMs: number) {
		this.#level = most;
		this.#most = most;
		this.#perMs = perMs;
	}

	/** Takes `amount` out; false when there is not that much. */
	take(amount: number): boolean {
		const now = performance.now();
		this.#level = Math.min(this.#most, this.#level + (now - this.#at) * this.#perMs);
		this.#at = now;
		if (amount > this.#level) return false;
		this.#level -= amount;
		return true;
	}
}

/** How far back a rate looks, in milliseconds: what was a second ago is forgotten. */
const memory = 250;

/** How often something happens: a second, of late. */
export class Rate {
	/** As of the last time it happened. */
	perSecond = 0;
	at = 0;

	count(now: number): void {
		this.perSecond = this.perSecond * Math.exp((this.at - now) / memory) + 1000 / memory;
		this.at = now;
	}
}

/** How many bytes a document takes, encoded. What updates add is more than what is left of them: deleted text is forgotten. */
export class Weight {
	atMost = 0;
	#measured = { size: 0, at: -Infinity };
	readonly #most: number;
	readonly #measure: () => number;

	constructor(most: number, measure: () => number) {
		this.#most = most;
		this.#measure = measure;
	}

	add(bytes: number): void {
		this.atMost += bytes;
	}

	/** Somebody has measured it. */
	is(size: number): void {
		this.atMost = size;
		this.#measured = { size, at: performance.now() };
	}

	/** Measures when in doubt, but not at every knock on a full board: encoding a large document takes its time. */
	leavesRoomFor(bytes: number): boolean {
		if (this.atMost + bytes <= this.#most) return true;
		const hasGrown = this.atMost - this.#measured.size >= this.#most / 8;
		if (!hasGrown && performance.now() - this.#measured.at < 2000) return false;
		this.is(this.#measure());
		return this.atMost + bytes <= this.#most;
	}
}
