import * as decoding from 'lib0/decoding';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { FinalCode, ConnectionRequest, Principal } from '../contract.ts';
import { frame } from './frame.ts';
import { Bucket, type LiveLimits } from './limits.ts';
import type { Speaker } from './presence.ts';
import type { Room } from './room.ts';
import * as wire from '../protocol.ts';

/** 1012: the service restarts; 1013: try again later; 1011: a bug. The stock provider comes back after all of these. */
export type CloseCode = FinalCode | 1011 | 1012 | 1013;

export interface ConnectionWorld {
	limits: LiveLimits;
	/** The room's presence has changed. */
	presenceChanged(room: Room): void;
	left(connection: Connection): void;
	/** Something of this connection is saved and it has not been told; `tell` is called soon. */
	owes(connection: Connection): void;
	/** Something that should not have happened. Returns the id it was logged under. */
	fault(error: unknown): string;
}

/** Refusals that an honest client can run into: they cost no strike. */
const honest = new Set(['frozen', 'full', 'tooLong', 'tooMany', 'tooLarge', 'presenceTooLarge']);

/** One socket on one board: reads messages, keeps the limits, sends frames. */
export class Connection implements Speaker {
	readonly knock: ConnectionRequest;
	readonly room: Room;
	principal: Principal;
	mode: 'write' | 'read';
	clientId: number | null = null;
	lastHeardAt = performance.now();
	lastSentAt = 0;
	/** Since when more waits for this reader than it may; 0 when it keeps up. */
	behindSince = 0;
	isClosing = false;
	#ws: WebSocket;
	#socket: Duplex;
	#world: ConnectionWorld;
	#strikes = 0;
	/** Sync messages that are committed or refused. */
	#count = 0;
	#clocks = new Map<number, number>();
	/** Something is saved that the client has not been told. */
	#isOwed = false;
	#hasResynced = false;
	/** Updates that build on what the client has not sent yet. */
	#early: Uint8Array[] = [];
	/** Bytes of the last document sent. */
	#answered = 0;
	#pingedAt = 0;
	#messages: Bucket;
	#bytes: Bucket;
	#presenceMessages: Bucket;
	#presenceBytes: Bucket;

	constructor(
		ws: WebSocket,
		socket: Duplex,
		room: Room,
		visitor: { knock: ConnectionRequest; principal: Principal; mode: 'write' | 'read' },
		world: ConnectionWorld
	) {
		this.#ws = ws;
		this.#socket = socket;
		this.#world = world;
		this.room = room;
		this.knock = visitor.knock;
		this.principal = visitor.principal;
		this.mode = visitor.mode;
		const { messagesPerSecond, burst, bytesPerMinute } = world.limits;
		this.#messages = new Bucket(burst, messagesPerSecond / 1000);
		this.#bytes = new Bucket(bytesPerMinute, bytesPerMinute / 60_000);
		// The stock provider repeats every presence message it hears; that is no fault of the one who sits there.
		this.#presenceMessages = new Bucket(burst * 4, messagesPerSecond / 250);
		this.#presenceBytes = new Bucket(bytesPerMinute * 16, (bytesPerMinute * 16) / 60_000);
		ws.on('message', (data, isBinary) => this.#read(data as Buffer, isBinary));
		ws.on('pong', () => (this.lastHeardAt = performance.now()));
		ws.on('error', () => undefined);
		ws.on('close', () => this.#leave());
		room.connections.add(this);
	}

	/** The server's first words: what it has (so that a writer sends what it has not), and who is there. */
	greet(): void {
		this.#askForMissing();
		this.sendPresence();
	}

	/** The same person with other rights. */
	become(principal: Principal, mode: 'write' | 'read'): void {
		const mayWriteNow = this.mode === 'read' && mode === 'write';
		this.principal = principal;
		this.mode = mode;
		if (mayWriteNow) this.#askForMissing();
	}

	#askForMissing(): void {
		if (this.mode === 'write') this.send(frame(wire.syncStep1(this.room.vector)));
	}

	sendPresence(): void {
		const others = this.room.presence.everybodyBut(this);
		if (others.length > 0) this.send(frame(wire.awareness(others)));
	}

	/** Writes a whole frame. To one who does not keep up it is not sent at all: it gets the whole document when it does (L10). */
	send(bytes: Buffer): void {
		if (this.isClosing) return;
		if (this.behindSince > 0) return;
		if (this.#socket.writableLength > this.#world.limits.backlogBytes + this.#answered) {
			this.behindSince = performance.now();
			return;
		}
		this.lastSentAt = performance.now();
		this.#socket.write(this.#isOwed ? this.#withAcknowledgement(bytes) : bytes);
	}

	#withAcknowledgement(bytes: Buffer): Buffer {
		this.#isOwed = false;
		return Buffer.concat([bytes, frame(wire.persisted(this.#clocks, this.#count))]);
	}

	/** Sends the document, which may be larger than the backlog a reader is allowed. */
	answer(bytes: Buffer): void {
		this.#answered = bytes.length;
		this.send(bytes);
	}

	/** Called now and then. Cuts those who are gone or do not read, brings those back who do again. */
	tend(now: number): void {
		const { backlogBytes, backlogMs } = this.#world.limits;
		if (this.behindSince > 0) {
			if (this.#socket.writableLength <= backlogBytes / 2) {
				this.behindSince = 0;
				this.room.join(this, Uint8Array.of(0));
				this.sendPresence();
				this.#isOwed = this.#count > 0;
				this.tell();
			} else if (now - this.behindSince > backlogMs) return this.#ws.terminate();
		}
		if (now - this.lastHeardAt > 45_000) return this.#ws.terminate();
		if (now - this.lastHeardAt > 15_000 && now - this.#pingedAt > 10_000) {
			this.#pingedAt = now;
			this.#ws.ping();
		}
		// A browser does not see pings. This it does, and knows that a silent board is a living one (L16).
		if (now - this.lastSentAt > 10_000) this.send(lifeSign);
	}

	/** `count` more of this connection's sync messages are done with, which brought `clocks`. Told with the next thing that is sent, or soon. */
	acknowledge(clocks: ReadonlyMap<number, number>, count: number): void {
		this.#count += count;
		for (const [client, clock] of clocks) this.#clocks.set(client, clock);
		if (!this.#isOwed) this.#world.owes(this);
		this.#isOwed = true;
	}

	/** Says what is saved, unless it was said meanwhile. */
	tell(): void {
		if (this.#isOwed) this.send(nothingElse);
	}

	/** Says why, and leaves the room at once; a peer that does not answer is cut after two seconds. */
	close(code: CloseCode, reason = ''): void {
		if (this.isClosing) return;
		this.#ws.close(code, reason);
		this.#leave();
		setTimeout(() => this.#ws.terminate(), 2000).unref();
	}

	#leave(): void {
		if (this.isClosing) return;
		this.isClosing = true;
		this.room.leave(this);
		this.#world.left(this);
	}

	#read(data: Buffer, isBinary: boolean): void {
		if (this.isClosing) return;
		this.lastHeardAt = performance.now();
		try {
			const decoder = decoding.createDecoder(data);
			const type = isBinary ? reading(() => decoding.readVarUint(decoder)) : -1;
			if (type === wire.type.sync) this.#readSync(decoder, data.length);
			else if (type === wire.type.awareness) this.#readPresence(decoder, data.length);
			else if (!this.#messages.take(1)) this.#flooded();
			else if (type === wire.type.queryAwareness) this.sendPresence();
			else this.#refuse('unknown');
		} catch (error) {
			if (error instanceof Unreadable) return this.#refuse('undecodable');
			this.close(1011, `error ${this.#world.fault(error)}`);
		}
	}

	#readSync(decoder: decoding.Decoder, size: number): void {
		const [kind, bytes] = reading(() => [decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder)] as const);
		// Whoever comes back sends all deletions of the document along: once, that may be as large as the document.
		const isResync = kind === wire.sync.step2 && !this.#hasResynced;
		if (isResync) this.#hasResynced = true;
		const large = size > this.#world.limits.frameBytes;
		// Answering step 1 is the dearest thing one can ask for.
		if (!this.#messages.take(kind === wire.sync.step1 ? 10 : 1) || (!(isResync && large) && !this.#bytes.take(size)))
			return this.#flooded();
		if (large && !isResync) return this.#refuseUpdate('tooLarge');
		if (kind === wire.sync.step1) {
			const vector = reading(() => Y.decodeStateVector(bytes));
			for (const client of vector.keys()) if (this.room.former.has(client)) return this.close(4410, 'the board was made anew');
			this.room.join(this, bytes);
		} else if (kind === wire.sync.step2 || kind === wire.sync.update) {
			this.#receive(bytes);
			if (isResync) for (const early of this.#early.splice(0)) this.#receive(early);
		} else this.#refuse('unknown');
	}

	#receive(bytes: Uint8Array): void {
		if (this.mode === 'read') {
			const isEmpty = bytes.length === 2 && bytes[0] === 0 && bytes[1] === 0;
			return isEmpty ? undefined : this.close(4403, 'read only');
		}
		// Whoever goes on writing while they come back sends the newest first, and what was written offline when we have asked for it.
		const mayWait = !this.#hasResynced && this.#early.length < mostEarly;
		const refusal = mayWait && this.#early.length > 0 ? 'gap' : this.room.receive(this, bytes);
		if (refusal === 'gap' && mayWait) this.#early.push(bytes);
		else if (refusal) this.#refuseUpdate(refusal);
	}

	#refuseUpdate(refusal: string): void {
		this.#refuse(refusal);
		this.room.pass(this);
		// A gap is mended by asking again for all we lack; everything else by showing what the board really says.
		if (refusal === 'gap') this.#askForMissing();
		else if (!this.isClosing) this.room.join(this, Uint8Array.of(0));
	}

	#readPresence(decoder: decoding.Decoder, size: number): void {
		if (!this.#presenceMessages.take(1) || !this.#presenceBytes.take(size)) return this.#flooded();
		const bytes = reading(() => decoding.readVarUint8Array(decoder));
		if (this.mode === 'read') return;
		if (this.clientId === null) {
			const first = reading(() => wire.firstInAwareness(bytes));
			if (first === undefined || !this.room.reserve(first, this.principal)) return;
			this.clientId = first;
		}
		if (!reading(() => this.room.presence.hear(this, bytes))) return this.#refuse('presenceTooLarge');
		if (this.room.presence.hasChanges) this.#world.presenceChanged(this.room);
	}

	#refuse(reason: string): void {
		this.send(frame(wire.refused(reason)));
		if (!honest.has(reason) && ++this.#strikes >= this.#world.limits.strikes) this.close(4400, 'too many messages were refused');
	}

	#flooded(): void {
		this.send(frame(wire.refused('flooding')));
		this.close(4429, 'more than a person can write');
	}
}

/** A person types this much while a phone comes back; more is not waited for. */
const mostEarly = 64;

const nothingElse = Buffer.alloc(0);

const lifeSign = frame(wire.signOfLife);

class Unreadable extends Error {}

/** What comes out of taking a message apart is the sender's doing, not ours. */
function reading<T>(take: () => T): T {
	try {
		return take();
	} catch {
		throw new Unreadable();
	}
}
