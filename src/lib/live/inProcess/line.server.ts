import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import type { Doc } from 'yjs';
import type { LiveServer } from '../contract.ts';

/** So many boards are open at once. */
const most = 100;

/** A board that somebody in this process has open. */
export type Line = { readonly isReady: boolean; close(): void };
/** Opens a board with the cookies of a participant; `doc` is theirs, new. */
export type Connect = (boardId: string, cookie: string, doc: Doc) => Line;

/**
 * Real sockets to `live` from this process itself, by a port of its own that only this machine reaches: for participants without a phone
 * (the robots of a rehearsal). They are stock clients, and everything that holds for phones holds for them.
 */
export async function openLines(live: Pick<LiveServer, 'handleUpgrade'>): Promise<{ connect: Connect; close(): void }> {
	const server = createServer((_, response) => void response.writeHead(404).end());
	server.on('upgrade', (request, socket, head) => live.handleUpgrade(request, socket, head));
	server.listen(0, '127.0.0.1').unref();
	await once(server, 'listening');
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	// Every stock client listens for the end of the process.
	process.setMaxListeners(process.getMaxListeners() + most);
	const open = new Set<WebsocketProvider>();
	const connect: Connect = (boardId, cookie, doc) => {
		class Socket extends WebSocket {
			constructor(url: string | URL, protocols?: string | string[]) {
				super(url, protocols, { headers: { cookie, origin } });
			}
		}
		const provider = new WebsocketProvider(`${origin.replace('http', 'ws')}/live`, boardId, doc, {
			WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
			disableBc: true
		});
		// What the server says besides (L1), and why it refuses: robots read neither.
		for (const type of [2, 100, 101]) provider.messageHandlers[type] = () => undefined;
		open.add(provider);
		return {
			get isReady() {
				return provider.synced;
			},
			close() {
				open.delete(provider);
				provider.destroy();
			}
		};
	};
	return {
		connect,
		close() {
			for (const provider of open) provider.destroy();
			open.clear();
			process.setMaxListeners(process.getMaxListeners() - most);
			server.close();
			server.closeAllConnections();
		}
	};
}
