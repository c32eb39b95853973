import type * as Y from 'yjs';
import { emptyStateVector } from '../bytes.ts';
import type { BoardStatus, Damage, Principal, Refused } from '../contract.ts';
import { entryKey, schemaFor, type AcceptedSchema } from '../documentSchema.ts';
import * as wire from '../protocol.ts';
import { keepFirst } from '../replica/otherHand.ts';
import { DocumentReplica } from '../replica/replica.ts';
import { loadLog } from '../storage/salvage.server.ts';
import type { StoredBoard } from '../storage/updateLog.server.ts';
import { acknowledge, broadcast, CommitQueue, type Batch, type PendingEdit } from './batch.ts';
import type { Connection } from './connection.ts';
import { frame } from './frame.ts';
import type { RoomDeps } from './options.server.ts';
import { SizeEstimate, WriteActivity } from './meters.ts';
import { ClientOwners, EntryOwners, markOf } from './owners.ts';
import { Presence } from './presence.ts';
import { SyncCache } from './syncCache.ts';

/** How long nobody writes before the Y.Doc of a board is packed, in milliseconds. */
const packAfterMs = 20_000;

/**
 * A board in memory. Its replica holds what was accepted, up to one commit ahead of the disk; clients are never sent more
 * than what is committed (L11). `RoomRegistry` loads and unloads rooms.
 */
export class Room {
	readonly id: string;
	readonly epoch: number;
	readonly schema: AcceptedSchema;
	/** What its document lacks, and the id under which that was logged: then it is only read (L26). */
	readonly damage: (Damage & { id: string }) | undefined;
	readonly entryOwners: EntryOwners;
	readonly presence = new Presence();
	readonly activity = new WriteActivity();
	readonly #deps: RoomDeps;
	readonly #replica: DocumentReplica;
	readonly #owners: ClientOwners;
	readonly #formerClients: ReadonlySet<number>;
	readonly #size: SizeEstimate;
	readonly #queue: CommitQueue;
	readonly #syncCache = new SyncCache();
	readonly #connections = new Set<Connection>();
	/** Connections that were sent the document and since then every commit. */
	readonly #recipients = new Set<Connection>();
	#status: BoardStatus | undefined;
	#isFrozen: boolean;
	#isBroken = false;
	/** Server code and upgrade requests that need the room: it stays loaded. */
	#pins = 0;
	#idleSince = performance.now();

	constructor(id: string, stored: StoredBoard, deps: RoomDeps) {
		this.id = id;
		this.epoch = stored.epoch;
		this.schema = schemaFor(deps.schema, stored.kind);
		this.#deps = deps;
		this.#replica = new DocumentReplica(this.schema);
		this.damage = loadLog(stored.updates, this.schema, this.#replica, (error) => deps.onDamaged(id, error));
		const isUnused = (clientId: number) => this.#replica.clock(clientId) === 0 && clientId !== this.#replica.clientId;
		this.#owners = new ClientOwners(id, stored.owners, isUnused);
		this.entryOwners = new EntryOwners(stored.entries);
		this.#formerClients = stored.formerClients;
		this.#isFrozen = stored.closedAt !== null;
		this.#queue = new CommitQueue({ boardId: id, epoch: stored.epoch, seq: stored.seq, rows: stored.updates.length }, deps.limits.logRows);
		this.#size = new SizeEstimate(deps.limits.documentBytes, () => this.#replica.updateSince(emptyStateVector).length);
		for (const { length } of stored.updates) this.#size.add(length);
	}

	get connections(): ReadonlySet<Connection> {
		return this.#connections;
	}

	/** Deliveries a second that sending every update at once would cost. */
	get deliveryRate(): number {
		return this.#recipients.size * this.activity.perSecond;
	}

	/** Where the conversation stands, once it has been read or set. */
	get status(): BoardStatus | undefined {
		return this.#status;
	}

	setStatus(status: BoardStatus): void {
		this.#status = status;
		this.presence.setAnonymous(status.anonymous ?? false);
	}

	/** While frozen, updates with new content are refused. */
	get isFrozen(): boolean {
		return this.#isFrozen || this.damage !== undefined;
	}

	setFrozen(isFrozen: boolean): void {
		this.#isFrozen = isFrozen;
	}

	/** Keeps the room loaded until `unpin`. */
	pin(): void {
		this.#pins++;
	}

	unpin(): void {
		this.#pins--;
		this.#noteIdle();
	}

	get isBusy(): boolean {
		return this.#connections.size > 0 || this.#pins > 0;
	}

	idleFor(now: number): number {
		return this.isBusy ? 0 : now - this.#idleSince;
	}

	/** Everything accepted is committed. */
	get isSettled(): boolean {
		return this.#queue.isSettled;
	}

	/** An upper bound of the encoded document, in bytes. */
	get size(): number {
		return this.#size.upperBound;
	}

	/** Every accepted update: up to one commit ahead of the disk unless the room is settled. */
	get doc(): Y.Doc {
		return this.#replica.doc;
	}

	get stateVector(): Uint8Array {
		return this.#replica.stateVector;
	}

	/** Of an earlier epoch (L7). */
	isFormerClient(clientId: number): boolean {
		return this.#formerClients.has(clientId);
	}

	/** Binds a client id to its principal before it has written (L8). False when it is another principal's. */
	reserve(clientId: number, principal: Principal): boolean {
		return this.#owners.reserve(clientId, principal);
	}

	/** Validates an update and queues it for the next commit, with what the server adds to it. Returns why it is refused, or undefined. */
	receive(principal: Principal, bytes: Uint8Array, connection?: Connection): Refused | undefined {
		if (this.#isBroken) return undefined;
		const verdict = this.#replica.validate(bytes, {
			mayUse: (clientId) => this.#owners.mayUse(clientId, principal),
			writesAs: principal.writesAs,
			owns: (entry) => this.entryOwners.owns(entry, principal),
			moderates: principal.moderates ?? false
		});
		if (this.isFrozen && !(verdict.ok && verdict.bytes === undefined)) return 'frozen';
		if (!verdict.ok) return verdict.reason;
		if (verdict.bytes) {
			if (!this.#size.hasRoomFor(verdict.bytes.length)) return 'full';
			const clients = this.#owners.freshIn(verdict.update.blocks);
			const wait = this.#deps.quota.take(this.schema, principal, { created: verdict.created, clients });
			if (wait > 0) return `limit ${wait}`;
			try {
				this.#replica.apply(verdict.update, verdict.bytes);
			} catch (error) {
				this.#isBroken = true;
				return void this.#deps.onBroken(this, error);
			}
			this.#size.add(verdict.bytes.length);
		}
		const entries = this.entryOwners.bind(verdict.created, ({ root, id }) => markOf(principal, root, id));
		this.#enqueue({ connection, principal, update: verdict.bytes ? verdict.update : undefined, entries });
		if (verdict.rewritten.length > 0) this.write(() => verdict.rewritten.forEach(keepFirst));
		return undefined;
	}

	/** As `receive`, of what `change` does to a copy of the document: for somebody who has no socket (L18). */
	receiveChange(principal: Principal, change: (doc: Y.Doc) => void): Refused | undefined {
		return this.receive(principal, this.#replica.updateOf(change));
	}

	/** Counts a refused message in the acknowledgement, after those before it. */
	countRefused(connection: Connection): void {
		if (!connection.isClosed && !this.#isBroken)
			this.#enqueue({ connection, principal: connection.principal, update: undefined, entries: [] });
	}

	/** Writes as the server; `owners` says whose what it creates is. What `change` does before it throws is kept: Yjs can't roll back. */
	write(change: (doc: Y.Doc) => void, owners?: ReadonlyMap<string, string>): void {
		this.#replica.write(change, (update, bytes, created) => {
			this.#size.add(bytes.length);
			const entries = this.entryOwners.bind(created, (entry) => owners?.get(entryKey(entry)));
			this.#enqueue({ connection: undefined, principal: undefined, update, entries });
		});
	}

	addConnection(connection: Connection): void {
		this.#connections.add(connection);
	}

	removeConnection(connection: Connection): void {
		this.#connections.delete(connection);
		this.#recipients.delete(connection);
		this.#queue.removeSyncs(connection);
		this.presence.leave(connection);
		const { clientId } = connection;
		// A reconnecting phone may have two connections with one client id for a while.
		if (clientId !== null && ![...this.#connections].some((other) => other.clientId === clientId)) this.#owners.release(clientId);
		this.#noteIdle();
	}

	/** Sends a connection what it lacks of the document as soon as all of that is committed; from then on it gets every commit. */
	sync(connection: Connection, stateVector: Uint8Array): void {
		const cached = this.#syncCache.get(stateVector);
		if (cached) return this.#sendDocument(connection, cached);
		if (this.isSettled) return this.#sendDocument(connection, this.#syncCache.add(stateVector, this.#replica.updateSince(stateVector)));
		this.#queue.addSync({ connection, stateVector });
		this.#deps.markUrgent(this);
	}

	/** Sends what was read from disk: the way in while commits fail and the replica is ahead of the disk (L12). */
	syncFromDisk(connection: Connection, update: Uint8Array): void {
		this.#sendDocument(connection, frame(wire.syncStep2(update)));
	}

	/** Packs the document when nobody has written for a while. Returns whether it did. */
	packWhenQuiet(now: number): boolean {
		if (now - this.activity.at < packAfterMs || !this.isSettled) return false;
		this.#syncCache.clear();
		return this.#replica.pack(now - packAfterMs);
	}

	/** Resolves when everything accepted so far is committed; rejects when the commit failed (it is retried all the same). */
	settled(): Promise<void> {
		return this.isSettled ? Promise.resolve() : this.#nextCommit();
	}

	/** Compacts the log to one row with the next commit (L13), unless it is one. */
	async compact(): Promise<void> {
		if (!this.#queue.canCompact || this.damage) return;
		this.#queue.compactNext();
		await this.#nextCommit();
	}

	#nextCommit(): Promise<void> {
		const committed = this.#queue.wait();
		this.#deps.markUrgent(this);
		return committed;
	}

	/** Everything for the next commit, or undefined. `commit` or `putBack` must follow. */
	takeBatch(): Batch | undefined {
		const batch = this.#queue.take(this.#isBroken ? undefined : (stateVector) => this.#replica.updateSince(stateVector));
		if (batch?.append.isCompaction && batch.append.bytes) this.#size.setMeasured(batch.append.bytes.length);
		return batch;
	}

	/** The batch is on disk: broadcast and acknowledge it. */
	commit(batch: Batch): void {
		const { pending, update, syncs } = batch;
		this.#queue.commit(batch);
		if (update) {
			this.#syncCache.clear();
			broadcast(update, pending.edits, this.#recipients);
		}
		acknowledge(pending.edits);
		for (const sync of syncs) {
			const cached = this.#syncCache.get(sync.stateVector) ?? this.#syncCache.add(sync.stateVector, sync.update);
			this.#sendDocument(sync.connection, cached);
		}
		for (const waiter of pending.waiters) waiter.resolve();
	}

	/** The batch could not be written: nobody is told, and it goes first next time. Returns those who wait for the document. */
	putBack(batch: Batch, error: unknown): Connection[] {
		return this.#queue.putBack(batch, error);
	}

	/** The board is another process's: what was accepted here is dropped, and its writers send it again. */
	lose(batch: Batch): void {
		this.#isBroken = true;
		this.#queue.drop(batch, new Error('The board is loaded anew'));
	}

	/** `principal` undefined: the server wrote it. */
	#enqueue({ connection, principal, update, entries }: Omit<PendingEdit, 'owners'> & { principal: Principal | undefined }): void {
		const owners = this.#owners.bind(update?.blocks.map((block) => block.client) ?? [], principal);
		this.#queue.addEdit({ connection, update, owners, entries });
		this.activity.note(performance.now(), update !== undefined);
		this.#deps.markDirty(this);
	}

	#sendDocument(connection: Connection, answer: Buffer): void {
		if (!this.#connections.has(connection)) return;
		connection.sendDocument(answer);
		this.#recipients.add(connection);
	}

	#noteIdle(): void {
		if (!this.isBusy) this.#idleSince = performance.now();
	}
}
