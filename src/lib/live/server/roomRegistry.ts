import type { LiveLimits } from './limits.ts';
import { Room, type RoomDeps } from './room.ts';
import type { Storage } from '../storage/updateLog.server.ts';
import type { Writer } from './groupCommit.ts';

export interface RoomsWorld {
	storage: Storage;
	writer: Writer;
	limits: LiveLimits;
	room: RoomDeps;
	/** A board is in memory from now on. */
	loading(): void;
	/** Logs and returns an id to tell. */
	fault(error: unknown, boardId: string): string;
}

/** A board that could not be loaded (L12); the message holds the id it was logged under, and nothing else. */
export class LoadFailed extends Error {}

/** The boards in memory: loads them once for all who come, and lets them go when nobody is there and all is written (L14). */
export class Rooms {
	readonly #rooms = new Map<string, Room>();
	readonly #world: RoomsWorld;
	#putAway = 0;

	constructor(world: RoomsWorld) {
		this.#world = world;
	}

	get size(): number {
		return this.#rooms.size;
	}

	[Symbol.iterator](): Iterator<Room> {
		return this.#rooms.values();
	}

	/** The room if it is in memory and open. */
	get(boardId: string): Room | undefined {
		const room = this.#rooms.get(boardId);
		return room && room.state !== 'loading' && !room.ending ? room : undefined;
	}

	/** The open room of a board, held until `leave`; undefined when there is no such board. Rejects with `LoadFailed`. */
	async enter(boardId: string): Promise<Room | undefined> {
		for (;;) {
			const room = this.#rooms.get(boardId) ?? this.#load(boardId);
			if (room.ending) {
				await room.ending;
				continue;
			}
			room.holds++;
			try {
				if (!(await room.loaded)) return undefined;
			} catch (error) {
				room.holds--;
				throw error;
			}
			if (!room.ending && room.state !== 'gone') return room;
			room.holds--;
		}
	}

	leave(room: Room): void {
		room.holds--;
		if (!room.isBusy) room.idleSince = performance.now();
	}

	/** Lets go of boards that nobody has needed for a while. Returns how many became bytes or left memory since the last time. */
	sweep(now: number): number {
		for (const room of this.#rooms.values()) {
			if (room.rest(now)) this.#putAway++;
			if (room.state === 'open' && !room.isBusy && !room.ending && now - room.idleSince >= this.#world.limits.lingerMs)
				void this.#drain(room);
		}
		const putAway = this.#putAway;
		this.#putAway = 0;
		return putAway;
	}

	/** Gives a room up: what can be written is written, then `end` is done, and the next to come loads it anew. */
	giveUp(room: Room, end: () => Promise<void> | void): Promise<void> {
		room.ending ??= (async () => {
			try {
				// What can't be written now was told to nobody: those who wrote it still have it and send it again.
				await room.settled().catch(() => undefined);
				await end();
				this.#forget(room);
			} finally {
				room.ending = undefined;
			}
		})();
		return room.ending;
	}

	#load(boardId: string): Room {
		const { storage, room: world, loading, fault } = this.#world;
		const room = new Room(boardId, world);
		this.#rooms.set(boardId, room);
		loading();
		room.loaded = (async () => {
			try {
				const stored = await storage.load(boardId);
				if (stored) room.open(stored);
				else this.#forget(room);
				return stored !== undefined;
			} catch (error) {
				this.#forget(room);
				throw new LoadFailed(fault(error, boardId));
			}
		})();
		return room;
	}

	/** Nobody is here: make the log one row and go. Whoever comes meanwhile finds the room open, and it stays. */
	async #drain(room: Room): Promise<void> {
		room.state = 'draining';
		try {
			await room.settled();
			if (!room.isBusy && room.isLong) await room.compact();
		} catch {
			// It could not be written. The room stays until it can.
		}
		if (room.isBusy || !room.isSettled || room.ending) room.state = 'open';
		else this.#forget(room);
	}

	#forget(room: Room): void {
		room.state = 'gone';
		this.#world.writer.forget(room);
		if (this.#rooms.get(room.id) !== room) return;
		this.#rooms.delete(room.id);
		this.#putAway++;
	}
}
