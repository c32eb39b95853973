import type { Connection } from './connection.ts';
import type { BoardStatus } from '../contract.ts';
import { frame } from './frame.ts';
import type { Room } from './room.ts';
import * as wire from '../protocol.ts';

export interface TellerWorld {
	status(boardId: string): Promise<BoardStatus | undefined>;
	now(): string;
	fault(error: unknown, boardId: string): void;
}

/** A "saved" that comes later than this looks late. */
const soonToldMs = 100;

/** Tells those at a board what is not in the document: who is there, where the conversation stands, and what is saved (L5, L11, L19). */
export class Notifier {
	#world: TellerWorld;
	#timers = new Map<Room, NodeJS.Timeout>();
	#owed: Connection[] = [];
	#payday: NodeJS.Timeout | undefined;

	constructor(world: TellerWorld) {
		this.#world = world;
	}

	/** Changes of presence go out together: at once in a small group, a few times a second in a hall. */
	presence(room: Room): void {
		if (!room.presence.hasChanges || this.#timers.has(room)) return;
		const timer = setTimeout(
			() => {
				this.#timers.delete(room);
				const changes = room.presence.takeChanges();
				const speakers = new Set(changes.map(({ speaker }) => speaker));
				const shared = frame(wire.awareness(changes.map(({ bytes }) => bytes)));
				for (const connection of room.connections) {
					if (!speakers.has(connection)) {
						connection.send(shared);
						continue;
					}
					const others = changes.filter(({ speaker }) => speaker !== connection);
					if (others.length > 0) connection.send(frame(wire.awareness(others.map(({ bytes }) => bytes))));
				}
			},
			Math.min(250, 20 + 2 * room.connections.size)
		).unref();
		this.#timers.set(room, timer);
	}

	/**
	 * What somebody wrote is saved: they are told with the next thing that is sent to them. On a board where many write that
	 * comes at once and costs nothing; elsewhere they are told in a moment.
	 */
	owes(connection: Connection): void {
		this.#owed.push(connection);
		this.#payday ??= setTimeout(() => {
			this.#payday = undefined;
			for (const one of this.#owed.splice(0)) one.tell();
		}, soonToldMs).unref();
	}

	/** To everybody at the board, and kept for those who join. */
	setStatus(room: Room, status: BoardStatus): void {
		this.#keep(room, status);
		const message = this.#frame(room, status);
		for (const connection of room.connections) connection.send(message);
	}

	/** To one who joined, with who they are to the others. Asked of SQL by the first, then kept as long as the board is loaded. */
	async greet(connection: Connection): Promise<void> {
		const { room } = connection;
		try {
			const asked = room.status ?? (await this.#world.status(room.id));
			// Announced while we asked: then that is newer.
			if (!room.status && asked) this.#keep(room, asked);
			const you = connection.mode === 'write' ? { you: room.presence.userOf(connection.principal) } : {};
			if (room.status) connection.send(this.#frame(room, { ...room.status, ...you }));
		} catch (error) {
			this.#world.fault(error, room.id);
		}
	}

	stop(): void {
		for (const timer of this.#timers.values()) clearTimeout(timer);
		this.#timers.clear();
		clearTimeout(this.#payday);
	}

	#keep(room: Room, status: BoardStatus): void {
		room.status = status;
		room.presence.setAnonymous(status.anonymous ?? false);
		this.presence(room);
	}

	/** The server's clock at the moment of sending rules; clients count down from the difference to theirs. */
	#frame(room: Room, status: BoardStatus): Buffer {
		return frame(wire.boardStatus(JSON.stringify({ ...status, serverTime: this.#world.now(), epoch: room.epoch })));
	}
}
