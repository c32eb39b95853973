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
import { clusters, notes } from './words.ts';

/** One of them does something this often, in ms, unless the hall says otherwise: forty-six act every twelve seconds each. */
const usualMs = 250;
/** So much lies on a table before they only move and vote. */
const notesEach = 10;
const pointsEach = 3;

export type Hall = {
	db: Db;
	municipalityId: string;
	gatheringId: string;
	/** Attendances of those who take part. */
	present: readonly string[];
	isSecure: boolean;
	now: () => Instant;
	connect: Connect;
	everyMs?: number;
	/** Something that a robot did threw: it is left out that once. */
	failed: (error: unknown) => void;
};

type Robot = { attendanceId: string; token: string | null; line: Line | null; boardId: string | null; doc: Doc | null };

const anyOf = <T>(of: readonly T[]): T | undefined => of[Math.floor(Math.random() * of.length)];

/**
 * People who are not there: they join with a phone, sit where they are seated, write, move and vote over sockets of their own, and hosts
 * hand in points. One after the other, so that a hall beside them has the process most of the time.
 */
export function letRobotsIn(hall: Hall): { stop(): Promise<void> } {
	const robots = hall.present.map((attendanceId): Robot => ({ attendanceId, token: null, line: null, boardId: null, doc: null }));
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
			for (const { line } of robots) line?.close();
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
	sitDown(hall, robot, robot.token, at.table.boardId);
	if (!robot.line?.isReady || !robot.doc) return;
	if (cafe.phase === 'vote') await vote(hall, at, robot.token, robot.doc);
	else if (cafe.phase === 'round' && !isSilent(cafe) && at.mode === 'write') write(robot.doc, at);
}

async function comeIn({ db, municipalityId, now }: Hall, cafe: Cafe, attendanceId: string): Promise<string | null> {
	const who = { attendanceId, name: '', unitId: null, shownAs: 'none' as const, proof: 'personalCode' as const };
	const joined = await join(db, { cafeId: cafe.id, municipalityId }, null, who, now());
	return joined.ok ? joined.token : null;
}

function sitDown({ connect, isSecure }: Hall, robot: Robot, token: string, boardId: string): void {
	if (robot.boardId === boardId && robot.line) return;
	leave(robot);
	robot.doc = newBoardDoc();
	robot.boardId = boardId;
	robot.line = connect(boardId, `${guestCookie(isSecure)}=${encodeURIComponent(token)}`, robot.doc);
}

function leave(robot: Robot): void {
	robot.line?.close();
	robot.doc?.destroy();
	robot.line = robot.doc = robot.boardId = null;
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
