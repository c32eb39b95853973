import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import * as Y from 'yjs';
import type {
	BoardStatus,
	ConnectionRequest,
	Damage,
	FinalCode,
	Frozen,
	LiveServer as LiveServerContract,
	PresentPrincipal,
	Principal,
	Refused,
	RoomStats
} from '../contract.ts';
import { schemaFor } from '../documentSchema.ts';
import { copyDocument } from '../storage/document.server.ts';
import { salvage } from '../storage/salvage.server.ts';
import { createStorage, type Storage } from '../storage/updateLog.server.ts';
import type { Connection } from './connection.ts';
import { GroupCommitter } from './groupCommit.ts';
import { IdleGc } from './idleGc.ts';
import { EntryQuota } from './meters.ts';
import { Notifier } from './notifier.ts';
import { defaultLimits, type LiveLimits, type LiveServerOptions } from './options.server.ts';
import { dayWatch, endedAt, reauthorize } from './reauthorize.ts';
import type { Room } from './room.ts';
import { freezeRoom, renewRoom, RoomRegistry } from './roomRegistry.ts';
import { isLate, presentIn, roomStats } from './stats.ts';
import { isOwnOrigin, UpgradeHandler } from './upgrade.ts';

/** Rooms, group commit and upgrades together. Listens to nothing itself: give it the `upgrade` events of the http server. */
export class LiveServer implements LiveServerContract {
	readonly #options: LiveServerOptions;
	readonly #limits: LiveLimits;
	readonly #storage: Storage;
	readonly #connections = new Set<Connection>();
	readonly #idleGc = new IdleGc();
	readonly #notifier: Notifier;
	readonly #committer: GroupCommitter;
	readonly #rooms: RoomRegistry;
	readonly #upgrades: UpgradeHandler;
	/** Runs once a second while there are connections or rooms. */
	readonly #isNewDay = dayWatch();
	#ticker: NodeJS.Timeout | undefined;

	constructor(options: LiveServerOptions) {
		this.#options = options;
		this.#limits = { ...defaultLimits, ...options.limits };
		this.#storage = createStorage(options.db);
		this.#notifier = new Notifier({
			status: options.status,
			now: options.now,
			fault: (error, boardId) => this.#fault('the status of a board could not be read', error, boardId)
		});
		this.#committer = this.#createCommitter();
		this.#rooms = this.#createRooms();
		this.#upgrades = this.#createUpgradeHandler();
	}

	#createCommitter(): GroupCommitter {
		return new GroupCommitter({
			storage: this.#storage,
			onHealthChange: (isHealthy, error) => {
				if (isHealthy) this.#options.log({ level: 'info', event: 'boards are saved again' });
				else this.#fault('boards could not be saved', error);
			},
			onFailed: (room, waiting) => {
				if (waiting.length > 0) void this.#serveFromDisk(room, waiting);
			},
			onLost: (room) => this.#reload(room, new Error('another process has written it')),
			onBroken: (room, error) => this.#reload(room, error)
		});
	}

	#createRooms(): RoomRegistry {
		const committer = this.#committer;
		return new RoomRegistry({
			storage: this.#storage,
			lingerMs: this.#limits.lingerMs,
			onLoading: () => this.#startTicker(),
			onUnloaded: (room) => committer.forget(room),
			fault: (error, boardId) => this.#fault('a board could not be loaded', error, boardId),
			room: {
				schema: this.#options.schema,
				limits: this.#limits,
				quota: new EntryQuota(this.#limits),
				markDirty: (room) => committer.markDirty(room),
				markUrgent: (room) => committer.markUrgent(room),
				onDamaged: (boardId, error) => this.#fault('a board is damaged: what could be read of it is shown', error, boardId),
				onBroken: (room, error) => this.#reload(room, error)
			}
		});
	}

	#createUpgradeHandler(): UpgradeHandler {
		const { authorize, origins, addressOf } = this.#options;
		return new UpgradeHandler({
			rooms: this.#rooms,
			limits: this.#limits,
			authorize,
			isOwnOrigin: (request) => isOwnOrigin(request, origins),
			addressOf: addressOf ?? ((request) => request.socket.remoteAddress ?? ''),
			fault: (error) => this.#fault('a connection could not be accepted', error),
			onConnect: (connection) => {
				this.#connections.add(connection);
				connection.start();
				void this.#notifier.sendStatus(connection);
				this.#startTicker();
			},
			connection: {
				limits: this.#limits,
				onPresenceChange: (room) => this.#notifier.presenceChanged(room),
				onClose: (connection) => {
					this.#connections.delete(connection);
					this.#notifier.presenceChanged(connection.room);
				},
				onPendingAck: (connection) => this.#notifier.addPendingAck(connection),
				fault: (error) => this.#fault('a message could not be handled', error)
			}
		});
	}

	handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		this.#upgrades.handle(request, socket, head);
	}

	setStatus(boardId: string, status: BoardStatus): void {
		const room = this.#rooms.get(boardId);
		if (room) this.#notifier.setStatus(room, status);
	}

	async freeze(boardId: string): Promise<Frozen | undefined> {
		const room = await this.#rooms.pin(boardId);
		return room && freezeRoom(room, this.#rooms);
	}

	unfreeze(boardId: string): void {
		this.#rooms.get(boardId)?.setFrozen(false);
	}

	read<T>(boardId: string, select: (doc: Y.Doc) => T): Promise<T | undefined> {
		return this.#inRoom(boardId, async (room) => {
			await room.settled().catch(() => undefined);
			return select(room.isSettled ? room.doc : await this.#readFromDisk(boardId));
		});
	}

	async write(boardId: string, change: (doc: Y.Doc) => void, owners?: ReadonlyMap<string, string>): Promise<boolean> {
		const isWritten = await this.#inRoom(boardId, async (room) => {
			if (room.isFrozen) return false;
			room.write(change, owners);
			await room.settled();
			return true;
		});
		return isWritten ?? false;
	}

	writeFor(boardId: string, principal: Principal, change: (doc: Y.Doc) => void): Promise<'written' | Refused | undefined> {
		return this.#inRoom(boardId, async (room) => {
			const refused = room.receiveChange(principal, change);
			if (!refused) await room.settled();
			return refused ?? 'written';
		});
	}

	present(boardId: string): PresentPrincipal[] {
		return presentIn(this.#rooms.get(boardId));
	}

	stats(boardIds: Iterable<string>): Map<string, RoomStats> {
		return roomStats(this.#rooms, boardIds);
	}

	totals(): { connections: number; boards: number; unsaved: number } {
		const unsaved = [...this.#rooms].filter(isLate).length;
		return { connections: this.#connections.size, boards: this.#rooms.size, unsaved };
	}

	async reauthorize(boardId: string): Promise<void> {
		await reauthorize([...(this.#rooms.get(boardId)?.connections ?? [])], this.#options.authorize, this.#notifier);
	}

	async reauthorizeAll(which: (request: ConnectionRequest) => boolean = () => true): Promise<void> {
		this.#upgrades.invalidatePending();
		const connections = [...this.#connections].filter(({ request }) => which(request));
		await reauthorize(connections, this.#options.authorize, this.#notifier);
	}

	closeFor(principalId: string, code: FinalCode = 4401): number {
		this.#upgrades.deny(principalId, code);
		const connections = [...this.#connections].filter(({ principal }) => principal.id === principalId);
		for (const connection of connections) connection.close(code);
		return connections.length;
	}

	async startNewEpoch(boardId: string, build: (doc: Y.Doc) => void): Promise<boolean> {
		const done = await this.#inRoom(boardId, async (room) => {
			await renewRoom(room, build, this.#renewal);
			return true;
		});
		return done ?? false;
	}

	mend(boardId: string): Promise<Damage | undefined> {
		return this.#inRoom(boardId, async (room) => {
			const { damage, doc, schema } = room;
			if (damage) await renewRoom(room, (fresh) => copyDocument(doc, fresh, schema), this.#renewal, true);
			return damage;
		});
	}

	get #renewal() {
		return { rooms: this.#rooms, storage: this.#storage, committer: this.#committer };
	}

	ready(): boolean {
		return this.#committer.isHealthy;
	}

	async closeConnections(): Promise<void> {
		this.#upgrades.close();
		await this.#settleAll(performance.now() + this.#limits.shutdownMs);
		for (const connection of [...this.#connections]) connection.close(1012, 'the server restarts');
	}

	async shutdown(): Promise<void> {
		const deadline = performance.now() + this.#limits.shutdownMs;
		await this.closeConnections();
		await this.#settleAll(deadline);
		await this.#upgrades.destroySockets(500);
		clearInterval(this.#ticker);
		this.#notifier.stop();
		this.#committer.stop();
	}

	async #settleAll(deadline: number): Promise<void> {
		const unsettled = await this.#rooms.settleAll(deadline, () => this.#committer.isHealthy);
		if (unsettled > 0) this.#fault('boards were not saved before the server stopped', unsettled);
	}

	/** Logs an error and returns the id under which it is found. */
	#fault(event: string, error: unknown, boardId?: string): string {
		const id = crypto.randomUUID().slice(0, 8);
		this.#options.log({ level: 'error', event, id, boardId, error });
		return id;
	}

	/** The replica of a room can't be trusted: its clients reconnect to a room loaded from disk. */
	#reload(room: Room, error: unknown): void {
		this.#fault('a board fell out of step and is loaded anew', error, room.id);
		const closeAll = () => room.connections.forEach((connection) => connection.close(1012, 'the board is loaded anew'));
		// Rejects only when the room was closed already, and with it its connections.
		this.#rooms.close(room, closeAll).catch(() => undefined);
	}

	#startTicker(): void {
		this.#ticker ??= setInterval(() => this.#tick(performance.now()), 1000).unref();
	}

	/** Goes on until there are no connections and no rooms, and their memory is collected. */
	#tick(now: number): void {
		// A guest is let in for a day: when it ends, everybody who has a board open is asked for again.
		if (this.#isNewDay(this.#options.now())) void this.reauthorizeAll();
		const ended = endedAt(this.#connections, this.#options.now());
		if (ended.length > 0) void reauthorize(ended, this.#options.authorize, this.#notifier);
		for (const connection of this.#connections) connection.tick(now);
		this.#idleGc.tick(this.#rooms.sweep(now), this.#committer.quietFor(now));
		if (this.#connections.size + this.#rooms.size > 0 || this.#idleGc.isDue) return;
		clearInterval(this.#ticker);
		this.#ticker = undefined;
	}

	/** While commits fail, replicas are ahead of the disk: whoever joins gets what is on disk now and the rest when it is saved (L12). */
	async #serveFromDisk(room: Room, waiting: readonly Connection[]): Promise<void> {
		try {
			const update = Y.encodeStateAsUpdate(await this.#readFromDisk(room.id));
			for (const connection of waiting) room.syncFromDisk(connection, update);
		} catch (error) {
			const id = this.#fault('a board could not be read while saving fails', error, room.id);
			for (const connection of waiting) connection.close(1013, `error ${id}`);
		}
	}

	async #readFromDisk(boardId: string): Promise<Y.Doc> {
		const stored = await this.#storage.load(boardId);
		return stored ? salvage(stored.updates, schemaFor(this.#options.schema, stored.kind)).doc : new Y.Doc();
	}

	/** Runs `work` in the room of a board, which stays loaded meanwhile; undefined when there is no such board. */
	async #inRoom<T>(boardId: string, work: (room: Room) => Promise<T>): Promise<T | undefined> {
		const room = await this.#rooms.pin(boardId);
		if (!room) return undefined;
		try {
			return await work(room);
		} finally {
			room.unpin();
		}
	}
}
