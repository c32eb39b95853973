import type { IncomingMessage } from 'node:http';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Admission, BoardStatus, ConnectionRequest } from '../contract.ts';
import type { DocumentSchemas } from '../documentSchema.ts';
import type { EntryQuota } from './meters.ts';
import type { Room } from './room.ts';

/** A list; 'own host': in development, whatever host the request itself names; 'any': a bench on the loopback only. */
export type Origins = readonly string[] | 'own host' | 'any';

export interface LogLine {
	level: 'info' | 'warn' | 'error';
	event: string;
	/** Shown to the user as well, so that the line can be found. */
	id?: string;
	boardId?: string;
	error?: unknown;
}

export interface LiveServerOptions {
	db: Kysely<Database>;
	/** Authenticates and authorises a request before the socket is accepted. Throwing closes with 1013 (try again later). */
	authorize(request: ConnectionRequest): Promise<Admission>;
	/** The status of a board, asked when the first connection comes; undefined when it has none. */
	status(boardId: string): Promise<BoardStatus | undefined>;
	schema: DocumentSchemas;
	/** The origins of our own pages. */
	origins: Origins;
	limits?: Partial<LiveLimits>;
	/** UTC instant. */
	now(): string;
	log(line: LogLine): void;
	/** The address of the client when a proxy is in front. */
	addressOf?(request: IncomingMessage): string;
}

/** What every room is given. */
export interface RoomDeps {
	schema: DocumentSchemas;
	limits: LiveLimits;
	/** What each participant creates, on all boards. */
	quota: EntryQuota;
	/** The room has something for the next commit, which may wait for more. */
	markDirty(room: Room): void;
	/** The room has something for the next commit, and somebody waits for it. */
	markUrgent(room: Room): void;
	/** Only a part of the log could be read. Returns the id under which that was logged. */
	onDamaged(boardId: string, error: unknown): string;
	/** Yjs did what the validation ruled out: the replica can't be trusted any more. */
	onBroken(room: Room, error: unknown): void;
}

/** What one client may ask of the server (L4). Set by the environment; see `.env.example`. */
export interface LiveLimits {
	/** The largest message; only the first answer to our step 1 may be larger, by the size of the document. */
	frameBytes: number;
	messagesPerSecond: number;
	burst: number;
	bytesPerMinute: number;
	connectionsPerBoard: number;
	/** Of one participant at one board: theirs end there, and nobody else's place is taken. */
	connectionsPerParticipant: number;
	connectionsPerAddress: number;
	documentBytes: number;
	/** Notes (and other entries of a root `perHour`) that a participant creates in an hour, over sockets and http alike. */
	notesPerHour: number;
	/** Refused messages after which a connection is closed with 4400. */
	strikes: number;
	/** Bytes that may wait in the buffer of a socket … */
	backlogBytes: number;
	/** … and for how long more may wait before the reader is disconnected (L10). */
	backlogMs: number;
	/** From the request to the open socket (L2). */
	handshakeMs: number;
	/** How long a board stays loaded after its last connection. */
	lingerMs: number;
	/** Rows in a board's log that trigger compaction. */
	logRows: number;
	/** How long `shutdown` tries to commit what is queued. */
	shutdownMs: number;
}

export const defaultLimits: LiveLimits = {
	frameBytes: 64 * 1024,
	messagesPerSecond: 30,
	burst: 120,
	bytesPerMinute: 256 * 1024,
	connectionsPerBoard: 100,
	connectionsPerParticipant: 4,
	connectionsPerAddress: 500,
	documentBytes: 4 * 1024 * 1024,
	notesPerHour: 60,
	strikes: 5,
	backlogBytes: 1024 * 1024,
	backlogMs: 10_000,
	handshakeMs: 10_000,
	lingerMs: 30_000,
	logRows: 500,
	shutdownMs: 6000
};
