import type { Principal } from '../contract.ts';
import type { AcceptedSchema, EntryId } from '../documentSchema.ts';
import type { LiveLimits } from './options.server.ts';

/** Token bucket: holds `capacity` tokens and gains `perMs`. */
export class TokenBucket {
	#level: number;
	#at = performance.now();
	readonly #capacity: number;
	readonly #perMs: number;

	constructor(capacity: number, perMs: number) {
		this.#level = capacity;
		this.#capacity = capacity;
		this.#perMs = perMs;
	}

	/** Takes `amount`; false when there is not that much. */
	take(amount: number): boolean {
		const now = performance.now();
		this.#level = Math.min(this.#capacity, this.#level + (now - this.#at) * this.#perMs);
		this.#at = now;
		if (amount > this.#level) return false;
		this.#level -= amount;
		return true;
	}
}

const hourMs = 3_600_000;

/** Who runs a table writes for those without a phone too: as much as four. */
const moderatorsWriteFor = 4;

/** Client ids for each note of the quota: the changes to it, and to those of others. */
const changesPerNote = 50;

/**
 * What each participant has created on all boards within the last hour (L4): entries, and client ids, of which each change has one. In
 * memory only: whose what was is not stored (L21).
 */
export class EntryQuota {
	/** When, oldest first, by root (or `clients`) and participant. */
	readonly #times = new Map<string, number[]>();
	readonly #perHour: number;

	constructor({ notesPerHour }: Pick<LiveLimits, 'notesPerHour'>) {
		this.#perHour = notesPerHour;
	}

	/**
	 * Counts `created` and the fresh client ids unless it is too much; then nothing is counted, and there is room for it after so many
	 * minutes. Else 0.
	 */
	take(
		schema: AcceptedSchema,
		{ id, secret = id, moderates }: Principal,
		{ created, clients }: { created: readonly EntryId[]; clients: number },
		now = performance.now()
	): number {
		if (schema === 'any') return 0;
		const perHour = moderates ? this.#perHour * moderatorsWriteFor : this.#perHour;
		const counted = Map.groupBy(
			created.filter(({ root }) => schema.get(root)?.perHour),
			({ root }) => `${root} ${secret}`
		);
		const wanted = [...counted].map(([key, { length }]) => ({ key, length, max: perHour }));
		if (clients > 0) wanted.push({ key: `clients ${secret}`, length: clients, max: perHour * changesPerNote });
		const keys = wanted.map((one) => ({ ...one, times: this.#within(one.key, now) }));
		for (const { length, max, times } of keys) {
			const over = times.length + length - max;
			if (over > 0) return Math.max(1, Math.ceil(((times[over - 1] ?? now) + hourMs - now) / 60_000));
		}
		for (const { key, length, times } of keys) this.#times.set(key, [...times, ...Array<number>(length).fill(now)]);
		if (this.#times.size > 1000) for (const key of this.#times.keys()) if (this.#within(key, now).length === 0) this.#times.delete(key);
		return 0;
	}

	#within(key: string, now: number): number[] {
		return (this.#times.get(key) ?? []).filter((at) => at > now - hourMs);
	}
}

/** What one connection may still send (L4). */
export class MessageBudget {
	readonly #messages: TokenBucket;
	readonly #bytes: TokenBucket;
	readonly #presenceMessages: TokenBucket;
	readonly #presenceBytes: TokenBucket;

	constructor({ messagesPerSecond, burst, bytesPerMinute }: LiveLimits) {
		this.#messages = new TokenBucket(burst, messagesPerSecond / 1000);
		this.#bytes = new TokenBucket(bytesPerMinute, bytesPerMinute / 60_000);
		// The stock provider repeats every presence message it receives, which its user can't help.
		this.#presenceMessages = new TokenBucket(burst * 4, messagesPerSecond / 250);
		this.#presenceBytes = new TokenBucket(bytesPerMinute * 16, (bytesPerMinute * 16) / 60_000);
	}

	takeMessage(messages: number, bytes = 0): boolean {
		return this.#messages.take(messages) && (bytes === 0 || this.#bytes.take(bytes));
	}

	takePresence(bytes: number): boolean {
		return this.#presenceMessages.take(1) && this.#presenceBytes.take(bytes);
	}
}

/** Time constant of the decay, in milliseconds: a second ago counts for nothing. */
const decayMs = 250;

/** Events per second over a recent window (exponential decay). */
export class Rate {
	#perSecond = 0;
	#at = 0;

	/** As of the last event. */
	get perSecond(): number {
		return this.#perSecond;
	}

	/** When the last event was counted. */
	get at(): number {
		return this.#at;
	}

	count(now: number): void {
		this.#perSecond = this.#perSecond * Math.exp((this.#at - now) / decayMs) + 1000 / decayMs;
		this.#at = now;
	}
}

/** Counts the states of all boards in this process, so that no two have the same number, also of a board that is loaded anew. */
let states = 0;

/** How much a board is written on. */
export class WriteActivity {
	readonly #messages = new Rate();
	#version = ++states;
	#wroteAt = 0;

	/** Messages a second, as of the last one. */
	get perSecond(): number {
		return this.#messages.perSecond;
	}

	/** When the last message came, whether or not it held anything new. */
	get at(): number {
		return this.#messages.at;
	}

	/** Another number after each update with new content, and in each room. */
	get version(): number {
		return this.#version;
	}

	/** When the last update with new content came, by `performance.now()`; 0: none yet. */
	get wroteAt(): number {
		return this.#wroteAt;
	}

	/** Time since the last update with new content; null when there was none yet. */
	quietFor(now: number): number | null {
		return this.#wroteAt === 0 ? null : now - this.#wroteAt;
	}

	note(now: number, isNew: boolean): void {
		this.#messages.count(now);
		if (!isNew) return;
		this.#version = ++states;
		this.#wroteAt = now;
	}
}

/** An upper bound for the size of an encoded document. Updates add more than they leave behind, since deleted text is dropped. */
export class SizeEstimate {
	#upperBound = 0;
	#measured = { size: 0, at: -Infinity };
	readonly #max: number;
	readonly #measure: () => number;

	constructor(max: number, measure: () => number) {
		this.#max = max;
		this.#measure = measure;
	}

	get upperBound(): number {
		return this.#upperBound;
	}

	add(bytes: number): void {
		this.#upperBound += bytes;
	}

	/** The document was encoded. */
	setMeasured(size: number): void {
		this.#upperBound = size;
		this.#measured = { size, at: performance.now() };
	}

	/** Measures when the estimate says no, but not for every update of a full board: encoding a large document takes time. */
	hasRoomFor(bytes: number): boolean {
		if (this.#upperBound + bytes <= this.#max) return true;
		const hasGrown = this.#upperBound - this.#measured.size >= this.#max / 8;
		if (!hasGrown && performance.now() - this.#measured.at < 2000) return false;
		this.setMeasured(this.#measure());
		return this.#upperBound + bytes <= this.#max;
	}
}
