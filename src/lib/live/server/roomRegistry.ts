import { setTimeout as sleep } from 'node:timers/promises';
import type * as Y from 'yjs';
import type { Frozen } from '../contract.ts';
import { asServerUpdate, documentOf } from '../storage/document.server.ts';
import type { Storage } from '../storage/updateLog.server.ts';
import type { GroupCommitter } from './groupCommit.ts';
import type { RoomDeps } from './options.server.ts';
import { Room } from './room.ts';

export interface RoomRegistryDeps {
	storage: Storage;
	/** How long a room stays loaded when nobody needs it. */
	lingerMs: number;
	room: RoomDeps;
	/** A board is in memory from now on. */
	onLoading(): void;
	/** A room has left memory: what it had queued is not written. */
	onUnloaded(room: Room): void;
	/** Logs the error and returns the id it was logged under. */
	fault(error: unknown, boardId: string): string;
}

/** A board that could not be loaded (L12); the message is the id under which the cause was logged. */
export class LoadFailed extends Error {}

/** loading → open → draining (nobody needs it: compacting its log) → gone; `closing`: it is being replaced by a fresh one. */
type Entry =
	| { state: 'loading'; loaded: Promise<boolean> }
	| { state: 'open'; room: Room }
	| { state: 'draining'; room: Room }
	| { state: 'closing'; room: Room; closed: Promise<void> };

/** The boards in memory: loads each once for all who need it, and unloads it when nobody does and all is committed (L14). */
export class RoomRegistry {
	readonly #entries = new Map<string, Entry>();
	readonly #deps: RoomRegistryDeps;
	#unloaded = 0;

	constructor(deps: RoomRegistryDeps) {
		this.#deps = deps;
	}

	get size(): number {
		return this.#entries.size;
	}

	/** Every loaded room. */
	*[Symbol.iterator](): Generator<Room> {
		for (const entry of this.#entries.values()) if (entry.state !== 'loading') yield entry.room;
	}

	/** The room of a board if it is in memory and not about to be replaced. */
	get(boardId: string): Room | undefined {
		const entry = this.#entries.get(boardId);
		return entry?.state === 'open' || entry?.state === 'draining' ? entry.room : undefined;
	}

	/** The room of a board, loaded if need be and pinned: `unpin` it. Undefined when there is no such board. Rejects with `LoadFailed`. */
	async pin(boardId: string): Promise<Room | undefined> {
		for (;;) {
			const entry = this.#entries.get(boardId) ?? this.#load(boardId);
			if (entry.state === 'closing') await entry.closed;
			else if (entry.state === 'loading') {
				if (!(await entry.loaded)) return undefined;
			} else {
				entry.room.pin();
				return entry.room;
			}
		}
	}

	/** Packs quiet rooms and unloads those that nobody needs. Returns how many of either since the last call. */
	sweep(now: number): number {
		for (const [boardId, entry] of this.#entries) {
			if (entry.state === 'loading') continue;
			if (entry.room.packWhenQuiet(now)) this.#unloaded++;
			const isUnused = !entry.room.isBusy && entry.room.idleFor(now) >= this.#deps.lingerMs;
			if (entry.state === 'open' && isUnused) void this.#drain(boardId, entry.room);
		}
		const unloaded = this.#unloaded;
		this.#unloaded = 0;
		return unloaded;
	}

	/**
	 * Closes a room for good: commits what can be committed, runs `end`, and unloads it. Who needs the board meanwhile waits
	 * and gets a freshly loaded room. Rejects, with the room open again, when `end` does; also when the room was closed before.
	 */
	close(room: Room, end: () => Promise<void> | void): Promise<void> {
		const entry = this.#entries.get(room.id);
		if (!entry || entry.state === 'loading' || entry.room !== room)
			return Promise.reject(new Error('The board was loaded again meanwhile'));
		if (entry.state === 'closing') return entry.closed;
		const closed = (async () => {
			try {
				// What can't be committed now was shown to nobody: those who wrote it still have it and send it again.
				await room.settled().catch(() => undefined);
				await end();
			} catch (error) {
				this.#entries.set(room.id, { state: 'open', room });
				throw error;
			}
			this.#unload(room);
		})();
		this.#entries.set(room.id, { state: 'closing', room, closed });
		return closed;
	}

	/**
	 * Waits until everything accepted is committed, or `deadline` (by `performance.now()`) has passed. Returns how many boards it is not.
	 */
	async settleAll(deadline: number, isHealthy: () => boolean): Promise<number> {
		for (;;) {
			const unsettled = [...this].filter((room) => !room.isSettled);
			if (unsettled.length === 0 || performance.now() > deadline) return unsettled.length;
			await Promise.allSettled(unsettled.map((room) => room.settled()));
			if (!isHealthy()) await sleep(50);
		}
	}

	#load(boardId: string): Entry {
		const loaded = (async () => {
			try {
				const stored = await this.#deps.storage.load(boardId);
				if (stored) this.#entries.set(boardId, { state: 'open', room: new Room(boardId, stored, this.#deps.room) });
				else this.#entries.delete(boardId);
				return stored !== undefined;
			} catch (error) {
				this.#entries.delete(boardId);
				throw new LoadFailed(this.#deps.fault(error, boardId));
			}
		})();
		const entry: Entry = { state: 'loading', loaded };
		this.#entries.set(boardId, entry);
		this.#deps.onLoading();
		return entry;
	}

	/** Compacts the log and unloads the room. Who needs the board meanwhile gets the room, and it stays. */
	async #drain(boardId: string, room: Room): Promise<void> {
		const draining: Entry = { state: 'draining', room };
		this.#entries.set(boardId, draining);
		try {
			await room.settled();
			if (!room.isBusy) await room.compact();
		} catch {
			// The commit failed. The room stays loaded until one succeeds.
		}
		if (this.#entries.get(boardId) !== draining) return;
		if (room.isBusy || !room.isSettled) this.#entries.set(boardId, { state: 'open', room });
		else this.#unload(room);
	}

	#unload(room: Room): void {
		this.#entries.delete(room.id);
		this.#unloaded++;
		this.#deps.onUnloaded(room);
	}
}

/** Freezes a room that is pinned, and unpins it when the caller has decided. Rejects, with the room open, when it can't be saved. */
export async function freezeRoom(room: Room, rooms: RoomRegistry): Promise<Frozen> {
	let isPinned = true;
	const unpin = () => {
		if (isPinned) room.unpin();
		isPinned = false;
	};
	const wasFrozen = room.isFrozen;
	room.setFrozen(true);
	try {
		await room.settled();
	} catch (error) {
		room.setFrozen(wasFrozen);
		unpin();
		throw error;
	}
	return {
		doc: room.doc,
		damage: room.damage,
		owners: room.entryOwners.marks,
		unfreeze() {
			room.setFrozen(false);
			unpin();
		},
		keep: unpin,
		async renewed(code = 4409) {
			const why = code === 4410 ? 'the board was made anew' : 'the board is closed';
			const closeAll = () => room.connections.forEach((connection) => connection.close(code, why));
			// Rejects only when the room was closed already, and with it its connections.
			await rooms.close(room, closeAll).catch(() => undefined);
			unpin();
		}
	};
}

export interface RenewDeps {
	rooms: RoomRegistry;
	storage: Storage;
	committer: Pick<GroupCommitter, 'exclusively'>;
}

/**
 * Replaces the document of a room that is pinned by one that `build` fills, in a new epoch (L7): its connections are closed with 4410, and
 * who comes gets a freshly loaded room. Rejects, with the room as it was, when it can't be stored.
 */
export async function renewRoom(
	room: Room,
	build: (doc: Y.Doc) => void,
	{ rooms, storage, committer }: RenewDeps,
	keepLog = false
): Promise<void> {
	const fresh = documentOf([], room.schema);
	const wasFrozen = room.isFrozen;
	room.setFrozen(true);
	try {
		await room.settled();
		fresh.transact(() => build(fresh));
		await rooms.close(room, async () => {
			const isRenewed = await committer.exclusively(() => storage.renew(room.id, room.epoch + 1, asServerUpdate(fresh), keepLog));
			if (!isRenewed) throw new Error('The board is written by another process');
			for (const connection of room.connections) connection.close(4410, 'the board was made anew');
		});
	} catch (error) {
		room.setFrozen(wasFrozen);
		throw error;
	} finally {
		fresh.destroy();
	}
}
