import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { Connection, type CloseCode, type ConnectionWorld } from './connection.ts';
import type { Admission, FinalCode, ConnectionRequest } from '../contract.ts';
import type { LiveLimits } from './limits.ts';
import type { Room } from './room.ts';
import { LoadFailed, type Rooms } from './roomRegistry.ts';

export interface UpgradeDeps {
	rooms: Rooms;
	limits: LiveLimits;
	connection: ConnectionWorld;
	admit(knock: ConnectionRequest): Promise<Admission>;
	isOwnOrigin(request: IncomingMessage): boolean;
	addressOf(request: IncomingMessage): string;
	entered(connection: Connection): void;
	fault(error: unknown): string;
}

/** A list; 'own host': in development, whatever host the request itself names; 'any': a bench on the loopback only. */
export type Origins = readonly string[] | 'own host' | 'any';

/** The version of the messages; a page that says another one is asked to reload (4426). */
const protocol = '1';

/**
 * From an upgrade request to a connection (L1, L2). The socket is accepted last, when the visitor is admitted and the board
 * is loaded: until then nothing of theirs is read, so nothing of theirs takes up memory.
 */
export class Door {
	readonly sockets = new Set<Duplex>();
	#addresses = new Map<string, number>();
	/** One a size of message, since `ws` takes the limit a server: 64 KiB, 128 KiB … */
	#servers = new Map<number, WebSocketServer>();
	/** Principals who were shown the door, and when. */
	#turnedAway = new Map<string, { code: FinalCode; at: number }>();
	#askedAgainAt = -Infinity;
	#world: UpgradeDeps;
	isClosed = false;

	constructor(world: UpgradeDeps) {
		this.#world = world;
	}

	handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		// A socket without a listener takes the process down when the other end vanishes.
		socket.on('error', () => undefined);
		const url = URL.canParse(request.url ?? '', 'http://own.invalid') ? new URL(request.url ?? '', 'http://own.invalid') : undefined;
		const boardId = /^\/live\/([0-9A-Za-z_-]{1,64})$/.exec(url?.pathname ?? '')?.[1];
		if (!url || !boardId) return answer(socket, '404 Not Found');
		if (this.isClosed) return answer(socket, '503 Service Unavailable');
		if (!this.#world.isOwnOrigin(request)) return answer(socket, '403 Forbidden');
		const address = this.#world.addressOf(request);
		const timer = setTimeout(() => socket.destroy(), this.#world.limits.handshakeMs);
		this.sockets.add(socket);
		this.#addresses.set(address, (this.#addresses.get(address) ?? 0) + 1);
		socket.once('close', () => {
			clearTimeout(timer);
			this.sockets.delete(socket);
			const left = (this.#addresses.get(address) ?? 1) - 1;
			if (left > 0) this.#addresses.set(address, left);
			else this.#addresses.delete(address);
		});
		const knock: ConnectionRequest = { boardId, cookie: request.headers.cookie, address, searchParams: url.searchParams };
		this.#welcome(knock, (bytes, enter) => {
			clearTimeout(timer);
			if (socket.destroyed) return;
			this.#serverFor(bytes).handleUpgrade(request, socket, head, enter);
		}).catch(() => socket.destroy());
	}

	/** Sends those away too who knocked before now and are admitted in a moment: they may have been let through by a session that is gone. */
	turnAway(principalId: string, code: FinalCode): void {
		const now = performance.now();
		for (const [id, { at }] of this.#turnedAway) if (now - at > this.#world.limits.handshakeMs) this.#turnedAway.delete(id);
		this.#turnedAway.set(principalId, { code, at: now });
	}

	/** Those who knocked before now, and are not in yet, knock again: who they were may have ended meanwhile. */
	reauthorize(): void {
		this.#askedAgainAt = performance.now();
	}

	/** Decides about a visitor, then accepts the socket: to let them in, or to tell them by a close code why not. */
	async #welcome(
		knock: ConnectionRequest,
		accept: (bytes: number, enter: (ws: WebSocket, request: IncomingMessage) => void) => void
	): Promise<void> {
		const { rooms, limits, admit, fault } = this.#world;
		const refuse = (code: CloseCode, reason: string) =>
			accept(0, (ws) => {
				ws.on('error', () => undefined);
				ws.close(code, reason);
				setTimeout(() => ws.terminate(), 2000).unref();
			});
		const knockedAt = performance.now();
		const version = knock.searchParams.get('v');
		if (version !== null && version !== protocol) return refuse(4426, 'reload the page');
		if ((this.#addresses.get(knock.address) ?? 0) > limits.connectionsPerAddress) return refuse(4429, 'too many connections');
		let admission;
		try {
			admission = await admit(knock);
		} catch (error) {
			return refuse(1013, `error ${fault(error)}`);
		}
		if ('close' in admission) return refuse(admission.close, '');
		const { principal, mode } = admission;
		let room: Room | undefined;
		try {
			room = await rooms.enter(knock.boardId);
		} catch (error) {
			return refuse(1013, `error ${error instanceof LoadFailed ? error.message : fault(error)}`);
		}
		if (!room) return refuse(4404, '');
		try {
			const epoch = knock.searchParams.get('epoch');
			const away = this.#turnedAway.get(principal.id);
			if (away && away.at >= knockedAt) return refuse(away.code, '');
			if (this.isClosed) return refuse(1012, 'the server restarts');
			if (this.#askedAgainAt >= knockedAt) return refuse(1012, 'knock again');
			if (epoch !== null && epoch !== String(room.epoch)) return refuse(4410, 'the board was made anew');
			if (room.connections.size >= limits.connectionsPerBoard) return refuse(4429, 'too many at this board');
			const here = room;
			accept(room.size, (ws, request) => {
				request.socket.setNoDelay(true);
				this.#world.entered(new Connection(ws, request.socket, here, { knock, principal, mode }, this.#world.connection));
			});
		} finally {
			rooms.leave(room);
		}
	}

	/** Whoever comes back may have to send as much as the document has deletions: messages may be as large as both together. */
	#serverFor(bytes: number): WebSocketServer {
		const { frameBytes, documentBytes } = this.#world.limits;
		let most = frameBytes;
		while (most < frameBytes + Math.min(bytes, documentBytes)) most *= 2;
		let server = this.#servers.get(most);
		if (!server) {
			server = new WebSocketServer({
				noServer: true,
				clientTracking: false,
				perMessageDeflate: false,
				maxPayload: most,
				skipUTF8Validation: true
			});
			this.#servers.set(most, server);
		}
		return server;
	}
}

function answer(socket: Duplex, status: string): void {
	socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Whether a request comes from a page of ours; browsers say where theirs is from. */
export function isOwnOrigin({ headers }: IncomingMessage, origins: Origins): boolean {
	if (origins === 'any') return true;
	const { origin, host } = headers;
	if (origin === undefined) return false;
	if (origins === 'own host') return URL.canParse(origin) && new URL(origin).host === host;
	return origins.includes(origin);
}
