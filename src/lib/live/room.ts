import * as Y from 'yjs';
import { acknowledge, broadcast, type Batch, type Waiting, type Watcher } from './batch.ts';
import type { Connection } from './connection.ts';
import type { Stage } from './contract.ts';
import { frame } from './frame.ts';
import { judge, type Refusal } from './guard.ts';
import { Weight, type LiveLimits } from './limits.ts';
import { Owners } from './owners.ts';
import { Presence } from './presence.ts';
import type { Shape } from './shape.ts';
import type { StoredBoard } from './storage.server.ts';
import { joinUpdates, readUpdate, type Update } from './update.ts';
import * as wire from './wire.ts';

/** The owner of client ids that the server itself writes under. */
export const serverPrincipal = 'server';

export interface RoomWorld {
	shape: Shape;
	limits: LiveLimits;
	/** The room has something for the next commit. */
	dirty(room: Room, soon: boolean): void;
	/** Yjs did what the guard did not foresee: the copy in memory can't be trusted any more. */
	broken(room: Room, error: unknown): void;
}

/**
 * A board in memory: loading → open → draining → gone. The document is what has been accepted, up to a tick ahead of what
 * is committed; nobody is sent more than is committed.
 */
export class Room {
	state: 'loading' | 'open' | 'draining' | 'gone' = 'loading';
	readonly id: string;
	/** Everybody with a socket here. */
	readonly connections = new Set<Connection>();
	/** Those who have been sent the document, and hear of every commit since. */
	readonly recipients = new Set<Connection>();
	readonly presence = new Presence();
	/** Server code at work here, and visitors at the door: the room stays. */
	holds = 0;
	idleSince = 0;
	frozen = false;
	stage: Stage | undefined;
	epoch = 0;
	/** Updates a second, decaying. */
	rate = 0;
	doc = new Y.Doc();
	former: ReadonlySet<number> = new Set();
	isBroken = false;
	/** True when there is such a board; rejects when it can't be loaded. */
	loaded: Promise<boolean> = Promise.resolve(false);
	/** Set while the room is being given up for a fresh one; whoever comes waits for that. */
	ending: Promise<void> | undefined;
	#world: RoomWorld;
	#owners = new Owners();
	#seq = 0;
	#rows = 0;
	#weight: Weight;
	#queue: Waiting[] = [];
	#joiners: { connection: Connection; vector: Uint8Array }[] = [];
	#watchers: Watcher[] = [];
	#compact = false;
	#inFlight = false;
	/** The committed document as one frame, until the next commit. */
	#full: Buffer | undefined;
	#rateAt = 0;

	constructor(id: string, world: RoomWorld) {
		this.id = id;
		this.#world = world;
		this.#weight = new Weight(world.limits.documentBytes, () => Y.encodeStateAsUpdate(this.doc).length);
	}

	/** Fills the room from disk. Throws when the rows do not make a whole document: then nothing is served and nothing written (L12). */
	open(stored: StoredBoard): void {
		for (const root of this.#world.shape.keys()) this.doc.getMap(root);
		this.doc.transact(() => stored.updates.forEach((bytes) => Y.applyUpdate(this.doc, bytes)));
		if (this.doc.store.pendingStructs || this.doc.store.pendingDs) throw new Error(`The log of board ${this.id} has a hole`);
		this.epoch = stored.epoch;
		this.frozen = stored.closedAt !== null;
		this.former = stored.former;
		this.#owners = new Owners(stored.owners);
		this.#seq = stored.seq;
		this.#rows = stored.updates.length;
		for (const { length } of stored.updates) this.#weight.add(length);
		this.state = 'open';
	}

	get isBusy(): boolean {
		return this.connections.size > 0 || this.holds > 0;
	}

	/** All that was accepted is committed. */
	get isSettled(): boolean {
		return this.#queue.length === 0 && !this.#inFlight;
	}

	/** The log is worth being made one row. */
	get isLong(): boolean {
		return this.#rows > 1;
	}

	get size(): number {
		return this.#weight.atMost;
	}

	mayUse(clientId: number, principalId: string): boolean {
		const owner = this.#owners.of(clientId);
		return owner === undefined ? Y.getState(this.doc.store, clientId) === 0 && clientId !== this.doc.clientID : owner === principalId;
	}

	/** Binds a client id to its principal before it has written (L8). False when it is somebody else's. */
	reserve(clientId: number, principalId: string): boolean {
		if (!this.mayUse(clientId, principalId)) return false;
		this.#owners.reserve(clientId, principalId);
		return true;
	}

	/** Judges and takes in an update from a connection. Returns why not, or undefined. */
	receive(connection: Connection, bytes: Uint8Array): Refusal | 'frozen' | 'full' | undefined {
		if (this.isBroken) return undefined;
		const { id, writesAs } = connection.principal;
		const verdict = judge(bytes, this.doc, this.#world.shape, { mayUse: (client) => this.mayUse(client, id), writesAs });
		if (this.frozen && !(verdict.ok && verdict.bytes === undefined)) return 'frozen';
		if (!verdict.ok) return verdict.reason;
		if (verdict.bytes) {
			if (!this.#weight.leavesRoomFor(verdict.bytes.length)) return 'full';
			try {
				Y.applyUpdate(this.doc, verdict.bytes);
				if (this.doc.store.pendingStructs || this.doc.store.pendingDs) throw new Error('An update left a gap');
			} catch (error) {
				this.isBroken = true;
				this.#world.broken(this, error);
				return undefined;
			}
			this.#weight.add(verdict.bytes.length);
		}
		this.#enqueue(connection, verdict.bytes ? verdict.update : undefined, id);
		return undefined;
	}

	/** Counts a message that was refused, behind those before it. */
	pass(connection: Connection): void {
		if (!connection.isClosing && !this.isBroken) this.#enqueue(connection, undefined, connection.principal.id);
	}

	/** Writes as the server. What `change` has done before it throws is kept: Yjs can't take it back. */
	write(change: (doc: Y.Doc) => void): void {
		let written: Uint8Array | undefined;
		const listen = (bytes: Uint8Array) => (written = bytes);
		this.doc.on('update', listen);
		try {
			this.doc.transact(() => change(this.doc));
		} finally {
			this.doc.off('update', listen);
			if (written) {
				this.#weight.add((written as Uint8Array).length);
				this.#enqueue(undefined, readUpdate(written), serverPrincipal);
			}
		}
	}

	/** Sends the document to a connection, less what it has, as soon as all of that is committed; from then on it hears of every commit. */
	join(connection: Connection, vector: Uint8Array): void {
		const wantsAll = vector.length === 1;
		if (wantsAll && this.#full) return this.#answer(connection, this.#full);
		if (!this.isSettled) {
			this.#joiners.push({ connection, vector });
			return this.#world.dirty(this, true);
		}
		const answer = frame(wire.syncStep2(Y.encodeStateAsUpdate(this.doc, vector)));
		if (wantsAll) this.#full = answer;
		this.#answer(connection, answer);
	}

	/** Sends a document read from disk: the way in while writing fails and memory is ahead of the disk. */
	joinFromDisk(connection: Connection, doc: Y.Doc): void {
		this.#answer(connection, frame(wire.syncStep2(Y.encodeStateAsUpdate(doc))));
	}

	leave(connection: Connection): void {
		this.connections.delete(connection);
		this.recipients.delete(connection);
		this.#joiners = this.#joiners.filter((joiner) => joiner.connection !== connection);
		this.presence.leave(connection);
		const { clientId } = connection;
		// A phone that came back may be here twice for a while, with one client id.
		if (clientId !== null && ![...this.connections].some((other) => other.clientId === clientId)) this.#owners.release(clientId);
		if (!this.isBusy) this.idleSince = performance.now();
	}

	/** Ends when all that is accepted now is committed; rejects when that failed once (it is tried again all the same). */
	settled(): Promise<void> {
		return this.isSettled ? Promise.resolve() : this.#watch();
	}

	/** Makes the log one row with the next commit. */
	compact(): Promise<void> {
		this.#compact = true;
		return this.#watch();
	}

	#watch(): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#watchers.push({ resolve, reject });
			this.#world.dirty(this, true);
		});
	}

	/** Everything for the next commit, or undefined. From here until `commit` or `putBack` it is in flight. */
	take(): Batch | undefined {
		if (this.#queue.length + this.#joiners.length + this.#watchers.length === 0) return undefined;
		const waiting = this.#queue;
		const joiners = this.#joiners;
		const watchers = this.#watchers;
		[this.#queue, this.#joiners, this.#watchers] = [[], [], []];
		const update = joinUpdates(waiting.flatMap((one) => one.update ?? []));
		const whole = !this.isBroken && (this.#compact || (update !== undefined && this.#rows >= this.#world.limits.logRows));
		const all = whole || joiners.some(({ vector }) => vector.length === 1) ? Y.encodeStateAsUpdate(this.doc) : undefined;
		if (all) this.#weight.is(all.length);
		const writers = new Set(waiting.flatMap((one) => (one.update ? one.principalId : [])));
		this.#compact = false;
		this.#inFlight = true;
		return {
			append: {
				boardId: this.id,
				epoch: this.epoch,
				seq: this.#seq + 1,
				bytes: whole ? all : update,
				principalId: writers.size === 1 && !whole ? ([...writers][0] ?? null) : null,
				whole,
				owners: waiting.flatMap((one) => one.owners)
			},
			waiting,
			update,
			answers: this.isBroken
				? []
				: joiners.map(({ connection, vector }) => {
						const full = vector.length === 1;
						return { connection, full, bytes: full ? (all as Uint8Array) : Y.encodeStateAsUpdate(this.doc, vector) };
					}),
			watchers
		};
	}

	/** The batch is on disk: everybody may know. */
	commit(batch: Batch): void {
		this.#inFlight = false;
		if (batch.append.bytes) {
			this.#seq = batch.append.seq;
			this.#rows = batch.append.whole ? 1 : this.#rows + 1;
		}
		if (batch.update) {
			this.#full = undefined;
			broadcast(batch.update, batch.waiting, this.recipients);
		}
		acknowledge(batch.waiting);
		for (const { connection, bytes, full } of batch.answers) {
			const answer = full && this.#full ? this.#full : frame(wire.syncStep2(bytes));
			if (full) this.#full = answer;
			this.#answer(connection, answer);
		}
		for (const watcher of batch.watchers) watcher.resolve();
	}

	/** The batch could not be written: nobody hears of it, and it goes first next time. Returns those who wait for the document. */
	putBack(batch: Batch, error: unknown): Connection[] {
		this.#inFlight = false;
		this.#queue = [...batch.waiting, ...this.#queue];
		for (const watcher of batch.watchers) watcher.reject(error);
		return batch.answers.map(({ connection }) => connection);
	}

	#enqueue(connection: Connection | undefined, update: Update | undefined, principalId: string): void {
		const owners = this.#owners.bind(update?.blocks.map((block) => block.client) ?? [], principalId);
		this.#queue.push({ connection, update, principalId, owners });
		const now = performance.now();
		this.rate = this.rate * Math.exp((this.#rateAt - now) / 1000) + 1;
		this.#rateAt = now;
		this.#world.dirty(this, false);
	}

	#answer(connection: Connection, answer: Buffer): void {
		if (!this.connections.has(connection)) return;
		connection.answer(answer);
		this.recipients.add(connection);
	}
}
