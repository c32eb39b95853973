import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { LiveServer, BoardStatus } from '#lib/live/contract.ts';
import { areFrozen, isSilent, maxShown } from '../model.ts';
import { pendingOf, type Pending } from '../pending.ts';

/*
 * Where the conversation at a board stands, for everybody who has it open. All of it is SQL (L19); a phone is told when
 * something changes, and asks for nothing in between.
 */

/** Where a table stands: what every stage says, and what only tables have. */
export type TableStatus = BoardStatus & TableDetails;

export type TableDetails = {
	rounds: number;
	/** The table's question: it can be mended while the rounds run. */
	question: string;
	/** The step that the facilitator has pressed, and when it takes effect. */
	pending: Pending | null;
	/** While the clock stands still: the milliseconds that are left. `endsAt` is null then. */
	left: number | null;
	/** When the facilitator said `message`: a new instant is a new message. */
	messageAt: string | null;
	/** Everybody writes alone: on their sheet, not on the table (L20). */
	silent: boolean;
	/** How many have a sheet at this table, and how many of them say that they are done. Never who. */
	writing: number;
	written: number;
	/** The table has asked for the facilitator; the table is ready to go on. */
	hand: boolean;
	ready: boolean;
	/** How many phones wait to be let in at the table: for its host. Never who. */
	waiting: number;
};

/**
 * Where the conversation at a table's board, or at one of its sheets, stands; undefined for a board that is neither. `now` becomes the
 * server time.
 */
export async function tableStatusOf(db: Db, boardId: string, now: Instant): Promise<TableStatus | undefined> {
	const sheet = await db.selectFrom('sheet').select(['cafeTableId', 'revealedAt']).where('boardId', '=', boardId).executeTakeFirst();
	const row = await standing(db)
		.where(sheet ? 'cafeTable.id' : 'cafeTable.boardId', '=', sheet?.cafeTableId ?? boardId)
		.executeTakeFirst();
	return row && (sheet ? privateBoardStatus(stage(row, now), sheet.revealedAt !== null) : stage(row, now));
}

/**
 * Tells everybody at the boards and sheets of a café where it stands. To be called after the commit of what changed it.
 * Rights follow the phase and the seats, so everybody there is asked in again.
 */
export async function broadcastStatus(
	db: Db,
	live: Pick<LiveServer, 'setStatus' | 'reauthorize'>,
	cafeId: string,
	now: Instant
): Promise<void> {
	const told = await announce(db, live, await standing(db).where('cafeTable.cafeId', '=', cafeId).execute(), now);
	for (const boardId of told) await live.reauthorize(boardId);
}

/** Tells one table what was said to it or by it. */
export async function broadcastTableStatus(db: Db, live: Pick<LiveServer, 'setStatus'>, tableId: string, now: Instant): Promise<void> {
	await announce(db, live, await standing(db).where('cafeTable.id', '=', tableId).execute(), now);
}

/** Tells the boards of a café how many phones wait to be let in. */
export async function broadcastWaiting(db: Db, live: Pick<LiveServer, 'setStatus'>, cafeId: string, now: Instant): Promise<void> {
	await announce(db, live, await standing(db).where('cafeTable.cafeId', '=', cafeId).execute(), now);
}

async function announce(db: Db, live: Pick<LiveServer, 'setStatus'>, tables: Standing[], now: Instant): Promise<string[]> {
	if (tables.length === 0) return [];
	const sheets = await db
		.selectFrom('sheet')
		.innerJoin('cafeTable', 'cafeTable.id', 'sheet.cafeTableId')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select(['sheet.boardId', 'sheet.cafeTableId', 'sheet.revealedAt'])
		.where('cafe.id', '=', tables[0]!.cafeId)
		.whereRef('sheet.round', '=', 'cafe.round')
		.execute();
	const boards: string[] = [];
	for (const table of tables) {
		const at = stage(table, now);
		const own = sheets.filter(({ cafeTableId }) => cafeTableId === table.id);
		live.setStatus(table.boardId, at);
		for (const { boardId, revealedAt } of own) live.setStatus(boardId, privateBoardStatus(at, revealedAt !== null));
		boards.push(table.boardId, ...own.map(({ boardId }) => boardId));
	}
	return boards;
}

type Standing = Awaited<ReturnType<ReturnType<typeof standing>['execute']>>[number];

function standing(db: Db) {
	return db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.select([
			'cafeTable.id',
			'cafeTable.cafeId',
			'cafeTable.boardId',
			'cafeTable.frozenAt',
			'cafeTable.lockedAt',
			'cafeTable.handAt',
			'cafeTable.readyAt',
			'cafeTable.question'
		])
		.select(['cafeTable.message as own', 'cafeTable.messageAt as ownAt', 'cafe.message', 'cafe.messageAt'])
		.select(['cafe.phase', 'cafe.round', 'cafe.rounds', 'cafe.endsAt', 'cafe.pausedAt', 'cafe.silentAt'])
		.select(['cafe.pendingStep', 'cafe.pendingAt'])
		.select(['cafe.silentShows', 'cafe.talkShows'])
		.select((eb) => {
			const sheets = eb
				.selectFrom('sheet')
				.whereRef('sheet.cafeTableId', '=', 'cafeTable.id')
				.whereRef('sheet.round', '=', 'cafe.round')
				.select((count) => count.fn.countAll<number>().as('sheets'));
			const waiting = eb
				.selectFrom('waitingPhone')
				.innerJoin('seat', 'seat.attendanceId', 'waitingPhone.attendanceId')
				.whereRef('waitingPhone.cafeId', '=', 'cafe.id')
				.whereRef('seat.cafeTableId', '=', 'cafeTable.id')
				// As of `seatingRound`.
				.where('seat.round', '=', (where) =>
					where
						.case()
						.when('cafe.phase', '=', 'changeover')
						.then(where('cafe.round', '+', 1))
						.when('cafe.round', '=', 0)
						.then(1)
						.else(where.ref('cafe.round'))
						.end()
				)
				.select((count) => count.fn.countAll<number>().as('phones'));
			return [sheets.as('writing'), sheets.where('sheet.readyAt', 'is not', null).as('written'), waiting.as('waiting')];
		});
}

function stage(table: Standing, now: Instant): TableStatus {
	const { phase, round, rounds, endsAt, pausedAt, frozenAt } = table;
	const silent = isSilent(table);
	const [message, messageAt] = table.own === null ? [table.message, table.messageAt] : [table.own, table.ownAt];
	return {
		phase,
		round,
		rounds,
		question: table.question,
		pending: pendingOf(table),
		endsAt: pausedAt === null ? endsAt : null,
		left: pausedAt === null || endsAt === null ? null : Math.max(0, Date.parse(endsAt) - Date.parse(pausedAt)),
		serverTime: now,
		message,
		messageAt,
		state: phase === 'closed' ? 'closed' : frozenAt !== null || table.lockedAt !== null || areFrozen(table) ? 'frozen' : 'open',
		// On a sheet there is nobody else; and who has opened one is not to be told by the table either.
		anonymous: silent || maxShown(table) === 'none',
		silent,
		writing: silent ? Number(table.writing) : 0,
		written: silent ? Number(table.written) : 0,
		hand: table.handAt !== null,
		ready: table.readyAt !== null,
		waiting: Number(table.waiting)
	};
}

/** A sheet takes writing until it is laid on the table. */
function privateBoardStatus(at: TableStatus, isRevealed: boolean): TableStatus {
	return { ...at, state: at.silent && !isRevealed && at.state === 'open' ? 'open' : 'frozen' };
}
