import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import * as Y from 'yjs';
import type { Database } from '#db/schema.ts';
import { asServerUpdate } from '../storage/newEpoch.server.ts';
import { reauthorize } from './reauthorize.ts';
import type { Connection } from './connection.ts';
import type { Admission, BoardStatus, ConnectionRequest, LiveServer } from '../contract.ts';
import { Door, isOwnOrigin, type Origins } from './upgrade.ts';
import { IdleGc } from './idleGc.ts';
import { defaultLimits, type LiveLimits } from './limits.ts';
import { isLate, presentAt, roomStats } from './stats.ts';
import type { Room } from './room.ts';
import { Rooms } from './roomRegistry.ts';
import { rootNames, schemaFor, type DocumentSchemas } from '../documentSchema.ts';
import { createStorage } from '../storage/updateLog.server.ts';
import { Notifier } from './notifier.ts';
import { Writer } from './groupCommit.ts';

export type { Admission, FinalCode, Frozen, Json, ConnectionRequest, LiveServer, Principal, RoomStats, BoardStatus } from '../contract.ts';
export type { LiveLimits } from './limits.ts';

export interface LogLine {
	level: 'info' | 'warn' | 'error';
	event: string;
	/** Told to the reader, so that the line is found. */
	id?: string;
	boardId?: string;
	error?: unknown;
}

export interface LiveOptions {
	db: Kysely<Database>;
	/** Who is at the door, and may they? Asked before the socket is accepted; throws → 1013, try again later. */
	admit(knock: ConnectionRequest): Promise<Admission>;
	/** The stage of a board, asked when the first one comes; undefined when it has none. */
	status(boardId: string): Promise<BoardStatus | undefined>;
	schema: DocumentSchemas;
	/** The origins pages of ours have. */
	origins: Origins;
	limits?: Partial<LiveLimits>;
	/** UTC instant. */
	now(): string;
	log(line: LogLine): void;
	/** Where a request comes from, when a proxy is in front. */
	addressOf?(request: IncomingMessage): string;
}

/** Starts the live server: rooms, writer, door. It listens to nothing itself; give it the `upgrade` events of the one port. */
export function createLive(options: LiveOptions): LiveServer {
	const { db, log } = options;
	const limits = { ...defaultLimits, ...options.limits };
	const storage = createStorage(db);
	const connections = new Set<Connection>();
	const housekeeping = new IdleGc();
	let tending: NodeJS.Timeout | undefined;

	const fault = (event: string, error: unknown, boardId?: string): string => {
		const id = crypto.randomUUID().slice(0, 8);
		log({ level: 'error', event, id, boardId, error });
		return id;
	};

	const teller = new Notifier({
		status: options.status,
		now: options.now,
		fault: (error, boardId) => fault('the stage of a board could not be read', error, boardId)
	});
	const broken = (room: Room, error: unknown) => {
		fault('a board fell out of step and is loaded anew', error, room.id);
		void rooms.giveUp(room, () => room.connections.forEach((connection) => connection.close(1012, 'the board is loaded anew')));
	};
	const writer: Writer = new Writer({
		storage,
		health(isHealthy, error) {
			if (isHealthy) log({ level: 'info', event: 'boards are saved again' });
			else fault('boards could not be saved', error);
		},
		failed(room, joiners) {
			if (joiners.length > 0) void serveFromDisk(room, joiners);
		},
		broken
	});
	const rooms: Rooms = new Rooms({
		storage,
		writer,
		limits,
		fault: (error, boardId) => fault('a board could not be loaded', error, boardId),
		loading: tend,
		room: { schema: options.schema, limits, dirty: (room, soon) => writer.dirty(room, soon), broken }
	});
	const door = new Door({
		rooms,
		limits,
		admit: options.admit,
		isOwnOrigin: (request) => isOwnOrigin(request, options.origins),
		addressOf: options.addressOf ?? ((request) => request.socket.remoteAddress ?? ''),
		fault: (error) => fault('somebody could not be let in', error),
		connection: {
			limits,
			presenceChanged: (room) => teller.presence(room),
			left(connection) {
				connections.delete(connection);
				teller.presence(connection.room);
			},
			owes: (connection) => teller.owes(connection),
			fault: (error) => fault('a message could not be handled', error)
		},
		entered(connection) {
			connections.add(connection);
			connection.greet();
			void teller.greet(connection);
			tend();
		}
	});

	/** Looks after sockets and rooms once a second, for as long as there are any, and until what they needed is given back. */
	function tend(): void {
		tending ??= setInterval(() => {
			const at = performance.now();
			for (const connection of connections) connection.tend(at);
			housekeeping.tend(rooms.sweep(at), writer.quietFor(at));
			if (connections.size + rooms.size > 0 || housekeeping.isOwing) return;
			clearInterval(tending);
			tending = undefined;
		}, 1000).unref();
	}

	/** While writing fails, memory is ahead of the disk: whoever joins gets what is on disk, and the rest when it is saved. */
	async function serveFromDisk(room: Room, joiners: readonly Connection[]): Promise<void> {
		try {
			const update = Y.encodeStateAsUpdate(await fromDisk(room.id));
			for (const connection of joiners) room.joinFromDisk(connection, update);
		} catch (error) {
			const id = fault('a board could not be read while saving fails', error, room.id);
			for (const connection of joiners) connection.close(1013, `error ${id}`);
		}
	}

	async function fromDisk(boardId: string): Promise<Y.Doc> {
		const doc = new Y.Doc();
		const stored = await storage.load(boardId);
		if (!stored) return doc;
		for (const root of rootNames(schemaFor(options.schema, stored.kind))) doc.getMap(root);
		for (const bytes of stored.updates) Y.applyUpdate(doc, bytes);
		return doc;
	}

	/** Does `work` in the room of a board, which stays loaded meanwhile. */
	async function inRoom<T>(boardId: string, work: (room: Room) => Promise<T>): Promise<T | undefined> {
		const room = await rooms.enter(boardId);
		if (!room) return undefined;
		try {
			return await work(room);
		} finally {
			rooms.leave(room);
		}
	}

	return {
		handleUpgrade: (request, socket, head) => door.handleUpgrade(request, socket, head),

		setStatus(boardId, next) {
			const room = rooms.get(boardId);
			if (room) teller.setStatus(room, next);
		},

		async freeze(boardId) {
			const room = await rooms.enter(boardId);
			if (!room) return undefined;
			const wasFrozen = room.frozen;
			room.frozen = true;
			let isHeld = true;
			const letGo = () => {
				if (isHeld) rooms.leave(room);
				isHeld = false;
			};
			try {
				await room.settled();
			} catch (error) {
				room.frozen = wasFrozen;
				letGo();
				throw error;
			}
			return {
				doc: room.doc,
				unfreeze() {
					room.frozen = false;
					letGo();
				},
				keep: letGo
			};
		},

		unfreeze(boardId) {
			const room = rooms.get(boardId);
			if (room) room.frozen = false;
		},

		read: (boardId, look) =>
			inRoom(boardId, async (room) => {
				await room.settled().catch(() => undefined);
				return look(room.isSettled ? room.doc : await fromDisk(boardId));
			}),

		async write(boardId, change) {
			const done = await inRoom(boardId, async (room) => {
				if (room.frozen) return false;
				room.write(change);
				await room.settled();
				return true;
			});
			return done ?? false;
		},

		present: (boardId) => presentAt(rooms, boardId),

		stats: (boardIds) => roomStats(rooms, boardIds),

		totals: () => ({ connections: connections.size, boards: rooms.size, unsaved: [...rooms].filter(isLate).length }),

		async reauthorize(boardId) {
			await reauthorize([...(rooms.get(boardId)?.connections ?? [])], options.admit, teller);
		},

		async reauthorizeAll(who = () => true) {
			door.reauthorize();
			await reauthorize(
				[...connections].filter(({ knock }) => who(knock)),
				options.admit,
				teller
			);
		},

		closeFor(principalId, code = 4401) {
			door.turnAway(principalId, code);
			const theirs = [...connections].filter((connection) => connection.principal.id === principalId);
			for (const connection of theirs) connection.close(code);
			return theirs.length;
		},

		async startNewEpoch(boardId, build) {
			const room = await rooms.enter(boardId);
			if (!room) return false;
			const fresh = new Y.Doc();
			for (const root of rootNames(room.schema)) fresh.getMap(root);
			const wasFrozen = room.frozen;
			room.frozen = true;
			try {
				await room.settled();
				fresh.transact(() => build(fresh));
				await rooms.giveUp(room, async () => {
					await writer.exclusively(() => storage.startNewEpoch(boardId, room.epoch + 1, ...asServerUpdate(fresh)));
					room.connections.forEach((connection) => connection.close(4410, 'the board was made anew'));
				});
			} catch (error) {
				room.frozen = wasFrozen;
				throw error;
			} finally {
				rooms.leave(room);
				fresh.destroy();
			}
			return true;
		},

		ready: () => writer.isHealthy,

		async shutdown() {
			door.isClosed = true;
			const deadline = performance.now() + limits.shutdownMs;
			const settle = async () => {
				for (;;) {
					const unsettled = [...rooms].filter((room) => !room.isSettled);
					if (unsettled.length === 0) return;
					if (performance.now() > deadline) return void fault('boards were not saved before the server stopped', unsettled.length);
					await Promise.allSettled(unsettled.map((room) => room.settled()));
					if (!writer.isHealthy) await sleep(50);
				}
			};
			await settle();
			for (const connection of [...connections]) connection.close(1012, 'the server restarts');
			await settle();
			for (let waited = 0; door.sockets.size > 0 && waited < 500; waited += 10) await sleep(10);
			for (const socket of door.sockets) socket.destroy();
			clearInterval(tending);
			teller.stop();
			writer.stop();
		}
	};
}
