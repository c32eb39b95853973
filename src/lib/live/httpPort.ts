import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/*
 * The connection between the http server and the application. The server (`src/server.ts`, or Vite's in development) and the
 * built application (`hooks.server.ts`) are bundled apart and share no module instance, so they meet on `globalThis`.
 * Imports types only: `server.ts` loads this before it knows that the version of Node is supported.
 */

/** What the application gives the process that owns the http server. */
export interface HttpPort {
	/** For the `upgrade` event of requests to `/live/`. Answers every request it is given. */
	handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** Ends responses that would otherwise never end, such as event streams. */
	stop(): void;
	/** Commits what is queued, closes sockets with 1012, then closes the database. */
	shutdown(): Promise<void>;
}

const key = Symbol.for('samling.http');
const shared = globalThis as { [key]?: HttpPort };

/** Undefined until the application has started. */
export function getHttpPort(): HttpPort | undefined {
	return shared[key];
}

/**
 * Makes `port` the running application's. In development the hooks are loaded again whenever a source file of the server
 * changes: the application that was running is shut down, since two of them would fork the boards.
 */
export function setHttpPort(port: HttpPort): void {
	const previous = shared[key];
	shared[key] = port;
	if (!previous) return;
	previous.stop();
	void previous.shutdown();
}
