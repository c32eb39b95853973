import type { Connection } from './connection.ts';
import { frame } from './frame.ts';
import type { Append } from '../storage/updateLog.server.ts';
import type { Update } from '../replica/updateCodec.ts';
import * as wire from '../protocol.ts';

/** Something accepted that waits for the next commit. */
export interface Waiting {
	/** Undefined: the server wrote it. */
	connection: Connection | undefined;
	/** Undefined: nothing new in it; it waits for its acknowledgement behind the others. */
	update: Update | undefined;
	principalId: string;
	/** Client ids used for the first time. */
	owners: { clientId: number; principalId: string }[];
}

export interface Watcher {
	resolve: () => void;
	reject: (reason: unknown) => void;
}

/** What one commit does for a board. */
export interface Batch {
	append: Append;
	waiting: Waiting[];
	/** What the others are sent. */
	update: Uint8Array | undefined;
	/** For those who asked for the document: what they lack of it. */
	answers: { connection: Connection; vector: Uint8Array; bytes: Uint8Array }[];
	watchers: Watcher[];
}

/** Sends a committed update to all but its writer. With several writers each gets the shared frame, its own part included: one encoding for all. */
export function broadcast(update: Uint8Array, waiting: readonly Waiting[], recipients: Iterable<Connection>): void {
	const shared = frame(wire.syncUpdate(update));
	const writers = new Set(waiting.flatMap((one) => (one.update ? [one.connection] : [])));
	const only = writers.size === 1 ? [...writers][0] : undefined;
	for (const recipient of recipients) if (recipient !== only) recipient.send(shared);
}

/** Tells each writer what of theirs is on disk. */
export function acknowledge(waiting: readonly Waiting[]): void {
	const done = new Map<Connection, { clocks: Map<number, number>; count: number }>();
	for (const { connection, update } of waiting) {
		if (!connection) continue;
		const mine = done.get(connection) ?? { clocks: new Map<number, number>(), count: 0 };
		mine.count++;
		for (const { client, end } of update?.blocks ?? []) mine.clocks.set(client, end);
		done.set(connection, mine);
	}
	for (const [connection, { clocks, count }] of done) connection.acknowledge(clocks, count);
}
