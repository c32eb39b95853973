import * as decoding from 'lib0/decoding';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import { emptyStateVector, isEmptyUpdate } from '../bytes.ts';
import type { Access, CloseCode, ConnectionRequest, Principal } from '../contract.ts';
import * as wire from '../protocol.ts';
import { frame } from './frame.ts';
import type { LiveLimits } from './options.server.ts';
import { MessageBudget } from './meters.ts';
import type { Peer } from './presence.ts';
import type { Room } from './room.ts';

export interface ConnectionDeps {
	limits: LiveLimits;
	onPresenceChange(room: Room): void;
	onClose(connection: Connection): void;
	/** The connection has an acknowledgement to send; `flushAck` is called soon. */
	onPendingAck(connection: Connection): void;
	/** Logs something that should not have happened and returns the id it was logged under. */
	fault(error: unknown): string;
}

/**
 * What the client has sent. Until it has answered our step 1, an update with a gap is kept: a client that goes on writing
 * while it reconnects sends its newest update first, and what it wrote offline only when asked.
 */
type Inbound = { is: 'resyncing'; early: Uint8Array[] } | { is: 'synced' };

/** Whether the client reads what it is sent. While `behind`, nothing is sent; when it has caught up it gets the document again (L10). */
type Outbound = { is: 'current' } | { is: 'behind'; since: number };

type ConnectionState = { is: 'open'; inbound: Inbound; outbound: Outbound } | { is: 'closed' };

/** Refusals that an honest client can run into: they cost no strike. */
const honestRefusals = new Set(['frozen', 'full', 'tooLong', 'tooMany', 'tooLarge', 'presenceTooLarge', 'emptied', 'notYours', 'limit']);

/** Early updates that are kept: a person types this much while a phone reconnects. */
const maxEarly = 64;

/** A client that has not been heard of for this long is pinged, and then disconnected, in milliseconds. */
const pingAfterMs = 15_000;
const goneAfterMs = 45_000;
/** Time without any frame after which a browser is sent one: it does not see pings, and takes silence for a lost contact (L16). */
const keepAliveMs = 10_000;

/** Step 1 is the most expensive request there is: answering it encodes the document. */
const step1Cost = 10;

const nothing = Buffer.alloc(0);
const keepAlive = frame(wire.emptyAwareness);

/** One socket on one board: reads messages, enforces the limits, sends frames. */
export class Connection implements Peer {
	readonly request: ConnectionRequest;
	readonly room: Room;
	readonly #ws: WebSocket;
	readonly #socket: Duplex;
	readonly #deps: ConnectionDeps;
	#state: ConnectionState = { is: 'open', inbound: { is: 'resyncing', early: [] }, outbound: { is: 'current' } };
	access: Access;
	#clientId: number | null = null;
	#lastHeardAt = performance.now();
	#lastSentAt = 0;
	#pingedAt = 0;
	#strikes = 0;
	/** Sync messages that are committed or refused; and the clocks reached since the last acknowledgement. */
	#ackedCount = 0;
	readonly #ackedClocks = new Map<number, number>();
	#hasPendingAck = false;
	/** Bytes of the document that was sent last. */
	#documentBytes = 0;
	readonly #budget: MessageBudget;

	constructor(ws: WebSocket, socket: Duplex, room: Room, visitor: Access & { request: ConnectionRequest }, deps: ConnectionDeps) {
		this.#ws = ws;
		this.#socket = socket;
		this.#deps = deps;
		this.room = room;
		this.request = visitor.request;
		this.access = visitor;
		this.#budget = new MessageBudget(deps.limits);
		ws.on('message', (data, isBinary) => this.#read(data as Buffer, isBinary));
		ws.on('pong', () => (this.#lastHeardAt = performance.now()));
		ws.on('error', () => undefined);
		ws.on('close', () => this.#leave());
		room.addConnection(this);
	}

	get principal(): Principal {
		return this.access.principal;
	}

	get mode(): 'write' | 'read' {
		return this.access.mode;
	}

	get clientId(): number | null {
		return this.#clientId;
	}

	get isClosed(): boolean {
		return this.#state.is === 'closed';
	}

	/** The server's first messages: its state vector, so that a writer sends what the server lacks, and who is present. */
	start(): void {
		this.#requestMissing();
		this.#sendPresence();
	}

	/** The same person with other rights. */
	setAccess(access: Access): void {
		const mayWriteNow = this.mode === 'read' && access.mode === 'write';
		this.access = access;
		if (mayWriteNow) this.#requestMissing();
	}

	/** Writes a whole frame, with the pending acknowledgement behind it. Sends nothing to a client that is behind. */
	send(bytes: Buffer): void {
		const state = this.#state;
		if (state.is === 'closed' || state.outbound.is === 'behind') return;
		if (this.#socket.writableLength > this.#deps.limits.backlogBytes + this.#documentBytes) {
			state.outbound = { is: 'behind', since: performance.now() };
			return;
		}
		this.#lastSentAt = performance.now();
		this.#socket.write(this.#hasPendingAck ? this.#withAck(bytes) : bytes);
	}

	/** Sends the document, which may be larger than the backlog that a reader is allowed. */
	sendDocument(bytes: Buffer): void {
		this.#documentBytes = bytes.length;
		this.send(bytes);
	}

	/** `count` more sync messages of this connection are done with, and reached `clocks`. Sent with the next frame, or soon. */
	acknowledge(clocks: ReadonlyMap<number, number>, count: number): void {
		this.#ackedCount += count;
		for (const [client, clock] of clocks) this.#ackedClocks.set(client, clock);
		if (!this.#hasPendingAck) this.#deps.onPendingAck(this);
		this.#hasPendingAck = true;
	}

	/** Sends the acknowledgement unless it went with another frame meanwhile. */
	flushAck(): void {
		if (this.#hasPendingAck) this.send(nothing);
	}

	/** Called once a second: disconnects clients that are gone or do not read, and resumes those that have caught up. */
	tick(now: number): void {
		if (this.#state.is === 'closed') return;
		const { outbound } = this.#state;
		if (outbound.is === 'behind') {
			const { backlogBytes, backlogMs } = this.#deps.limits;
			if (this.#socket.writableLength <= backlogBytes / 2) this.#resume();
			else if (now - outbound.since > backlogMs) return this.#ws.terminate();
		}
		if (now - this.#lastHeardAt > goneAfterMs) return this.#ws.terminate();
		if (now - this.#lastHeardAt > pingAfterMs && now - this.#pingedAt > keepAliveMs) {
			this.#pingedAt = now;
			this.#ws.ping();
		}
		if (now - this.#lastSentAt > keepAliveMs) this.send(keepAlive);
	}

	/** Closes with a reason and leaves the room at once; a peer that does not answer is disconnected after two seconds. */
	close(code: CloseCode, reason = ''): void {
		if (this.#state.is === 'closed') return;
		this.#ws.close(code, reason);
		this.#leave();
		setTimeout(() => this.#ws.terminate(), 2000).unref();
	}

	#leave(): void {
		if (this.#state.is === 'closed') return;
		this.#state = { is: 'closed' };
		this.room.removeConnection(this);
		this.#deps.onClose(this);
	}

	/** The client has read its backlog: what it missed meanwhile is sent as a whole. */
	#resume(): void {
		if (this.#state.is === 'open') this.#state.outbound = { is: 'current' };
		this.room.sync(this, emptyStateVector);
		this.#sendPresence();
		this.#hasPendingAck = this.#ackedCount > 0;
		this.flushAck();
	}

	#requestMissing(): void {
		if (this.mode === 'write') this.send(frame(wire.syncStep1(this.room.stateVector)));
	}

	#sendPresence(): void {
		const others = this.room.presence.entriesExcept(this);
		if (others.length > 0) this.send(frame(wire.awareness(others)));
	}

	#withAck(bytes: Buffer): Buffer {
		this.#hasPendingAck = false;
		const ack = frame(wire.persisted(this.#ackedClocks, this.#ackedCount));
		this.#ackedClocks.clear();
		return Buffer.concat([bytes, ack]);
	}

	#read(data: Buffer, isBinary: boolean): void {
		if (this.#state.is === 'closed') return;
		this.#lastHeardAt = performance.now();
		try {
			const decoder = decoding.createDecoder(data);
			const type = isBinary ? decode(() => decoding.readVarUint(decoder)) : -1;
			if (type === wire.type.sync) this.#readSync(decoder, data.length, this.#state.inbound);
			else if (type === wire.type.awareness && data.length <= this.#deps.limits.frameBytes) this.#readPresence(decoder, data.length);
			else if (!this.#budget.takeMessage(1, data.length)) this.#closeFlooding();
			else if (data.length > this.#deps.limits.frameBytes) this.#refuse('tooLarge');
			else if (type === wire.type.queryAwareness) this.#sendPresence();
			else this.#refuse('unknown');
		} catch (error) {
			if (error instanceof Undecodable) return this.#refuse('undecodable');
			this.close(1011, `error ${this.#deps.fault(error)}`);
		}
	}

	#readSync(decoder: decoding.Decoder, size: number, inbound: Inbound): void {
		const [kind, bytes] = decode(() => [decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder)] as const);
		// The answer to our step 1 holds all deletions of the document: once, it may be as large as the document.
		const resync = kind === wire.sync.step2 && inbound.is === 'resyncing' ? inbound : undefined;
		if (resync && this.#state.is === 'open') this.#state.inbound = { is: 'synced' };
		const isLarge = size > this.#deps.limits.frameBytes;
		const isAllowed = this.#budget.takeMessage(kind === wire.sync.step1 ? step1Cost : 1, resync && isLarge ? 0 : size);
		if (!isAllowed) return this.#closeFlooding();
		if (isLarge && !resync) return this.#refuseUpdate('tooLarge');
		if (kind === wire.sync.step1) this.#readStep1(bytes);
		else if (kind === wire.sync.step2 || kind === wire.sync.update) {
			this.#receive(bytes);
			for (const early of resync?.early ?? []) this.#receive(early);
		} else this.#refuse('unknown');
	}

	#readStep1(stateVector: Uint8Array): void {
		const clients = decode(() => Y.decodeStateVector(stateVector));
		for (const client of clients.keys()) if (this.room.isFormerClient(client)) return this.close(4410, 'the board was made anew');
		this.room.sync(this, stateVector);
	}

	#receive(bytes: Uint8Array): void {
		if (this.#state.is === 'closed') return;
		if (this.mode === 'read') return isEmptyUpdate(bytes) ? undefined : this.close(4403, 'read only');
		const { inbound } = this.#state;
		const early = inbound.is === 'resyncing' && inbound.early.length < maxEarly ? inbound.early : undefined;
		const refusal = early && early.length > 0 ? 'gap' : this.room.receive(this.principal, bytes, this);
		if (refusal === 'gap' && early) early.push(bytes);
		else if (refusal) this.#refuseUpdate(refusal);
	}

	#refuseUpdate(refusal: string): void {
		this.#refuse(refusal);
		this.room.countRefused(this);
		// A gap is closed by asking for everything the server lacks; anything else by sending what the document holds.
		if (refusal === 'gap') this.#requestMissing();
		else if (!this.isClosed) this.room.sync(this, emptyStateVector);
	}

	#readPresence(decoder: decoding.Decoder, size: number): void {
		if (!this.#budget.takePresence(size)) return this.#closeFlooding();
		const bytes = decode(() => decoding.readVarUint8Array(decoder));
		if (this.mode === 'read') return;
		if (this.#clientId === null) {
			const first = decode(() => wire.firstInAwareness(bytes));
			if (first === undefined || !this.room.reserve(first, this.principal)) return;
			this.#clientId = first;
		}
		if (!decode(() => this.room.presence.update(this, bytes))) return this.#refuse('presenceTooLarge');
		if (this.room.presence.hasChanges) this.#deps.onPresenceChange(this.room);
	}

	#refuse(reason: string): void {
		this.send(frame(wire.refused(reason)));
		if (!honestRefusals.has(reason.split(' ', 1)[0]!) && ++this.#strikes >= this.#deps.limits.strikes) {
			this.close(4400, 'too many messages were refused');
		}
	}

	#closeFlooding(): void {
		this.send(frame(wire.refused('flooding')));
		this.close(4429, 'more than a person can write');
	}
}

class Undecodable extends Error {}

/** Errors of decoding a message are the sender's fault, not the server's. */
function decode<T>(read: () => T): T {
	try {
		return read();
	} catch {
		throw new Undecodable();
	}
}
