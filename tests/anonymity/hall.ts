import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Kysely } from 'kysely';
import { expect, vi } from 'vitest';
import WebSocket from 'ws';
import type * as Y from 'yjs';
import type { Database } from '#db/schema.ts';
import { createAuthorizer, pseudonym } from '#lib/cafe/board/authorize.server.ts';
import { tableStatusOf } from '#lib/cafe/board/status.server.ts';
import { addNote, editNote, moveNote, moveNoteUp, newBoardDoc, noteText, readBoard } from '#lib/cafe/board/document.ts';
import { castVote } from '#lib/cafe/harvest/votes.server.ts';
import { joinableCafe } from '#lib/cafe/joining/joinable.server.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { guestCookie, phoneSecret } from '#lib/cafe/participants/phone.server.ts';
import { newSecret, receiptMark } from '#lib/cafe/participants/receipt.ts';
import { endRound, startRound, startVote } from '#lib/cafe/rounds/commands.server.ts';
import { privateBoardFor } from '#lib/cafe/rounds/privateBoards.server.ts';
import { reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { changeHost, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { newId } from '#lib/ids.ts';
import { BoardConnection } from '#lib/live/client/connection.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { aCafe, rearrange, type CafeWorld } from '../support/cafe.ts';
import { afterwards, join as joinStock, origin, startServer, until, type Seat, type TestServer } from '../support/live.ts';
import { aMunicipality, now, type World } from '../support/world.ts';

/** What really happened: a note without a name, and who wrote it. The attacker is never shown it. */
export type Written = { id: string; text: string; table: string; round: number; writer: string; client: number };

export type Hall = {
	server: TestServer;
	world: World;
	room: CafeWorld;
	/** Notes without a name. */
	unnamed: Written[];
	/** Notes under the name of their writer's unit. */
	marked: Written[];
	/** Every client id that wrote, and the pseudonym of its phone: what the old way of storing had kept. */
	phones: Map<string, { boardId: string; phone: string }>;
	/**
	 * What a guest with the wire has kept: of each note the client id and the label, in the order they came; of each presence id who it
	 * is.
	 */
	wire: { clients: Map<string, number>; present: Map<number, string>; by: Map<string, string> };
	/** What only phones hold. */
	secrets: string[];
};

type Person = { attendanceId: string; name: string; token: string; secret: string };

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
export const shuffled = <T>(list: readonly T[]): T[] =>
	list
		.map((each) => [Math.random(), each] as const)
		.sort(([a], [b]) => a - b)
		.map(([, each]) => each);

/** A real page's connection to a board, with the person's cookie. */
function phoneAt(server: TestServer, boardId: string, { token }: Person): { doc: Y.Doc; connection: BoardConnection } {
	class Browser extends WebSocket {
		constructor(url: string) {
			super(url, { origin, headers: { cookie: `${guestCookie(false)}=${token}` } });
		}
	}
	vi.stubGlobal('WebSocket', Browser);
	const doc = newBoardDoc();
	const connection = new BoardConnection(doc, boardId);
	afterwards(() => (connection.destroy(), doc.destroy()));
	return { doc, connection };
}

function stubBrowser(port: number): void {
	const window = new EventTarget();
	vi.stubGlobal('location', { protocol: 'http:', host: `127.0.0.1:${port}` });
	vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
	vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
	vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window));
}

/** 46 people at 8 tables in three rounds, the second of which begins with writing alone; all of them by the real client. */
export async function playedHall(): Promise<Hall> {
	const server: TestServer = await startServer({
		options: {
			authorize: (request) => admit({ ...request, cookie: request.cookie ?? sessionCookie }),
			status: (boardId) => tableStatusOf(server.db, boardId, now),
			origins: [origin]
		}
	});
	const { db } = server;
	const sessions = createSessions(db, false);
	const admit = createAuthorizer(db, sessions, () => now);
	const world = await aMunicipality(db);
	const sessionCookie = `${sessions.sessionCookieName}=${(await sessions.createSession(world.facilitator.id, {})).id}`;
	stubBrowser(server.port);
	const room = await aCafe(db, world, { people: 46, tables: 8 });
	await getToKnow(db, world, room.present);
	await rearrange(db, world.facilitator, room.gatheringId, () => ({ silentShows: 'none' }));
	for (const [at, tableId] of room.tables.entries()) await changeHost(db, world.facilitator, room.cafeId, tableId, room.present[at]!);
	await seatEveryone(db, world.facilitator, room.cafeId, now);
	const people = await joined(db, room);
	const wire: Hall['wire'] = { clients: new Map(), present: new Map(), by: new Map() };
	const hall: Hall = {
		server,
		world,
		room,
		unnamed: [],
		marked: [],
		phones: new Map(),
		wire,
		secrets: people.flatMap(({ token, secret }) => [phoneSecret(token), pseudonym(token), secret])
	};
	const watchers = await Promise.all(room.boards.map((board) => joinStock({ port: server.port, board }, { as: 'lyttar' })));
	for (const watcher of watchers) listen(watcher, wire);
	for (const round of [1, 2, 3]) await playRound(hall, people, round);
	await startVote(db, world.facilitator, room.cafeId, now);
	await vote(hall, people);
	return hall;
}

/** Everybody is somebody whom the municipality knows, so that there is a file on each; four are of a unit that few have come from. */
async function getToKnow(db: Kysely<Database>, world: World, present: readonly string[]): Promise<void> {
	for (const [at, id] of present.entries()) {
		const { name, unitId } = await db.selectFrom('attendance').select(['name', 'unitId']).where('id', '=', id).executeTakeFirstOrThrow();
		const unit = at % 11 === 10 ? world.units.husbanken : unitId;
		const { id: personId } = await world.person(name, unit);
		await db.updateTable('attendance').set({ personId, unitId: unit }).where('id', '=', id).execute();
	}
}

async function joined(db: Kysely<Database>, room: CafeWorld): Promise<Person[]> {
	const { joinToken } = await db.selectFrom('cafe').select('joinToken').where('id', '=', room.cafeId).executeTakeFirstOrThrow();
	const cafe = (await joinableCafe(db, { token: joinToken }, now))!;
	const people: Person[] = [];
	for (const attendanceId of shuffled(room.present)) {
		const shownAs = pick(['name', 'unit', 'none'] as const);
		const answer = await join(db, cafe, null, { attendanceId, name: '', unitId: null, shownAs, proof: 'personalCode' }, now);
		if (!answer.ok) throw new Error(answer.reason);
		const { name } = await db.selectFrom('attendance').select('name').where('id', '=', attendanceId).executeTakeFirstOrThrow();
		people.push({ attendanceId, name, token: answer.token, secret: newSecret() });
	}
	return people;
}

/** A guest who keeps all that comes: which client id made a note, in which order, and who is said to be present under an id. */
function listen({ doc, provider }: Seat, wire: Hall['wire']): void {
	doc.on('update', () => {
		for (const { id, by } of readBoard(doc).notes) {
			if (wire.clients.has(id)) continue;
			wire.clients.set(id, doc.getMap('notes')._map.get(id)!.id.client);
			wire.by.set(id, by);
		}
	});
	provider.awareness.on('change', () => {
		for (const [client, state] of provider.awareness.getStates())
			wire.present.set(client, String((state as { user?: { label?: string } }).user?.label ?? ''));
	});
}

async function playRound(hall: Hall, people: readonly Person[], round: number): Promise<void> {
	const { server, world, room } = hall;
	const { db } = server;
	const run = [db, world.facilitator, room.cafeId, now] as const;
	expect(await startRound(...run, round === 2 ? 3 : 0)).toMatchObject({ ok: true });
	const places = await Promise.all(people.map(async (person) => ({ person, table: await tableOf(db, room, person) })));
	if (round === 2) {
		for (const { person, table } of shuffled(places)) {
			const at = (await participantFor(db, { now, guestToken: person.token }, table))!;
			const { boardId } = (await privateBoardFor(db, at, pseudonym(person.token)))!;
			await writes(hall, person, { boardId, table, round }, [''], false);
		}
		expect(await reveal(db, server.live, world.facilitator, room.cafeId, now)).toMatchObject({ ok: true });
	}
	await Promise.all(
		room.tables.map(async (table, at) => {
			const here = places.filter((place) => place.table === table);
			const labels = await Promise.all(here.map(({ person }) => participantFor(db, { now, guestToken: person.token }, table)));
			await Promise.all(
				here.map(({ person }, index) => {
					const { name, unit } = labels[index]!.participant!.labels;
					return writes(hall, person, { boardId: room.boards[at]!, table, round }, [name!, unit!, ''], true);
				})
			);
		})
	);
	if (round < 3) expect(await endRound(...run)).toMatchObject({ ok: true });
}

async function tableOf(db: Kysely<Database>, room: CafeWorld, { token }: Person): Promise<string> {
	const at = (await participantFor(db, { now, guestToken: token }, room.tables[0]!))!;
	return at.goTo ?? room.tables[0]!;
}

/** Somebody writes three notes, each with any of `labels`, and does something with notes of others; then goes. */
async function writes(
	hall: Hall,
	person: Person,
	{ boardId, table, round }: { boardId: string; table: string; round: number },
	labels: readonly string[],
	isTogether: boolean
): Promise<void> {
	const { doc, connection } = phoneAt(hall.server, boardId, person);
	await until(() => connection.state.synced, `${person.name} has the board`);
	for (let at = 0; at < (isTogether ? 3 : 1); at++) {
		const id = newId();
		const by = pick(labels);
		addNote(doc, { id, text: `Tanke ${id}`, round, by, receipt: receiptMark(person.secret, id) });
		const client = doc.getMap('notes')._map.get(id)!.id.client;
		const written = { id, text: `Tanke ${id}`, table, round, writer: person.attendanceId, client };
		if (by === '') hall.unnamed.push(written);
		if (by !== '' && by !== person.name) hall.marked.push(written);
		if (!isTogether) continue;
		await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
		const others = readBoard(doc).notes.filter((note) => note.id !== id);
		if (others.length === 0) continue;
		const other = pick(others);
		pick([
			() => editNote(doc, other.id, `${noteText(doc, other.id)!.toString()} .`),
			() => moveNoteUp(doc, other.id),
			() => moveNote(doc, other.id, { afterId: pick(others).id })
		])();
	}
	await until(() => connection.state.save.state === 'saved', `what ${person.name} wrote is saved`);
	for (const client of doc.store.clients.keys())
		if (isOwn(client, hall, person)) hall.phones.set(`${boardId} ${client}`, { boardId, phone: pseudonym(person.token) });
	connection.destroy();
}

/** Whether `client` made a note of this person: all that the test needs of what the old way had kept. */
function isOwn(client: number, { unnamed }: Hall, { attendanceId }: Person): boolean {
	return unnamed.some((note) => note.client === client && note.writer === attendanceId);
}

async function vote({ server, room }: Hall, people: readonly Person[]): Promise<void> {
	const { db } = server;
	for (const person of shuffled(people)) {
		const table = await tableOf(db, room, person);
		const at = (await participantFor(db, { now, guestToken: person.token }, table))!;
		const notes = (await server.live.read(at.table.boardId, readBoard))!.notes;
		const voter = { ...at.participant!, secret: pseudonym(person.token) };
		for (let dot = 0; dot < 3; dot++) await castVote(db, voter, table, pick(notes).id);
	}
}

/** Copies the database file with its write-ahead log, as they lie on the disk now, free pages and all; gives their bytes. */
export function copiedBytes(file: string, to: string): Buffer {
	const ends = ['', '-wal'].filter((end) => existsSync(`${file}${end}`));
	return Buffer.concat(
		ends.map((end) => {
			const bytes = readFileSync(`${file}${end}`);
			writeFileSync(`${to}${end}`, bytes);
			return bytes;
		})
	);
}
