import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Plugin } from 'vite';

/** What `hooks.server.ts` puts on `globalThis` for whoever holds the http server. */
export interface LiveAtTheDoor {
	handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	shutdown(): Promise<void>;
}

const key = Symbol.for('samling.live');

/**
 * The one port in development: Vite's http server passes upgrades for `/live/` on to the module that hooks load through
 * Vite, and keeps its own socket to itself.
 */
export function liveInDevelopment(): Plugin {
	return {
		name: 'samling-live',
		apply: 'serve',
		configureServer(server) {
			const { httpServer } = server;
			if (!httpServer) return;
			let current: LiveAtTheDoor | undefined;
			// When a source file of the server changes, hooks are loaded anew and open the house again: two would fork the boards.
			Object.defineProperty(globalThis, key, {
				configurable: true,
				get: () => current,
				set(next: LiveAtTheDoor) {
					void current?.shutdown();
					current = next;
				}
			});
			httpServer.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
				if (!request.url?.startsWith('/live/')) return;
				socket.on('error', () => undefined);
				void wake(server.resolvedUrls?.local[0], () => current !== undefined).then(() => {
					if (current) current.handleUpgrade(request, socket, head);
					else socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
				});
			});
		}
	};
}

/** Kit loads hooks with the first page; a board that is open in a browser may come back before anybody asks for one. */
async function wake(address: string | undefined, isAwake: () => boolean): Promise<void> {
	if (!isAwake() && address) await fetch(new URL('healthz', address)).catch(() => undefined);
}
