import type { BoardStatus } from '../contract.ts';
import * as wire from '../protocol.ts';
import type { Connection } from './connection.ts';
import { frame } from './frame.ts';
import type { Room } from './room.ts';

export interface NotifierDeps {
	status(boardId: string): Promise<BoardStatus | undefined>;
	/** UTC instant. */
	now(): string;
	fault(error: unknown, boardId: string): void;
}

/** An acknowledgement that takes longer than this looks late. */
const ackDelayMs = 100;

/** Sends clients what is not in the Yjs document: presence, board status, acknowledgements (L5, L11, L19). */
export class Notifier {
	readonly #deps: NotifierDeps;
	readonly #presenceTimers = new Map<Room, NodeJS.Timeout>();
	readonly #reading = new Map<Room, Promise<BoardStatus | undefined>>();
	#pendingAcks: Connection[] = [];
	#ackTimer: NodeJS.Timeout | undefined;

	constructor(deps: NotifierDeps) {
		this.#deps = deps;
	}

	/** Presence of a room has changed. Changes go out together: at once in a small group, a few times a second in a hall. */
	presenceChanged(room: Room): void {
		if (!room.presence.hasChanges || this.#presenceTimers.has(room)) return;
		const delay = Math.min(250, 20 + 2 * room.connections.size);
		const timer = setTimeout(() => this.#sendPresence(room), delay).unref();
		this.#presenceTimers.set(room, timer);
	}

	#sendPresence(room: Room): void {
		this.#presenceTimers.delete(room);
		const changes = room.presence.takeChanges();
		const peers = new Set(changes.map(({ peer }) => peer));
		const shared = frame(wire.awareness(changes.map(({ bytes }) => bytes)));
		for (const connection of room.connections) {
			if (!peers.has(connection)) {
				connection.send(shared);
				continue;
			}
			const others = changes.filter(({ peer }) => peer !== connection);
			if (others.length > 0) connection.send(frame(wire.awareness(others.map(({ bytes }) => bytes))));
		}
	}

	/**
	 * `connection` has an acknowledgement to send. It goes with the next frame: on a board where many write that comes at once
	 * and costs nothing. Elsewhere it is sent by itself after a moment.
	 */
	addPendingAck(connection: Connection): void {
		this.#pendingAcks.push(connection);
		this.#ackTimer ??= setTimeout(() => {
			this.#ackTimer = undefined;
			for (const one of this.#pendingAcks.splice(0)) one.flushAck();
		}, ackDelayMs).unref();
	}

	/** Sends the status to everybody at the board and keeps it for those who join. */
	setStatus(room: Room, status: BoardStatus): void {
		this.#keepStatus(room, status);
		const message = this.#statusFrame(room, status);
		for (const connection of room.connections) connection.send(message);
	}

	/**
	 * Sends one connection the status, and who it is to the others. Read from SQL for the first one, then kept while the board is loaded.
	 */
	async sendStatus(connection: Connection): Promise<void> {
		const { room } = connection;
		try {
			const read = room.status ?? (await this.#read(room));
			// A status that was set while this one was read is newer.
			if (!room.status && read) this.#keepStatus(room, read);
			const you = connection.mode === 'write' ? { you: room.presence.userOf(connection.principal) } : {};
			if (room.status) connection.send(this.#statusFrame(room, { ...room.status, ...you }));
		} catch (error) {
			this.#deps.fault(error, room.id);
		}
	}

	/** Once for all of a hall that comes at the same moment. */
	#read(room: Room): Promise<BoardStatus | undefined> {
		const reading = this.#reading.get(room) ?? this.#deps.status(room.id).finally(() => this.#reading.delete(room));
		this.#reading.set(room, reading);
		return reading;
	}

	stop(): void {
		for (const timer of this.#presenceTimers.values()) clearTimeout(timer);
		this.#presenceTimers.clear();
		clearTimeout(this.#ackTimer);
	}

	#keepStatus(room: Room, status: BoardStatus): void {
		room.setStatus(status);
		this.presenceChanged(room);
	}

	/** Carries the server's clock at the moment of sending: clients count down by the offset to theirs (L19). */
	#statusFrame(room: Room, status: BoardStatus): Buffer {
		const damaged = room.damage && { damage: room.damage.id, state: status.state === 'open' ? 'frozen' : status.state };
		return frame(wire.boardStatus(JSON.stringify({ ...status, ...damaged, serverTime: this.#deps.now(), epoch: room.epoch })));
	}
}
