import { databaseFault } from '#lib/db/fault.server.ts';
import type { Storage } from '../storage/updateLog.server.ts';
import type { Batch } from './batch.ts';
import type { Connection } from './connection.ts';
import { Rate } from './meters.ts';
import type { Room } from './room.ts';

/*
 * Group commit (L11): collects what rooms have accepted, commits it in one transaction, and only then lets them broadcast.
 * A small board is committed in the next turn of the event loop. A board with many recipients waits a little, so that one
 * frame carries several edits: its window grows with recipients × updates a second.
 */

const maxWindowMs = 66;
/** Deliveries a second that are worth a millisecond of waiting. */
const deliveriesPerWindowMs = 680;
/**
 * Updates a second, of all boards, that are worth a millisecond between commits: a commit costs as much as ten writes to a socket, and
 * no hand feels 10 ms (RESULTS.md). One table that writes alone does not wait.
 */
const updatesPerPauseMs = 50;
const maxPauseMs = 10;
const minRetryMs = 100;
const maxRetryMs = 2000;

export interface GroupCommitDeps {
	storage: Storage;
	/** A commit failed; `waiting` asked for the document and can be served from disk. */
	onFailed(room: Room, waiting: Connection[]): void;
	/** Another process has written where a room was to be written, or began an epoch: nothing of the batch is. */
	onLost(room: Room): void;
	/** A room could not encode its batch or broadcast it: a bug. */
	onBroken(room: Room, error: unknown): void;
	/** First failure, and first success after failures. */
	onHealthChange(isHealthy: boolean, error?: unknown): void;
}

export class GroupCommitter {
	readonly #deps: GroupCommitDeps;
	/** When the next commit of each dirty room is due. */
	readonly #due = new Map<Room, number>();
	readonly #retries = new Map<Room, number>();
	/** Of all boards. */
	readonly #updateRate = new Rate();
	#isRunning = false;
	#timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
	#timerAt = Infinity;
	/** How long commits take, smoothed. */
	#commitMs = 0;
	#endedAt = 0;
	#exclusive: Promise<unknown> = Promise.resolve();
	#isHealthy = true;

	constructor(deps: GroupCommitDeps) {
		this.#deps = deps;
	}

	/** Whether the last commit of every room succeeded. */
	get isHealthy(): boolean {
		return this.#isHealthy;
	}

	/** `room` has something to commit. */
	markDirty(room: Room): void {
		const window = Math.min(maxWindowMs, room.deliveryRate / deliveriesPerWindowMs);
		// People wait for the window and for the commit.
		this.#mark(room, window - this.#commitMs);
	}

	/** `room` has something to commit that somebody waits for. */
	markUrgent(room: Room): void {
		this.#mark(room, 0);
	}

	/** Milliseconds since any room was marked. */
	quietFor(now: number): number {
		return now - this.#updateRate.at;
	}

	/** Runs `task` while nothing else of the live server is being written. */
	exclusively<T>(task: () => Promise<T>): Promise<T> {
		const result = this.#exclusive.then(task);
		this.#exclusive = result.catch(() => undefined);
		return result;
	}

	/** `room` was unloaded: what it had left is not written. */
	forget(room: Room): void {
		this.#due.delete(room);
		this.#retries.delete(room);
	}

	stop(): void {
		this.#clearTimer();
		this.#due.clear();
		this.#retries.clear();
	}

	#mark(room: Room, waitMs: number): void {
		const now = performance.now();
		this.#updateRate.count(now);
		const wait = this.#retries.get(room) ?? waitMs;
		const at = now + (wait < 2 ? 0 : wait);
		const before = this.#due.get(room);
		if (before !== undefined && before <= at) return;
		this.#due.set(room, at);
		if (!this.#isRunning) this.#schedule(at);
	}

	#clearTimer(): void {
		clearTimeout(this.#timer as NodeJS.Timeout);
		clearImmediate(this.#timer as NodeJS.Immediate);
		this.#timer = undefined;
		this.#timerAt = Infinity;
	}

	#schedule(at: number): void {
		// A slow disk pauses for as long as it works, so that reading and sending go on between commits. Under load a fast one
		// pauses too, so that one commit carries the edits of several boards.
		const pause = Math.max(Math.min(maxWindowMs, this.#commitMs), Math.min(maxPauseMs, this.#updateRate.perSecond / updatesPerPauseMs));
		const start = Math.max(at, this.#endedAt + pause);
		if (this.#timer && this.#timerAt <= start) return;
		this.#clearTimer();
		this.#timerAt = start;
		const wait = start - performance.now();
		const run = () => void this.#run();
		this.#timer = wait < 1 ? setImmediate(run) : setTimeout(run, wait);
	}

	async #run(): Promise<void> {
		this.#clearTimer();
		this.#isRunning = true;
		const now = performance.now();
		const batches = this.#takeBatches(now);
		if (batches.length > 0) {
			await this.exclusively(() => this.#commit(batches));
			this.#endedAt = performance.now();
			this.#commitMs = this.#commitMs * 0.8 + (this.#endedAt - now) * 0.2;
		}
		this.#isRunning = false;
		const next = Math.min(...this.#due.values());
		if (next < Infinity) this.#schedule(next);
	}

	#takeBatches(now: number): { room: Room; batch: Batch }[] {
		const batches: { room: Room; batch: Batch }[] = [];
		for (const [room, at] of this.#due) {
			if (at > now + 1) continue;
			this.#due.delete(room);
			try {
				const batch = room.takeBatch();
				if (batch) batches.push({ room, batch });
			} catch (error) {
				this.#deps.onBroken(room, error);
			}
		}
		return batches;
	}

	async #commit(batches: { room: Room; batch: Batch }[]): Promise<void> {
		let lost: ReadonlySet<string>;
		try {
			lost = await this.#deps.storage.append(batches.map(({ batch }) => batch.append));
		} catch (error) {
			// One board that can't be written must not keep the others from being saved (hedgedoc#3894); a disk that takes nothing
			// is asked once for all of them.
			if (batches.length > 1 && databaseFault(error) === undefined) {
				for (const one of batches) await this.#commit([one]);
			} else for (const { room, batch } of batches) this.#putBack(room, batch, error);
			return;
		}
		for (const { room, batch } of batches) {
			const wasTriedBefore = this.#retries.delete(room);
			try {
				if (lost.has(room.id)) room.lose(batch);
				else room.commit(batch);
			} catch (error) {
				this.#deps.onBroken(room, error);
			}
			if (lost.has(room.id)) this.#deps.onLost(room);
			// What came meanwhile was not part of it.
			else if (wasTriedBefore) this.markUrgent(room);
		}
		if (!this.#isHealthy && this.#retries.size === 0) {
			this.#isHealthy = true;
			this.#deps.onHealthChange(true);
		}
	}

	#putBack(room: Room, batch: Batch, error: unknown): void {
		const before = this.#retries.get(room);
		this.#retries.set(room, Math.min(maxRetryMs, before ? before * 2 : minRetryMs));
		if (this.#isHealthy) {
			this.#isHealthy = false;
			this.#deps.onHealthChange(false, error);
		}
		const waiting = room.putBack(batch, error);
		if (!room.isSettled) this.markDirty(room);
		else this.#retries.delete(room);
		this.#deps.onFailed(room, waiting);
	}
}
