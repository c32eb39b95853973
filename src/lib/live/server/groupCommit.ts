import type { Batch } from './batch.ts';
import type { Connection } from './connection.ts';
import { Rate } from './limits.ts';
import type { Room } from './room.ts';
import type { Storage } from '../storage/updateLog.server.ts';

/*
 * The one who writes (L11): collects what the boards have accepted, commits it in one transaction, and only then lets the
 * boards tell. A small board is written at the next turn of the event loop. A board where much is sent to many waits a
 * little, so that one frame carries the work of several hands: its window grows with recipients × updates a second.
 */

const longestWindow = 66;
/** Deliveries a second that are worth a millisecond of waiting. */
const perMillisecond = 680;
/** Updates a second, of all boards, that are worth a millisecond between commits; and the most of it. */
const perMillisecondOfRest = 100;
const longestRest = 3;
const firstRetry = 100;
const lastRetry = 2000;

export interface WriterWorld {
	storage: Storage;
	/** A write failed; those who wait for the document can be served from disk. */
	failed(room: Room, joiners: Connection[]): void;
	/** A room could not put together what it has, or not tell what was written: a bug. */
	broken(room: Room, error: unknown): void;
	/** First failure and first success after failures. */
	health(isHealthy: boolean, error?: unknown): void;
}

export class Writer {
	#world: WriterWorld;
	/** When each room that has something is due. */
	#due = new Map<Room, number>();
	#retries = new Map<Room, number>();
	#running = false;
	#timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
	#timerAt = Infinity;
	#commitMs = 0;
	#endedAt = 0;
	/** Updates a second of all boards, decaying. */
	#rate = new Rate();
	#exclusive: Promise<unknown> = Promise.resolve();
	isHealthy = true;

	constructor(world: WriterWorld) {
		this.#world = world;
	}

	/** `room` has something to commit; `soon`: somebody waits for it. */
	dirty(room: Room, soon: boolean): void {
		const now = performance.now();
		this.#rate.count(now);
		const retry = this.#retries.get(room);
		const window = Math.min(longestWindow, (room.recipients.size * room.rate.perSecond) / perMillisecond);
		// The commit takes its time too, and people wait for both.
		const wait = retry ?? (soon ? 0 : window - this.#commitMs);
		const at = now + (wait < 2 ? 0 : wait);
		const before = this.#due.get(room);
		if (before !== undefined && before <= at) return;
		this.#due.set(room, at);
		if (!this.#running) this.#schedule(at);
	}

	/** Milliseconds since any board had something to commit. */
	quietFor(now: number): number {
		return now - this.#rate.at;
	}

	/** Runs `task` while nothing else of the live server is being written. */
	exclusively<T>(task: () => Promise<T>): Promise<T> {
		const result = this.#exclusive.then(task);
		this.#exclusive = result.catch(() => undefined);
		return result;
	}

	/** `room` is no more: what it had left is not written. */
	forget(room: Room): void {
		this.#due.delete(room);
		this.#retries.delete(room);
	}

	stop(): void {
		this.#clear();
		this.#due.clear();
		this.#retries.clear();
	}

	#clear(): void {
		clearTimeout(this.#timer as NodeJS.Timeout);
		clearImmediate(this.#timer as NodeJS.Immediate);
		this.#timer = undefined;
		this.#timerAt = Infinity;
	}

	#schedule(at: number): void {
		// A slow disk gets as much rest as work, so that reading and sending go on between commits; and where much is written,
		// a quick one too, so that one commit carries the work of several boards.
		const rest = Math.max(Math.min(longestWindow, this.#commitMs), Math.min(longestRest, this.#rate.perSecond / perMillisecondOfRest));
		const start = Math.max(at, this.#endedAt + rest);
		if (this.#timer && this.#timerAt <= start) return;
		this.#clear();
		this.#timerAt = start;
		const wait = start - performance.now();
		const run = () => void this.#run();
		this.#timer = wait < 1 ? setImmediate(run) : setTimeout(run, wait);
	}

	async #run(): Promise<void> {
		this.#clear();
		this.#running = true;
		const now = performance.now();
		const batches: { room: Room; batch: Batch }[] = [];
		for (const [room, at] of this.#due) {
			if (at > now + 1) continue;
			this.#due.delete(room);
			try {
				const batch = room.take();
				if (batch) batches.push({ room, batch });
			} catch (error) {
				this.#world.broken(room, error);
			}
		}
		if (batches.length > 0) {
			await this.exclusively(() => this.#write(batches));
			this.#endedAt = performance.now();
			this.#commitMs = this.#commitMs * 0.8 + (this.#endedAt - now) * 0.2;
		}
		this.#running = false;
		const next = Math.min(...this.#due.values());
		if (next < Infinity) this.#schedule(next);
	}

	async #write(batches: { room: Room; batch: Batch }[]): Promise<void> {
		try {
			await this.#world.storage.append(batches.map(({ batch }) => batch.append));
		} catch (error) {
			// One board's trouble must not keep the others from being saved (hedgedoc#3894).
			if (batches.length > 1) {
				for (const one of batches) await this.#write([one]);
			} else for (const { room, batch } of batches) this.#putBack(room, batch, error);
			return;
		}
		for (const { room, batch } of batches) {
			this.#retries.delete(room);
			try {
				room.commit(batch);
			} catch (error) {
				this.#world.broken(room, error);
			}
		}
		if (!this.isHealthy && this.#retries.size === 0) {
			this.isHealthy = true;
			this.#world.health(true);
		}
	}

	#putBack(room: Room, batch: Batch, error: unknown): void {
		const before = this.#retries.get(room);
		this.#retries.set(room, Math.min(lastRetry, before ? before * 2 : firstRetry));
		if (this.isHealthy) {
			this.isHealthy = false;
			this.#world.health(false, error);
		}
		const joiners = room.putBack(batch, error);
		if (!room.isSettled) this.dirty(room, false);
		else this.#retries.delete(room);
		this.#world.failed(room, joiners);
	}
}
