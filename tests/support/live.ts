import { type Kysely } from 'kysely';
import * as decoding from 'lib0/decoding';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join as joinPath } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Database } from '#db/schema.ts';
import { addNote, boardSchema, newBoardDoc, readBoard } from '#lib/cafe/board/document.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import type { Admission, BoardStatus } from '#lib/live/contract.ts';
import { LiveServer } from '#lib/live/server/liveServer.server.ts';
import type { LiveLimits, LiveServerOptions, LogLine } from '#lib/live/server/options.server.ts';

export const origin = 'http://samling.test';
export const at = '2016-11-03T10:00:00.000Z';

// Every stock provider listens for the end of the process.
process.setMaxListeners(200);

/** Undone when the running test is over, last first. */
export const afterwards = (step: () => unknown) =>
	onTestFinished(async () => {
		await step();
	});

/** An empty folder, removed after the test. */
export function aFolder(): string {
	const folder = mkdtempSync(joinPath(tmpdir(), 'samling-live-'));
	afterwards(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** A migrated SQLite file with a municipality to own boards. */
export async function aDatabase(file: string): Promise<Kysely<Database>> {
	const db = openSqlite(file);
	await migrate(db);
	await aMunicipality(db);
	return db;
}

/** Whose the boards are. */
export async function aMunicipality(db: Kysely<Database>): Promise<void> {
	await db
		.insertInto('municipality')
		.values({ id: 'stord', name: 'Stord', county: null, locale: 'nn', createdAt: at })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

export async function aBoard(db: Kysely<Database>, more: { closedAt?: string } = {}): Promise<string> {
	const id = newId();
	await db
		.insertInto('board')
		.values({ id, municipalityId: 'stord', kind: 'table', epoch: 0, createdAt: at, closedAt: more.closedAt ?? null })
		.execute();
	return id;
}

export interface TestServer {
	live: LiveServer;
	db: Kysely<Database>;
	file: string;
	port: number;
	/** A board of its own for the test. */
	board: string;
	log: LogLine[];
	/** By name; whoever is not here is let in as a writer under that name. */
	admissions: Map<string, Admission | Promise<Admission>>;
	statuses: Map<string, BoardStatus>;
	/** Starts the server anew on the same file. */
	again(): Promise<TestServer>;
}

export interface TestServerOptions {
	limits?: Partial<LiveLimits>;
	file?: string;
	/** In the place of the file; the caller closes it. */
	db?: Kysely<Database>;
	board?: string;
	options?: Partial<LiveServerOptions>;
}

export const status = (more: Partial<BoardStatus> = {}): BoardStatus => ({
	phase: 'talk',
	round: 1,
	endsAt: null,
	serverTime: at,
	message: null,
	state: 'open',
	...more
});

/** The live server on a port of its own, over a real SQLite file. */
export async function startServer({
	limits,
	file = joinPath(aFolder(), 'samling.db'),
	db: given,
	board,
	options
}: TestServerOptions = {}): Promise<TestServer> {
	const db = given ?? (await aDatabase(file));
	const log: LogLine[] = [];
	const admissions: TestServer['admissions'] = new Map();
	const statuses: TestServer['statuses'] = new Map();
	const live = new LiveServer({
		db,
		authorize: async ({ searchParams }) => {
			const name = searchParams.get('as') ?? 'Ola';
			return (await admissions.get(name)) ?? { principal: principal(name), mode: 'write' };
		},
		status: async (boardId) => statuses.get(boardId),
		schema: boardSchema(),
		origins: [origin],
		limits: { lingerMs: 0, connectionsPerParticipant: 1000, notesPerHour: 10_000, ...limits },
		now: () => new Date().toISOString(),
		log: (line) => void log.push(line),
		...options
	});
	const http = createServer();
	http.on('upgrade', (request, socket, head) => live.handleUpgrade(request, socket, head));
	http.listen(0, '127.0.0.1');
	await once(http, 'listening');
	let isOpen = true;
	const stop = async () => {
		if (!isOpen) return;
		isOpen = false;
		await live.shutdown();
		http.close();
		await once(http, 'close');
		if (!given) await db.destroy();
	};
	afterwards(stop);
	const server: TestServer = {
		live,
		db,
		file,
		port: (http.address() as AddressInfo).port,
		board: board ?? (await aBoard(db)),
		log,
		admissions,
		statuses,
		async again() {
			await stop();
			return startServer({ limits, file, db: given, board: server.board, options });
		}
	};
	return server;
}

export const principal = (name: string) => ({ id: `p-${name}`, label: name, role: 'guest', colour: 1, writesAs: [name, ''] });

/** `ws` as a browser would be: it says where its page came from. */
class Browser extends WebSocket {
	constructor(url: string | URL, protocols?: string | string[]) {
		super(url, protocols, { origin });
	}
}

/** Somebody at a board with the stock y-websocket client. */
export interface Seat {
	doc: Y.Doc;
	provider: WebsocketProvider;
	/** Message 100: how many of the sync messages sent the server is done with, committed or refused. */
	saved: number;
	statuses: BoardStatus[];
	refusals: string[];
	/** The close code that ended it. */
	closed: number | undefined;
	texts(): string[];
	add(text: string, id?: string): string;
	leave(): void;
}

export interface SeatOptions {
	as?: string;
	board?: string;
	params?: Record<string, string>;
	doc?: Y.Doc;
	/** Resolves once the document is there; false: at once. */
	synced?: boolean;
}

export async function join({ port, board }: { port: number; board: string }, options: SeatOptions = {}): Promise<Seat> {
	const { as = 'Ola', doc = newBoardDoc(), synced = true } = options;
	const provider = new WebsocketProvider(`ws://127.0.0.1:${port}/live`, options.board ?? board, doc, {
		WebSocketPolyfill: Browser as unknown as typeof globalThis.WebSocket,
		disableBc: true,
		params: { as, ...options.params },
		maxBackoffTime: 200
	});
	const seat: Seat = {
		doc,
		provider,
		saved: 0,
		statuses: [],
		refusals: [],
		closed: undefined,
		texts: () => readBoard(doc).notes.map((note) => note.text),
		add(text, id = newId()) {
			addNote(doc, { id, text, round: 1, by: as });
			return id;
		},
		leave() {
			provider.destroy();
			doc.destroy();
		}
	};
	provider.messageHandlers[2] = (_, decoder) => {
		decoding.readVarUint(decoder);
		seat.refusals.push(decoding.readVarString(decoder));
	};
	provider.messageHandlers[100] = (_, decoder) => {
		decoding.readVarUint8Array(decoder);
		seat.saved = decoding.readVarUint(decoder);
	};
	provider.messageHandlers[101] = (_, decoder) => void seat.statuses.push(JSON.parse(decoding.readVarString(decoder)));
	provider.on('closed', ({ code }) => (seat.closed = code));
	afterwards(() => seat.leave());
	if (synced) await until(() => provider.synced, `${as} gets the document`);
	return seat;
}

/** A bare socket that sends whatever bytes and keeps what comes. */
export interface Bare {
	socket: WebSocket;
	messages: Uint8Array[];
	code: number | undefined;
	reason: string;
}

export async function openSocket(
	{ port, board }: { port: number; board: string },
	path = `/live/${board}`,
	options: WebSocket.ClientOptions = { origin }
): Promise<Bare> {
	const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, options);
	const bare: Bare = { socket, messages: [], code: undefined, reason: '' };
	socket.on('message', (data) => void bare.messages.push(new Uint8Array(data as Buffer)));
	socket.on('close', (code, reason) => {
		bare.code = code;
		bare.reason = reason.toString();
	});
	afterwards(() => socket.terminate());
	await new Promise<void>((resolve, reject) => {
		socket.once('open', resolve);
		socket.once('error', reject);
	});
	return bare;
}

/** The status an upgrade request is refused with. */
export async function refusedWith(server: TestServer, path: string, options: WebSocket.ClientOptions): Promise<number | undefined> {
	return new Promise((resolve) => {
		const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, options);
		socket.on('error', () => undefined);
		socket.on('unexpected-response', (_, response) => {
			resolve(response.statusCode);
			socket.terminate();
		});
		socket.on('open', () => {
			resolve(undefined);
			socket.terminate();
		});
	});
}

export async function until(isSo: () => unknown, what = 'it happens', ms = 15_000): Promise<void> {
	const end = performance.now() + ms;
	while (!(await isSo())) {
		if (performance.now() > end) expect.fail(`Waited ${ms} ms in vain until ${what}`);
		await pause(5);
	}
}

export const pause = (ms: number) => sleep(ms);

/** What is on disk: the rows of a board's epoch as one document. */
export async function onDisk({ db, board }: { db: Kysely<Database>; board: string }): Promise<Y.Doc> {
	const doc = newBoardDoc();
	const rows = await db
		.selectFrom('boardUpdate')
		.innerJoin('board', (on) => on.onRef('board.id', '=', 'boardUpdate.boardId').onRef('board.epoch', '=', 'boardUpdate.epoch'))
		.select('bytes')
		.where('boardId', '=', board)
		.execute();
	for (const { bytes } of rows) Y.applyUpdate(doc, bytes);
	return doc;
}

export const textsOnDisk = async (server: { db: Kysely<Database>; board: string }) =>
	readBoard(await onDisk(server)).notes.map((note) => note.text);
