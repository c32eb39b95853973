import { emptyStateVector, keyOf } from '../bytes.ts';
import * as wire from '../protocol.ts';
import { joinUpdates, type Update } from '../replica/updateCodec.ts';
import type { Append, ClientOwner, EntryOwner } from '../storage/updateLog.server.ts';
import type { Connection } from './connection.ts';
import { frame } from './frame.ts';

/** Something accepted that waits for the next commit. */
export interface PendingEdit {
	/** Undefined: the server wrote it. */
	connection: Connection | undefined;
	/** Undefined: nothing new in it; it waits for its acknowledgement after the others. */
	update: Update | undefined;
	/** Client ids used for the first time. */
	owners: ClientOwner[];
	/** Entries that are new. */
	entries: EntryOwner[];
}

/** A connection that asked for the document while something was not committed yet. */
export interface PendingSync {
	connection: Connection;
	stateVector: Uint8Array;
}

interface CommitWaiter {
	resolve: () => void;
	reject: (reason: unknown) => void;
}

/** What the next commit takes from a room. */
export interface Pending {
	edits: PendingEdit[];
	syncs: PendingSync[];
	waiters: CommitWaiter[];
}

/** What one commit does for a room. */
export interface Batch {
	append: Append;
	pending: Pending;
	/** Sent to the other connections. */
	update: Uint8Array | undefined;
	/** For those who asked for the document: what they lack. */
	syncs: (PendingSync & { update: Uint8Array })[];
}

interface LogPosition {
	boardId: string;
	epoch: number;
	/** Of the last row; 0 when there is none. */
	seq: number;
	rows: number;
}

/** What a room has for its next commit, and where in its log that goes. From `take` until `commit` or `putBack` a batch is in flight. */
export class CommitQueue {
	readonly #log: LogPosition;
	/** Rows that trigger compaction. */
	readonly #maxRows: number;
	#pending: Pending = { edits: [], syncs: [], waiters: [] };
	/** A batch of which nobody knows whether it was written: it goes first, and as it was, since its place may hold it. */
	#again: Batch | undefined;
	#isInFlight = false;
	#isCompactionDue = false;

	constructor(log: LogPosition, maxRows: number) {
		this.#log = { ...log };
		this.#maxRows = maxRows;
	}

	/** Everything that was accepted is committed. */
	get isSettled(): boolean {
		return this.#pending.edits.length === 0 && !this.#isInFlight && !this.#again;
	}

	get canCompact(): boolean {
		return this.#log.rows > 1;
	}

	addEdit(edit: PendingEdit): void {
		this.#pending.edits.push(edit);
	}

	addSync(sync: PendingSync): void {
		this.#pending.syncs.push(sync);
	}

	removeSyncs(connection: Connection): void {
		this.#pending.syncs = this.#pending.syncs.filter((sync) => sync.connection !== connection);
	}

	/** Resolves with the next commit, rejects when it fails. */
	wait(): Promise<void> {
		return new Promise((resolve, reject) => this.#pending.waiters.push({ resolve, reject }));
	}

	/** The next commit makes the log one row (L13). */
	compactNext(): void {
		this.#isCompactionDue = true;
	}

	/**
	 * The next batch; undefined when there is nothing to do. `updateSince` encodes what a state vector lacks; undefined where
	 * the replica can't be trusted: then nothing is read from it.
	 */
	take(updateSince: ((stateVector: Uint8Array) => Uint8Array) | undefined): Batch | undefined {
		if (this.#again) {
			this.#isInFlight = true;
			return this.#again;
		}
		const pending = this.#pending;
		if (pending.edits.length + pending.syncs.length + pending.waiters.length === 0) return undefined;
		this.#pending = { edits: [], syncs: [], waiters: [] };
		const { boardId, epoch, seq, rows } = this.#log;
		const update = joinUpdates(pending.edits.flatMap((edit) => edit.update ?? []));
		const encode = updateSince && onceEach(updateSince);
		const isCompaction = encode !== undefined && (this.#isCompactionDue || (update !== undefined && rows >= this.#maxRows));
		const bytes = isCompaction ? encode(emptyStateVector) : update;
		const owners = pending.edits.flatMap((edit) => edit.owners);
		const entries = pending.edits.flatMap((edit) => edit.entries);
		const syncs = encode ? pending.syncs.map((sync) => ({ ...sync, update: encode(sync.stateVector) })) : [];
		this.#isCompactionDue = false;
		this.#isInFlight = true;
		return { append: { boardId, epoch, seq: seq + 1, bytes, isCompaction, owners, entries }, pending, update, syncs };
	}

	/** The batch is on disk. */
	commit({ append }: Batch): void {
		this.#isInFlight = false;
		this.#again = undefined;
		if (!append.bytes) return;
		this.#log.seq = append.seq;
		this.#log.rows = append.isCompaction ? 1 : this.#log.rows + 1;
	}

	/**
	 * The commit failed, or its answer was lost: it goes first next time. Whoever waits for a commit is told; gives those who wait for the
	 * document, who are served otherwise.
	 */
	putBack({ append, update, pending, syncs }: Batch, error: unknown): Connection[] {
		this.#isInFlight = false;
		const isEmpty = append.bytes === undefined && pending.edits.length === 0;
		this.#again = isEmpty ? undefined : { append, update, pending: { edits: pending.edits, syncs: [], waiters: [] }, syncs: [] };
		return [...syncs, ...this.#tellWaiting(pending, error)].map(({ connection }) => connection);
	}

	/** Nothing of it is written any more. */
	drop({ pending }: Batch, error: unknown): void {
		this.#tellWaiting(pending, error);
		this.#pending = { edits: [], syncs: [], waiters: [] };
		this.#again = undefined;
		this.#isInFlight = false;
	}

	/** Gives who has begun to wait for the document since. */
	#tellWaiting({ waiters }: Pending, error: unknown): PendingSync[] {
		const { syncs } = this.#pending;
		for (const waiter of [...waiters, ...this.#pending.waiters]) waiter.reject(error);
		this.#pending = { edits: this.#pending.edits, syncs: [], waiters: [] };
		return syncs;
	}
}

/** Encodes each state vector once: those who wait for a commit often have the same. */
function onceEach(updateSince: (stateVector: Uint8Array) => Uint8Array): (stateVector: Uint8Array) => Uint8Array {
	const encoded = new Map<string, Uint8Array>();
	return (stateVector) => {
		const key = keyOf(stateVector);
		const bytes = encoded.get(key) ?? updateSince(stateVector);
		encoded.set(key, bytes);
		return bytes;
	};
}

/**
 * Sends a committed update to everybody but its writer. Where several wrote, each gets the shared frame with its own part
 * included: one encoding for all.
 */
export function broadcast(update: Uint8Array, edits: readonly PendingEdit[], recipients: Iterable<Connection>): void {
	const shared = frame(wire.syncUpdate(update));
	const writers = new Set(edits.flatMap((edit) => (edit.update ? [edit.connection] : [])));
	const only = writers.size === 1 ? [...writers][0] : undefined;
	for (const recipient of recipients) if (recipient !== only) recipient.send(shared);
}

/** Tells each writer which of its messages are committed. */
export function acknowledge(edits: readonly PendingEdit[]): void {
	const done = new Map<Connection, { clocks: Map<number, number>; count: number }>();
	for (const { connection, update } of edits) {
		if (!connection) continue;
		const own = done.get(connection) ?? { clocks: new Map<number, number>(), count: 0 };
		own.count++;
		for (const { client, end } of update?.blocks ?? []) own.clocks.set(client, end);
		done.set(connection, own);
	}
	for (const [connection, { clocks, count }] of done) connection.acknowledge(clocks, count);
}
