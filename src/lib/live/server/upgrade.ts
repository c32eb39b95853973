import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Access, Admission, CloseCode, ConnectionRequest, FinalCode, Principal } from '../contract.ts';
import { Connection, type ConnectionDeps } from './connection.ts';
import type { LiveLimits, Origins } from './options.server.ts';
import type { Room } from './room.ts';
import { LoadFailed, type RoomRegistry } from './roomRegistry.ts';

export interface UpgradeDeps {
	rooms: RoomRegistry;
	limits: LiveLimits;
	connection: ConnectionDeps;
	authorize(request: ConnectionRequest): Promise<Admission>;
	isOwnOrigin(request: IncomingMessage): boolean;
	addressOf(request: IncomingMessage): string;
	onConnect(connection: Connection): void;
	/** Logs the error and returns the id it was logged under. */
	fault(error: unknown): string;
}

/** The version of the messages; a page with another one is asked to reload (4426). */
const protocolVersion = '1';

/** With so many times the sockets of its limit, an address is not even asked who it is. */
const floodFactor = 4;

interface Refusal {
	code: CloseCode;
	reason: string;
}

/** Completes the WebSocket handshake with messages of up to `frameBytes` beyond the ordinary limit. */
type Accept = (extraBytes: number, onOpen: (ws: WebSocket, socket: Duplex) => void) => void;

/**
 * From an upgrade request to a connection (L1, L2). The handshake is completed last, when the request is authorised and the
 * board is loaded: until then nothing is read from the socket, so an unauthorised client takes up no memory.
 */
export class UpgradeHandler {
	readonly #deps: UpgradeDeps;
	readonly #sockets = new Set<Duplex>();
	readonly #socketsByAddress = new Map<string, number>();
	/** Of these, who is listed. */
	readonly #listedByAddress = new Map<string, number>();
	/** One for each maximum size of a message, since `ws` takes that limit per server: 64 KiB, 128 KiB … */
	readonly #servers = new Map<number, WebSocketServer>();
	/** Principals whose connections were closed, and when. */
	readonly #denied = new Map<string, { code: FinalCode; at: number }>();
	#invalidatedAt = -Infinity;
	#isClosed = false;

	constructor(deps: UpgradeDeps) {
		this.#deps = deps;
	}

	/** Answers every request: with a connection, a close code, or an http error. */
	handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		// An error on a socket without a listener ends the process.
		socket.on('error', () => undefined);
		const url = URL.canParse(request.url ?? '', 'http://own.invalid') ? new URL(request.url ?? '', 'http://own.invalid') : undefined;
		const boardId = /^\/live\/([0-9A-Za-z_-]{1,64})$/.exec(url?.pathname ?? '')?.[1];
		if (!url || !boardId) return respond(socket, '404 Not Found');
		if (this.#isClosed) return respond(socket, '503 Service Unavailable');
		if (!this.#deps.isOwnOrigin(request)) return respond(socket, '403 Forbidden');
		const address = this.#deps.addressOf(request);
		const timer = setTimeout(() => socket.destroy(), this.#deps.limits.handshakeMs);
		socket.once('close', () => clearTimeout(timer));
		this.#track(socket, address);
		const asked: ConnectionRequest = { boardId, cookie: request.headers.cookie, address, searchParams: url.searchParams };
		const accept: Accept = (extraBytes, onOpen) => {
			clearTimeout(timer);
			if (socket.destroyed) return;
			this.#serverFor(extraBytes).handleUpgrade(request, socket, head, (ws) => onOpen(ws, socket));
		};
		this.#connect(asked, accept).catch(() => socket.destroy());
	}

	/** Also closes connections that were requested before now and are accepted in a moment: their session may be gone by then. */
	deny(principalId: string, code: FinalCode): void {
		const now = performance.now();
		for (const [id, { at }] of this.#denied) if (now - at > this.#deps.limits.handshakeMs) this.#denied.delete(id);
		this.#denied.set(principalId, { code, at: now });
	}

	/** Requests that came before now and are not accepted yet must come again: what authorised them may have ended meanwhile. */
	invalidatePending(): void {
		this.#invalidatedAt = performance.now();
	}

	/** Accepts nobody from now on. */
	close(): void {
		this.#isClosed = true;
	}

	/** Waits until every socket is closed, and destroys those that are not by then. */
	async destroySockets(afterMs: number): Promise<void> {
		for (let waited = 0; this.#sockets.size > 0 && waited < afterMs; waited += 10) await sleep(10);
		for (const socket of this.#sockets) socket.destroy();
	}

	#track(socket: Duplex, address: string): void {
		this.#sockets.add(socket);
		socket.once('close', () => this.#sockets.delete(socket));
		countUntilClosed(this.#socketsByAddress, address, socket);
	}

	/** Authorises the request and loads the board, then accepts the socket: as a connection, or to close it with the reason. */
	async #connect(request: ConnectionRequest, accept: Accept): Promise<void> {
		const requestedAt = performance.now();
		const admission = await this.#authorize(request);
		if ('code' in admission) return refuse(accept, admission);
		let room: Room | undefined;
		try {
			room = await this.#deps.rooms.pin(request.boardId);
		} catch (error) {
			const id = error instanceof LoadFailed ? error.message : this.#deps.fault(error);
			return refuse(accept, { code: 1013, reason: `error ${id}` });
		}
		if (!room) return refuse(accept, { code: 4404, reason: '' });
		const loaded = room;
		try {
			const refusal = this.#refusalOf(request, admission.principal, loaded, requestedAt);
			if (refusal) return refuse(accept, refusal);
			accept(loaded.size, (ws, socket) => {
				(socket as Socket).setNoDelay(true);
				if (admission.principal.isListed) countUntilClosed(this.#listedByAddress, request.address, socket);
				this.#deps.onConnect(new Connection(ws, socket, loaded, { request, ...admission }, this.#deps.connection));
			});
		} finally {
			loaded.unpin();
		}
	}

	async #authorize(request: ConnectionRequest): Promise<Access | Refusal> {
		const version = request.searchParams.get('v');
		if (version !== null && version !== protocolVersion) return { code: 4426, reason: 'reload the page' };
		const { connectionsPerAddress } = this.#deps.limits;
		const tooMany = { code: 4429, reason: 'too many connections' } as const;
		const others = this.#socketsByAddress.get(request.address) ?? 0;
		if (others > connectionsPerAddress * floodFactor) return tooMany;
		try {
			const admission = await this.#deps.authorize(request);
			if ('close' in admission) return { code: admission.close, reason: '' };
			// A hall has one address: who is listed has a place there however many strangers with the table's code have come.
			const listed = admission.principal.isListed ? (this.#listedByAddress.get(request.address) ?? 0) + 1 : others;
			return listed > connectionsPerAddress ? tooMany : admission;
		} catch (error) {
			return { code: 1013, reason: `error ${this.#deps.fault(error)}` };
		}
	}

	/** Why an authorised request is refused after all, or undefined. */
	#refusalOf(request: ConnectionRequest, { id, isListed = false }: Principal, room: Room, requestedAt: number): Refusal | undefined {
		const epoch = request.searchParams.get('epoch');
		const denied = this.#denied.get(id);
		if (denied && denied.at >= requestedAt) return { code: denied.code, reason: '' };
		if (this.#isClosed) return { code: 1012, reason: 'the server restarts' };
		if (this.#invalidatedAt >= requestedAt) return { code: 1012, reason: 'try again' };
		if (epoch !== null && epoch !== String(room.epoch)) return { code: 4410, reason: 'the board was made anew' };
		const here = [...room.connections].map(({ principal }) => principal);
		const own = here.filter((other) => other.id === id).length;
		if (own >= this.#deps.limits.connectionsPerParticipant) return { code: 4430, reason: 'too many of your own' };
		const alike = here.filter((other) => (other.isListed ?? false) === isListed).length;
		if (alike >= this.#deps.limits.connectionsPerBoard) return { code: 4429, reason: 'too many at this board' };
		return undefined;
	}

	/** A reconnecting client may have to send as much as the document has deletions: a message may be as large as both limits together. */
	#serverFor(extraBytes: number): WebSocketServer {
		const { frameBytes, documentBytes } = this.#deps.limits;
		let maxPayload = frameBytes;
		while (maxPayload < frameBytes + Math.min(extraBytes, documentBytes)) maxPayload *= 2;
		let server = this.#servers.get(maxPayload);
		if (!server) {
			server = new WebSocketServer({
				noServer: true,
				clientTracking: false,
				perMessageDeflate: false,
				// Browsers send a message in few pieces; of one that never ends, each piece costs a hundred times what it holds.
				maxFragments: 256,
				maxPayload,
				skipUTF8Validation: true
			});
			this.#servers.set(maxPayload, server);
		}
		return server;
	}
}

/** Counts a socket of `address` until it is closed. */
function countUntilClosed(counts: Map<string, number>, address: string, socket: Duplex): void {
	counts.set(address, (counts.get(address) ?? 0) + 1);
	socket.once('close', () => {
		const left = (counts.get(address) ?? 1) - 1;
		if (left > 0) counts.set(address, left);
		else counts.delete(address);
	});
}

function respond(socket: Duplex, status: string): void {
	socket.end(
		`HTTP/1.1 ${status}\r\nX-Content-Type-Options: nosniff\r\nCache-Control: private, no-store\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
	);
}

/** Browsers can't read an http error of a handshake: the socket is accepted, and closed with the reason. */
function refuse(accept: Accept, { code, reason }: Refusal): void {
	accept(0, (ws) => {
		ws.on('error', () => undefined);
		ws.close(code, reason);
		setTimeout(() => ws.terminate(), 2000).unref();
	});
}

/** Whether a request comes from one of our pages; browsers always send `Origin` with an upgrade. */
export function isOwnOrigin({ headers }: IncomingMessage, origins: Origins): boolean {
	if (origins === 'any') return true;
	const { origin, host } = headers;
	if (origin === undefined) return false;
	if (origins === 'own host') return URL.canParse(origin) && new URL(origin).host === host;
	return origins.includes(origin);
}
