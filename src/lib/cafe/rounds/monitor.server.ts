import type { Db } from '#lib/db/open.server.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import type { LiveServer, RoomStats } from '#lib/live/contract.ts';
import { contentHash } from '#lib/canonical.server.ts';
import { readBoard } from '../board/document.ts';
import { areFrozen, isSilent, type Cafe } from '../model.ts';
import { pendingOf } from '../pending.ts';
import { arrivalsAt } from '../participants/arrivals.server.ts';
import { cafeRow } from '../queries.server.ts';
import type { HallSnapshot, TableNow } from './monitor.ts';
import { boardsAt } from './mendTable.server.ts';
import { signalsOf, type Signals } from './signals.server.ts';

type Counted = { notes: number; version: number; poll: number };
/** A board that is written on is counted again at most every third poll. */
const pollsBetweenCounts = 3;

/**
 * Polls all tables of a café for the facilitators' pages. A poll costs a handful of statements however many tables there are;
 * a board is read only when it has been written on since it was last counted.
 */
export class Monitor {
	readonly #counted = new Map<string, Counted>();
	readonly #wroteAt = new Map<string, Instant>();
	#polls = 0;

	/** The state of the hall at `now`; undefined when the gathering has no café in this municipality. */
	async poll(
		db: Db,
		live: Pick<LiveServer, 'stats' | 'read'>,
		municipalityId: string,
		gatheringId: string,
		now: Instant
	): Promise<HallSnapshot | undefined> {
		const cafe = await cafeRow(db, municipalityId, gatheringId);
		if (!cafe) return undefined;
		this.#polls++;
		const rows = await db
			.selectFrom('cafeTable')
			.select(['id', 'boardId', 'lockedAt', 'question', 'hostId', 'harvestedAt', 'message'])
			.where('cafeId', '=', cafe.id)
			.orderBy('number')
			.execute();
		const signals = new Map((await signalsOf(db, municipalityId, cafe.id)).map((signal) => [signal.tableId, signal]));
		const boards = await boardsAt(db, cafe.id, cafe.round);
		const stats = live.stats(boards.map(({ boardId }) => boardId));
		const boardsOf = Map.groupBy(boards, ({ tableId }) => tableId);
		const arrivals = await arrivalsAt(db, cafe, rows);
		const tables: TableNow[] = [];
		for (const { id, boardId, lockedAt } of rows) {
			// While everybody writes alone, who is at the table has a private board open instead of the table's.
			const rooms = (boardsOf.get(id) ?? []).map((board) => ({ id: board.boardId, stats: stats.get(board.boardId) }));
			tables.push({
				...{ id, ...presenceIn(rooms.flatMap((room) => room.stats ?? [])), ...signalled(signals.get(id)!), ...arrivals.get(id)! },
				notes: areFrozen(cafe)
					? null
					: await this.#notesAt(live, boardId, isSilent(cafe) ? rooms : rooms.filter((room) => room.id === boardId)),
				wroteAt: rooms.map((room) => this.#lastWrite(room.id, room.stats, now)).reduce(later, null),
				locked: lockedAt !== null
			});
		}
		const counts = await countsOf(db, cafe, rows);
		return { tables, pending: pendingOf(cafe), mark: contentHash(JSON.stringify([cafe, rows, counts])).slice(0, 16) };
	}

	/** How many notes are on a table's board and the private ones beside it; null while the table's can't be read. */
	async #notesAt(live: Pick<LiveServer, 'read'>, tableBoardId: string, rooms: readonly { id: string; stats: RoomStats | undefined }[]) {
		let sum = 0;
		for (const { id, stats } of rooms) {
			const notes = await this.#notesOn(live, id, stats);
			if (notes === null && id === tableBoardId) return null;
			sum += notes ?? 0;
		}
		return sum;
	}

	/** How many notes are on a board; a board without a loaded room is counted once. Null while it can't be read. */
	async #notesOn(live: Pick<LiveServer, 'read'>, boardId: string, room: RoomStats | undefined): Promise<number | null> {
		const before = this.#counted.get(boardId);
		const isFresh = room === undefined || room.version === before?.version || this.#polls - (before?.poll ?? 0) < pollsBetweenCounts;
		if (before && isFresh) return before.notes;
		const notes = await live
			.read(boardId, (doc) => readBoard(doc).notes.filter((note) => note.binnedAt === null && note.text.trim() !== '').length)
			.catch(() => undefined);
		if (notes === undefined) return before?.notes ?? null;
		this.#counted.set(boardId, { notes, version: room?.version ?? 0, poll: this.#polls });
		return notes;
	}

	/** The instant of the last write, rounded so that it stays the same from poll to poll. */
	#lastWrite(boardId: string, room: RoomStats | undefined, now: Instant): Instant | null {
		const before = this.#wroteAt.get(boardId);
		if (room?.idleMs == null) return before ?? null;
		const at = addMilliseconds(now, -Math.round(room.idleMs));
		if (before && Math.abs(Date.parse(at) - Date.parse(before)) < 1500) return before;
		this.#wroteAt.set(boardId, at);
		return at;
	}
}

function presenceIn(rooms: readonly RoomStats[]): Pick<TableNow, 'people' | 'connections' | 'saved' | 'damaged'> {
	return {
		people: rooms.reduce((sum, { people }) => sum + people, 0),
		connections: rooms.reduce((sum, { connections }) => sum + connections, 0),
		saved: rooms.every(({ isSaved }) => isSaved),
		damaged: rooms.some(({ isDamaged }) => isDamaged)
	};
}

const later = (one: Instant | null, other: Instant | null) => (one === null || (other !== null && other > one) ? other : one);

function signalled({ handAt, readyAt, writing, written, message }: Signals) {
	return { hand: handAt !== null, ready: readyAt !== null, writing, written, message };
}

/** Counts whose change the page must follow, though it shows them elsewhere. One statement. */
function countsOf(db: Db, cafe: Pick<Cafe, 'id' | 'gatheringId'>, tables: readonly { id: string }[]) {
	return db
		.selectFrom('seat')
		.select((eb) => [
			eb.fn.countAll<number>().as('seats'),
			eb
				.selectFrom('participant')
				.select((count) => count.fn.countAll<number>().as('joined'))
				.where('cafeId', '=', cafe.id)
				.where('leftAt', 'is', null)
				.as('joined'),
			eb
				.selectFrom('waitingPhone')
				.select((count) => count.fn.countAll<number>().as('waiting'))
				.where('cafeId', '=', cafe.id)
				.as('waiting'),
			eb
				.selectFrom('waitingPhone')
				.select((last) => last.fn.max('askedAt').as('askedAt'))
				.where('cafeId', '=', cafe.id)
				.as('askedAt'),
			eb
				.selectFrom('attendance')
				.select((count) => count.fn.countAll<number>().as('present'))
				.where('gatheringId', '=', cafe.gatheringId)
				.as('present'),
			eb
				.selectFrom('harvestPoint')
				.select((count) => count.fn.countAll<number>().as('points'))
				.where(
					'cafeTableId',
					'in',
					tables.map(({ id }) => id)
				)
				.as('points')
		])
		.where('cafeId', '=', cafe.id)
		.executeTakeFirstOrThrow();
}

const monitors = new WeakMap<object, Map<string, Monitor>>();

/** The one monitor of a gathering's café in this process, so that pages share what has been counted. */
export function monitorOf(live: object, gatheringId: string): Monitor {
	if (!monitors.has(live)) monitors.set(live, new Map());
	const known = monitors.get(live)!;
	if (!known.has(gatheringId)) known.set(gatheringId, new Monitor());
	return known.get(gatheringId)!;
}
