import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'vite';
import { getHttpPort } from './httpPort.ts';

/**
 * One port in development: Vite's http server passes upgrades for `/live/` on to the application that Vite loaded through
 * the hooks, and keeps the upgrade of its own socket.
 */
export function liveInDevelopment(): Plugin {
	return {
		name: 'samling-live',
		apply: 'serve',
		configureServer(server) {
			server.httpServer?.on('upgrade', (request: IncomingMessage, socket, head) => {
				if (!request.url?.startsWith('/live/')) return;
				socket.on('error', () => undefined);
				void startApplication(server.resolvedUrls?.local[0]).then(() => {
					const port = getHttpPort();
					if (port) port.handleUpgrade(request, socket, head);
					else socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
				});
			});
		}
	};
}

/** Kit loads the hooks with the first page; a board that is open in a browser may reconnect before any page is requested. */
async function startApplication(address: string | undefined): Promise<void> {
	if (!getHttpPort() && address) await fetch(new URL('healthz', address)).catch(() => undefined);
}
