import { sql, type Kysely } from 'kysely';
import * as Y from 'yjs';
import type { Database } from '#db/schema.ts';
import { newBoardDoc } from '#lib/cafe/board/document.ts';
import { otherUnit } from '#lib/cafe/model.ts';
import { dumpOf, reachOf, type Leaf } from '../support/dump.ts';
import type { Hall, Written } from './hall.ts';

/*
 * Somebody who holds files, or has kept the wire, and guesses who wrote each note without a name. Every way that has worked once is
 * here, and stays. A way answers with an attendance, or with nothing when it knows no better than chance.
 */

/** A note as the attacker sees it, with those who sat at its table in its round. */
export type Target = { id: string; table: string; round: number; candidates: readonly string[] };
export type Way = (target: Target) => string | undefined;

/** Who sat where: everybody at a table knows that. */
export type Seats = { attendanceId: string; table: string; round: number }[];

export async function seatsOf(db: Kysely<Database>, cafeId: string): Promise<Seats> {
	const seats = await db
		.selectFrom('seat')
		.select(['attendanceId', 'cafeTableId as table', 'round'])
		.where('cafeId', '=', cafeId)
		.execute();
	const hosts = await db.selectFrom('cafeTable').select(['id as table', 'hostId']).where('cafeId', '=', cafeId).execute();
	const stay = hosts.flatMap(({ table, hostId }) => [1, 2, 3].map((round) => ({ attendanceId: hostId!, table, round })));
	const known = new Set(seats.map(({ attendanceId, round }) => `${attendanceId} ${round}`));
	return [...seats, ...stay.filter(({ attendanceId, round }) => !known.has(`${attendanceId} ${round}`))];
}

export function targetsOf(unnamed: readonly Written[], seats: Seats): Target[] {
	return unnamed.map(({ id, table, round }) => ({
		id,
		table,
		round,
		candidates: seats.filter((seat) => seat.table === table && seat.round === round).map(({ attendanceId }) => attendanceId)
	}));
}

/** The one of the candidates who sat at every one of `places`, where there is just one. */
function whoSatAt(places: Iterable<string>, candidates: readonly string[], seats: Seats): string | undefined {
	const at = new Set(seats.map(({ attendanceId, table, round }) => `${attendanceId} ${table} ${round}`));
	const left = candidates.filter((person) => [...places].every((place) => at.has(`${person} ${place}`)));
	return left.length === 1 ? left[0] : undefined;
}

/** The only candidate that a note's row leads to, by whatever stands in rows together. */
export function byRows(leaves: readonly Leaf[], shared: ReadonlySet<string>): Way {
	return ({ id, candidates }) => {
		const reached = reachOf(leaves, id, shared);
		const found = candidates.filter((candidate) => reached.has(candidate));
		return found.length === 1 ? found[0] : undefined;
	};
}

/** Notes that carry one mark (owner of the client id, of the private board, principal of the log, voter) were at these places. */
function byMarks(marks: ReadonlyMap<string, string>, notes: readonly Target[], seats: Seats): Way {
	const places = new Map<string, Set<string>>();
	for (const { id, table, round } of notes) {
		const mark = marks.get(id);
		if (mark) places.set(mark, (places.get(mark) ?? new Set()).add(`${table} ${round}`));
	}
	return ({ id, candidates }) => {
		const been = places.get(marks.get(id) ?? '');
		return been && been.size > 1 ? whoSatAt(been, candidates, seats) : undefined;
	};
}

/** The writer of the signed note that is nearest in `order`, if they sat there. */
function byNeighbour(order: readonly string[], signedBy: ReadonlyMap<string, string>): Way {
	const at = new Map(order.map((id, index) => [id, index]));
	return ({ id, candidates }) => {
		const here = at.get(id);
		if (here === undefined) return undefined;
		for (let away = 1; away < 12; away++)
			for (const near of [order[here - away], order[here + away]]) {
				const by = near === undefined ? undefined : signedBy.get(near);
				if (by !== undefined && candidates.includes(by)) return by;
			}
		return undefined;
	};
}

/** What a copy of the database gives an attacker: each way by its name. */
export async function waysIntoFiles(db: Kysely<Database>, targets: readonly Target[], seats: Seats): Promise<Map<string, Way>> {
	const attendance = await db.selectFrom('attendance').select(['id', 'name']).execute();
	const byName = new Map(attendance.map(({ id, name }) => [name, id]));
	const boards = await docsIn(db);
	const [clientOf, signedBy, order] = [new Map<string, string>(), new Map<string, string>(), [] as string[]];
	for (const [boardId, doc] of boards)
		for (const [id, item] of [...doc.getMap<Y.Map<unknown>>('notes')._map]) {
			clientOf.set(id, `${boardId} ${item.id.client}`);
			const by = byName.get(String(doc.getMap<Y.Map<unknown>>('notes').get(id)?.get('by')));
			if (by) signedBy.set(id, by);
			order.push(id);
		}
	const owners = await ownersIn(db);
	const ownerOf = new Map([...clientOf].flatMap(([id, client]) => (owners.has(client) ? [[id, owners.get(client)!] as const] : [])));
	const rows = await db
		.selectFrom('note')
		.select(['id', 'writtenBy', 'cafeTableId', 'position'])
		.orderBy('cafeTableId')
		.orderBy('position')
		.execute();
	for (const { id, writtenBy } of rows) if (byName.has(writtenBy)) signedBy.set(id, byName.get(writtenBy)!);
	const leaves = await dumpOf(db);
	return new Map<string, Way>([
		['rows that lead on', byRows(leaves, await sharedWords(db))],
		['owner of the client id', byMarks(ownerOf, targets, seats)],
		['client id', byMarks(clientOf, targets, seats)],
		['log order', byNeighbour(order, signedBy)],
		[
			'order of what is kept',
			byNeighbour(
				rows.map(({ id }) => id),
				signedBy
			)
		],
		['how they are shown', await byChoice(db)]
	]);
}

/** Of those at the table, the one who is shown without a name. */
async function byChoice(db: Kysely<Database>): Promise<Way> {
	const { rows: columns } = await sql<{ name: string }>`select name from pragma_table_info('participant')`.execute(db);
	if (!columns.some(({ name }) => name === 'shown_as')) return () => undefined;
	const { rows } = await sql<{ attendanceId: string }>`select attendance_id from participant where shown_as = 'none'`.execute(db);
	const unnamed = new Set(rows.map(({ attendanceId }) => attendanceId));
	return ({ candidates }) => candidates.find((candidate) => unnamed.has(candidate));
}

/** What a guest has kept of the wire. */
export function waysIntoWire(
	{ clients, present, by }: Hall['wire'],
	targets: readonly Target[],
	seats: Seats,
	byName: ReadonlyMap<string, string>
): Map<string, Way> {
	const marks = new Map([...clients].map(([id, client]) => [id, String(client)]));
	const shown = (id: string) => byName.get(present.get(clients.get(id) ?? -1) ?? '');
	const signedBy = new Map([...by].flatMap(([id, label]) => (byName.has(label) ? [[id, byName.get(label)!] as const] : [])));
	return new Map<string, Way>([
		['client id', byMarks(marks, targets, seats)],
		['presence', ({ id, candidates }) => candidates.find((candidate) => candidate === shown(id))],
		['order', byNeighbour([...by.keys()], signedBy)]
	]);
}

async function docsIn(db: Kysely<Database>): Promise<Map<string, Y.Doc>> {
	const docs = new Map<string, Y.Doc>();
	const rows = await db.selectFrom('boardUpdate').select(['boardId', 'bytes']).orderBy('boardId').orderBy('seq').execute();
	for (const { boardId, bytes } of rows) {
		if (!docs.has(boardId)) docs.set(boardId, newBoardDoc());
		Y.applyUpdate(docs.get(boardId)!, bytes);
	}
	return docs;
}

async function ownersIn(db: Kysely<Database>): Promise<Map<string, string>> {
	const rows = await db.selectFrom('boardClient').selectAll().execute();
	return new Map(rows.filter(({ owner }) => owner !== 'server').map(({ boardId, clientId, owner }) => [`${boardId} ${clientId}`, owner]));
}

/** What everybody has in common, and so leads nowhere: names of tables, units, municipalities, kinds, times. */
export async function sharedWords(db: Kysely<Database>): Promise<Set<string>> {
	const shared = new Set<string>(['server', 'table', 'checkedIn', otherUnit]);
	for (const leaf of await dumpOf(db)) for (const word of leaf.words) if (/^\d{4}-\d\d|^[0-9.:-]+$/.test(word)) shared.add(word);
	const ids = ['municipality', 'gathering', 'cafe', 'cafeTable', 'board', 'unit', 'series'] as const;
	for (const table of ids) for (const { id } of await db.selectFrom(table).select('id').execute()) shared.add(id);
	for (const { nameNn } of await db.selectFrom('unit').select('nameNn').execute()) shared.add(nameNn);
	return shared;
}

export type Result = { way: string; right: number; guesses: number; chance: number; limit: number };

/** How often each way is right, beside what guessing at random among those at the table would give; who knows nothing guesses so too. */
export function tried(ways: ReadonlyMap<string, Way>, targets: readonly Target[], truth: ReadonlyMap<string, string>): Result[] {
	const odds = targets.map(({ candidates }) => 1 / candidates.length);
	const chance = odds.reduce((sum, odd) => sum + odd, 0);
	// Four standard deviations of that many independent guesses: a right product fails once in thirty thousand runs.
	const limit = chance + 4 * Math.sqrt(odds.reduce((sum, odd) => sum + odd * (1 - odd), 0));
	const random = ({ candidates }: Target) => candidates[Math.floor(Math.random() * candidates.length)];
	const count = (way: string, guess: Way): Result => {
		const known = targets.map((target) => guess(target));
		const right = targets.filter((target, at) => (known[at] ?? random(target)) === truth.get(target.id)).length;
		return { way, right, guesses: known.filter((one) => one !== undefined).length, chance, limit };
	};
	const best: Way = (target) => [...ways.values()].map((way) => way(target)).find((one) => one !== undefined);
	return [...[...ways].map(([name, way]) => count(name, way)), count('the best of all', best)];
}

/** The same where each way answers at all: a file that tells of three notes only is judged by these. */
export function triedWhereKnown(ways: ReadonlyMap<string, Way>, targets: readonly Target[], truth: ReadonlyMap<string, string>): Result[] {
	return [...ways].flatMap(([name, way]) => {
		const known = targets.map((target) => [target, way(target)] as const).filter(([, guess]) => guess !== undefined);
		const guess = new Map(known.map(([{ id }, person]) => [id, person]));
		const only = new Map<string, Way>([[name, ({ id }) => guess.get(id)]]);
		return tried(
			only,
			known.map(([target]) => target),
			truth
		).slice(0, 1);
	});
}
