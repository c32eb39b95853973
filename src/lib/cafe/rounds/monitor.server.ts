import type { Db } from '#lib/db/open.server.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import type { LiveServer, RoomStats } from '#lib/live/contract.ts';
import { contentHash } from '#lib/canonical.server.ts';
import { readBoard } from '../board/document.ts';
import { areFrozen } from '../model.ts';
import type { HallSnapshot, TableNow } from './monitor.ts';
import { cafeRow } from '../queries.server.ts';
import { signalsOf } from './signals.server.ts';

type Seen = { notes: number; writes: number; look: number };

/**
 * Looks at all tables of a café again and again, for the facilitators' pages. Costs a handful of statements a look however
 * many tables there are; a board is read when somebody has written on it since the last look, the others are not touched.
 */
export class Overview {
	readonly #seen = new Map<string, Seen>();
	readonly #wrote = new Map<string, Instant>();
	#looks = 0;

	/** One look; undefined when the gathering has no café in this municipality. */
	async look(
		db: Db,
		live: Pick<LiveServer, 'stats' | 'read'>,
		municipalityId: string,
		gatheringId: string,
		now: Instant
	): Promise<HallSnapshot | undefined> {
		const cafe = await cafeRow(db, municipalityId, gatheringId);
		if (!cafe) return undefined;
		this.#looks++;
		const tables = await db
			.selectFrom('cafeTable')
			.select(['id', 'boardId', 'lockedAt', 'question', 'hostId', 'harvestedAt', 'message'])
			.where('cafeId', '=', cafe.id)
			.orderBy('number')
			.execute();
		const signals = new Map((await signalsOf(db, municipalityId, cafe.id)).map((signal) => [signal.tableId, signal]));
		const pulses = live.stats(tables.map(({ boardId }) => boardId));
		const looked: TableNow[] = [];
		for (const { id, boardId, lockedAt } of tables) {
			const pulse = pulses.get(boardId);
			const signal = signals.get(id)!;
			looked.push({
				...{ id, people: pulse?.people ?? 0, connections: pulse?.connections ?? 0, saved: pulse?.isSaved ?? true },
				...{ hand: signal.handAt !== null, ready: signal.readyAt !== null, writing: signal.writing, written: signal.written },
				notes: areFrozen(cafe) ? null : await this.#notesOn(live, boardId, pulse),
				wroteAt: this.#wroteAt(boardId, pulse, now),
				locked: lockedAt !== null,
				message: signal.message
			});
		}
		const counts = await db
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
					.selectFrom('attendance')
					.select((count) => count.fn.countAll<number>().as('present'))
					.where('gatheringId', '=', gatheringId)
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
		return { tables: looked, mark: contentHash(JSON.stringify([cafe, tables, counts])).slice(0, 16) };
	}

	/** Counted anew where somebody has written since, and then every third look; boards nobody is at are counted once. */
	async #notesOn(live: Pick<LiveServer, 'read'>, boardId: string, pulse: RoomStats | undefined): Promise<number | null> {
		const seen = this.#seen.get(boardId);
		if (seen && (pulse === undefined || pulse.writes === seen.writes || this.#looks - seen.look < 3)) return seen.notes;
		const notes = await live
			.read(boardId, (doc) => readBoard(doc).notes.filter((note) => note.binnedAt === null && note.text.trim() !== '').length)
			.catch(() => undefined);
		if (notes === undefined) return seen?.notes ?? null;
		this.#seen.set(boardId, { notes, writes: pulse?.writes ?? 0, look: this.#looks });
		return notes;
	}

	/** An instant that stays the same from look to look, to the second. */
	#wroteAt(boardId: string, pulse: RoomStats | undefined, now: Instant): Instant | null {
		const before = this.#wrote.get(boardId);
		if (pulse?.idleMs == null) return before ?? null;
		const at = addMilliseconds(now, -Math.round(pulse.idleMs));
		if (before && Math.abs(Date.parse(at) - Date.parse(before)) < 1500) return before;
		this.#wrote.set(boardId, at);
		return at;
	}
}

const overviews = new WeakMap<object, Map<string, Overview>>();

/** The one overview of a gathering's café in this process: what one page has counted, the next need not. */
export function overviewOf(live: object, gatheringId: string): Overview {
	if (!overviews.has(live)) overviews.set(live, new Map());
	const known = overviews.get(live)!;
	if (!known.has(gatheringId)) known.set(gatheringId, new Overview());
	return known.get(gatheringId)!;
}
