import type * as Y from 'yjs';
import { Answers, keyOf, nothing } from './syncCache.ts';
import { acknowledge, broadcast, type Batch, type Waiting, type Watcher } from './batch.ts';
import type { Connection } from './connection.ts';
import type { Principal, BoardStatus } from '../contract.ts';
import { Copy } from '../replica/replica.ts';
import { frame } from './frame.ts';
import type { Refusal } from '../replica/validate.ts';
import { Rate, Weight, type LiveLimits } from './limits.ts';
import { Owners } from './clientOwners.ts';
import { Presence } from './presence.ts';
import { schemaFor, type AcceptedSchema, type DocumentSchemas } from '../documentSchema.ts';
import type { StoredBoard } from '../storage/updateLog.server.ts';
import { joinUpdates, type Update } from '../replica/updateCodec.ts';
import * as wire from '../protocol.ts';

/** The owner of client ids that the server itself writes under. */
export const serverPrincipal = 'server';

/** How long nobody writes before a board's document is put away, in milliseconds. */
const quiet = 20_000;

export interface RoomDeps {
	schema: DocumentSchemas;
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
	status: BoardStatus | undefined;
	epoch = 0;
	/** Of updates. */
	readonly rate = new Rate();
	/** When somebody last wrote here, by the process's own clock (`performance.now()`); 0: not since it was loaded. */
	wroteAt = 0;
	/** Updates taken in since it was loaded. */
	writes = 0;
	former: ReadonlySet<number> = new Set();
	isBroken = false;
	/** True when there is such a board; rejects when it can't be loaded. */
	loaded: Promise<boolean> = Promise.resolve(false);
	/** Set while the room is being given up for a fresh one; whoever comes waits for that. */
	ending: Promise<void> | undefined;
	#world: RoomDeps;
	schema: AcceptedSchema = new Map();
	#copy = new Copy(this.schema);
	#owners = new Owners();
	#seq = 0;
	#rows = 0;
	#weight: Weight;
	#queue: Waiting[] = [];
	#joiners: { connection: Connection; vector: Uint8Array }[] = [];
	#watchers: Watcher[] = [];
	#compact = false;
	#inFlight = false;
	#answers = new Answers();

	constructor(id: string, world: RoomDeps) {
		this.id = id;
		this.#world = world;
		this.#weight = new Weight(world.limits.documentBytes, () => this.#copy.since(nothing).length);
	}

	/** Fills the room from disk. Throws when the rows do not make a whole document: then nothing is served and nothing written (L12). */
	open(stored: StoredBoard): void {
		this.schema = schemaFor(this.#world.schema, stored.kind);
		this.#copy = new Copy(this.schema);
		this.#copy.open(stored.updates);
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

	/** All that was accepted, a tick ahead of what is committed unless the room is settled. */
	get doc(): Y.Doc {
		return this.#copy.doc;
	}

	/** The state vector of the document. */
	get vector(): Uint8Array {
		return this.#copy.vector;
	}

	mayUse(clientId: number, { id, inherits }: Principal): boolean {
		const owner = this.#owners.of(clientId);
		if (owner === undefined) return this.#copy.clock(clientId) === 0 && clientId !== this.#copy.clientId;
		return owner === id || inherits?.(owner) === true;
	}

	/** Binds a client id to its principal before it has written (L8). False when it is somebody else's. */
	reserve(clientId: number, principal: Principal): boolean {
		if (!this.mayUse(clientId, principal)) return false;
		this.#owners.reserve(clientId, principal.id);
		return true;
	}

	/** Judges and takes in an update from a connection. Returns why not, or undefined. */
	receive(connection: Connection, bytes: Uint8Array): Refusal | 'frozen' | 'full' | undefined {
		if (this.isBroken) return undefined;
		const { principal } = connection;
		const verdict = this.#copy.judge(bytes, { mayUse: (client) => this.mayUse(client, principal), writesAs: principal.writesAs });
		if (this.frozen && !(verdict.ok && verdict.bytes === undefined)) return 'frozen';
		if (!verdict.ok) return verdict.reason;
		if (verdict.bytes) {
			if (!this.#weight.leavesRoomFor(verdict.bytes.length)) return 'full';
			try {
				this.#copy.accept(verdict.update, verdict.bytes);
			} catch (error) {
				this.isBroken = true;
				this.#world.broken(this, error);
				return undefined;
			}
			this.#weight.add(verdict.bytes.length);
		}
		this.#enqueue(connection, verdict.bytes ? verdict.update : undefined, principal.id);
		return undefined;
	}

	/** Counts a message that was refused, behind those before it. */
	pass(connection: Connection): void {
		if (!connection.isClosing && !this.isBroken) this.#enqueue(connection, undefined, connection.principal.id);
	}

	/** Writes as the server. What `change` has done before it throws is kept: Yjs can't take it back. */
	write(change: (doc: Y.Doc) => void): void {
		this.#copy.write(change, (update, bytes) => {
			this.#weight.add(bytes.length);
			this.#enqueue(undefined, update, serverPrincipal);
		});
	}

	/** Sends the document to a connection, less what it has, as soon as all of that is committed; from then on it hears of every commit. */
	join(connection: Connection, vector: Uint8Array): void {
		const known = this.#answers.get(vector);
		if (known) return this.#answer(connection, known);
		if (this.isSettled) return this.#answer(connection, this.#answers.keep(vector, this.#copy.since(vector)));
		this.#joiners.push({ connection, vector });
		this.#world.dirty(this, true);
	}

	/** Sends what was read from disk: the way in while writing fails and memory is ahead of the disk. */
	joinFromDisk(connection: Connection, update: Uint8Array): void {
		this.#answer(connection, frame(wire.syncStep2(update)));
	}

	/** When nothing has been written for a while the document becomes bytes until somebody writes again: true when it just did. */
	rest(now: number): boolean {
		if (now - this.rate.at < quiet || !this.isSettled) return false;
		this.#answers.clear();
		return this.#copy.sleep(now - quiet);
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
		const told = new Map<string, Uint8Array>();
		const since = (vector: Uint8Array) => {
			const asked = keyOf(vector);
			const bytes = told.get(asked) ?? this.#copy.since(vector);
			told.set(asked, bytes);
			return bytes;
		};
		const all = whole ? since(nothing) : undefined;
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
			answers: this.isBroken ? [] : joiners.map(({ connection, vector }) => ({ connection, vector, bytes: since(vector) })),
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
			this.#answers.clear();
			broadcast(batch.update, batch.waiting, this.recipients);
		}
		acknowledge(batch.waiting);
		for (const { connection, vector, bytes } of batch.answers)
			this.#answer(connection, this.#answers.get(vector) ?? this.#answers.keep(vector, bytes));
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
		this.rate.count(now);
		if (update) [this.wroteAt, this.writes] = [now, this.writes + 1];
		this.#world.dirty(this, false);
	}

	#answer(connection: Connection, answer: Buffer): void {
		if (!this.connections.has(connection)) return;
		connection.answer(answer);
		this.recipients.add(connection);
	}
}
