import type { Doc } from 'yjs';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { Connect, Line } from '#lib/live/inProcess/line.server.ts';
import { addCluster, addNote, moveNote, newBoardDoc, readBoard } from '../board/document.ts';
import { pseudonym } from '../board/authorize.server.ts';
import { handIn, harvestAt, keepPoint } from '../harvest/points.server.ts';
import { castVote } from '../harvest/votes.server.ts';
import { join } from '../joining/join.server.ts';
import { isSilent, type Cafe } from '../model.ts';
import { participantFor, participantIn, tablesSoFar, type AtTable } from '../participants/participants.server.ts';
import { guestCookie, phoneSecret } from '../participants/phone.server.ts';
import { cafeRow } from '../queries.server.ts';
import { privateBoardFor } from '../rounds/privateBoards.server.ts';
import { sayReady } from '../rounds/signals.server.ts';
import { clusters, notes } from './words.ts';

/** One of them does something this often, in ms, unless the hall says otherwise: forty-six act every twelve seconds each. */
const usualMs = 250;
/** So much lies on a table before they only move and vote. */
const notesEach = 10;
const pointsEach = 3;
/** So much each writes alone before they say that they are done. */
const aloneEach = 2;

export type Hall = {
	db: Db;
	municipalityId: string;
	gatheringId: string;
	/** Attendances of those who take part. */
	present: readonly string[];
	isSecure: boolean;
	now: () => Instant;
	connect: Connect;
	/** Something of a table has changed that its boards and the facilitator are told of. */
	changed: (tableId: string) => Promise<void>;
	everyMs?: number;
	/** Something that a robot did threw: it is left out that once. */
	failed: (error: unknown) => void;
};

type Place = { boardId: string; line: Line; doc: Doc };
/** Where they sit, and what they write on alone. */
type Robot = { attendanceId: string; token: string | null; table: Place | null; own: Place | null };

const anyOf = <T>(of: readonly T[]): T | undefined => of[Math.floor(Math.random() * of.length)];

/**
 * People who are not there: they join with a phone, sit where they are seated, write, move and vote over sockets of their own, and hosts
 * hand in points. One after the other, so that a hall beside them has the process most of the time.
 */
export function letRobotsIn(hall: Hall): { stop(): Promise<void> } {
	const robots = hall.present.map((attendanceId): Robot => ({ attendanceId, token: null, table: null, own: null }));
	let next = 0;
	let acting: Promise<void> = Promise.resolve();
	let isBusy = false;
	const timer = setInterval(() => {
		if (isBusy) return;
		isBusy = true;
		acting = act(hall, robots[next++ % robots.length]!)
			.catch(hall.failed)
			.finally(() => (isBusy = false));
	}, hall.everyMs ?? usualMs);
	timer.unref();
	return {
		async stop() {
			clearInterval(timer);
			await acting;
			for (const robot of robots) leave(robot);
		}
	};
}

async function act(hall: Hall, robot: Robot): Promise<void> {
	const { db, municipalityId, gatheringId, now } = hall;
	const cafe = await cafeRow(db, municipalityId, gatheringId);
	if (!cafe || cafe.phase === 'closed') return leave(robot);
	robot.token ??= await comeIn(hall, cafe, robot.attendanceId);
	if (robot.token === null) return;
	const who = { now: now(), guestToken: robot.token };
	const participant = await participantIn(db, who, cafe.id, 'nn');
	const tableId = participant && (await tablesSoFar(db, participant, cafe)).now;
	const at = tableId ? await participantFor(db, who, tableId) : undefined;
	if (!at) return leave(robot);
	if (at.table.frozenAt !== null) {
		leave(robot);
		if (cafe.phase === 'harvest') await harvest(hall, at, robot.token);
		return;
	}
	robot.table = at.table.boardId === robot.table?.boardId ? robot.table : opened(hall, robot.table, robot.token, at.table.boardId);
	if (isSilent(cafe)) return writeAlone(hall, robot, robot.token, at);
	robot.own = closed(robot.own);
	if (!robot.table.line.isReady) return;
	if (cafe.phase === 'vote') await vote(hall, at, robot.token, robot.table.doc);
	else if (cafe.phase === 'round' && at.mode === 'write') write(robot.table.doc, at);
}

async function comeIn({ db, municipalityId, now }: Hall, cafe: Cafe, attendanceId: string): Promise<string | null> {
	const who = { attendanceId, name: '', unitId: null, shownAs: 'none' as const, proof: 'personalCode' as const };
	const joined = await join(db, { cafeId: cafe.id, municipalityId }, null, who, now());
	return joined.ok ? joined.token : null;
}

/** Opens a board in the place of the one before. */
function opened({ connect, isSecure }: Hall, before: Place | null, token: string, boardId: string): Place {
	closed(before);
	const doc = newBoardDoc();
	return { boardId, doc, line: connect(boardId, `${guestCookie(isSecure)}=${encodeURIComponent(token)}`, doc) };
}

function closed(place: Place | null): null {
	place?.line.close();
	place?.doc.destroy();
	return null;
}

function leave(robot: Robot): void {
	robot.table = closed(robot.table);
	robot.own = closed(robot.own);
}

/** Some notes on a board that only they may open; then they say that they are done. */
async function writeAlone(hall: Hall, robot: Robot, token: string, at: AtTable): Promise<void> {
	const { db, now, changed } = hall;
	const principalId = pseudonym(phoneSecret(token));
	const own = await privateBoardFor(db, at, principalId);
	if (!own) return;
	if (own.isNew) await changed(at.table.id);
	robot.own = own.boardId === robot.own?.boardId ? robot.own : opened(hall, robot.own, token, own.boardId);
	if (!robot.own.line.isReady || own.written) return;
	if (readBoard(robot.own.doc).notes.length < aloneEach) {
		addNote(robot.own.doc, { id: newId(), text: anyOf(notes) ?? '', round: at.cafe.round, by: at.label, receipt: null });
		return;
	}
	await sayReady(db, at, principalId, true, now());
	await changed(at.table.id);
}

/** A note, until the table has some; then into clusters with those that lie loose. */
function write(doc: Doc, { cafe, label }: AtTable): void {
	const board = readBoard(doc);
	const lying = board.notes.filter(({ binnedAt }) => binnedAt === null);
	if (lying.length < notesEach) {
		addNote(doc, { id: newId(), text: anyOf(notes) ?? '', round: cafe.round, by: label, receipt: null });
		return;
	}
	const loose = anyOf(lying.filter(({ clusterId }) => clusterId === null));
	if (!loose) return;
	let into = board.clusters.length < clusters.length ? undefined : anyOf(board.clusters)?.id;
	if (into === undefined) addCluster(doc, { id: (into = newId()), title: clusters[board.clusters.length] ?? '' });
	moveNote(doc, loose.id, { clusterId: into });
}

async function vote({ db }: Hall, { participant, table }: AtTable, token: string, doc: Doc): Promise<void> {
	const note = anyOf(readBoard(doc).notes.filter(({ binnedAt }) => binnedAt === null));
	if (participant && note) await castVote(db, { ...participant, secret: pseudonym(phoneSecret(token)) }, table.id, note.id);
}

/** A host makes points of what lies on the table, and hands them in. */
async function harvest({ db, now }: Hall, { role, table }: AtTable, token: string): Promise<void> {
	if (role !== 'host' || table.harvestedAt !== null) return;
	const who = { now: now(), guestToken: token };
	const found = await harvestAt(db, who, table.id);
	if (!found) return;
	const note = found.notes.find(({ id }) => !found.points.some((point) => point.noteIds.includes(id)));
	if (found.points.length >= pointsEach || !note) return void (await handIn(db, who, table.id, now()));
	await keepPoint(db, who, table.id, { pointId: null, text: note.text, anyway: true, noteIds: [note.id], clusterIds: [] }, now());
}
