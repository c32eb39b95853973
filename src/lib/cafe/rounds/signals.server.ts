import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { areFrozen, isSilent, maySignal, partOf } from '../model.ts';
import { privateBoardMark } from '../participants/ownerMark.server.ts';
import type { AtTable } from '../participants/participants.server.ts';

/*
 * Messages from the facilitator to tables, and signals from tables to the facilitator. A raised hand is the table's: who raised
 * it is not stored. All of it ends with the phase (`enterPhase`).
 */

/**
 * A message on all tables until the next phase, or on one (`tableId`); '' removes it. A message to all replaces those to single
 * tables. Refuses `notAllowed`, `notFound`, `closedBoards` and `conflictTable` (it is gone).
 */
export async function say(db: Db, actor: Actor, cafeId: string, to: { tableId: string | null; message: string }, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (areFrozen(found.cafe)) return refuse('closedBoards');
		const { tableId } = to;
		const said = { message: to.message || null, messageAt: to.message ? now : null };
		const tables = trx.updateTable('cafeTable').where('cafeId', '=', cafeId);
		if (tableId === null) {
			await trx.updateTable('cafe').set(said).where('id', '=', cafeId).execute();
			await tables.set({ message: null, messageAt: null }).execute();
			return { ok: true as const };
		}
		const { numUpdatedRows } = await tables.set(said).where('id', '=', tableId).executeTakeFirstOrThrow();
		return numUpdatedRows ? { ok: true as const } : refuse('conflictTable');
	});
}

/** Lowers a table's hand: the facilitator has been there. Refuses `notAllowed` and `notFound`. */
export async function lowerHand(db: Db, actor: Actor, cafeId: string, tableId: string) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { numUpdatedRows } = await trx
			.updateTable('cafeTable')
			.set({ handAt: null })
			.where('id', '=', tableId)
			.where('cafeId', '=', cafeId)
			.executeTakeFirstOrThrow();
		return numUpdatedRows ? { ok: true as const } : refuse('notFound');
	});
}

/**
 * The table asks for the facilitator, or no longer. Raising a raised hand changes nothing. Refuses `notAllowed` (not their table
 * now), `closed` (the boards are frozen) and `conflictPart` (it was said in another part of the day: `seen`, by `partOf`).
 */
export async function raiseHand(db: Db, at: AtTable, isUp: boolean, now: Instant, seen: string | null = null) {
	return signalling(db, at, seen, async (trx) => {
		const table = trx.updateTable('cafeTable').where('id', '=', at.table.id);
		await (isUp ? table.set({ handAt: now }).where('handAt', 'is', null) : table.set({ handAt: null })).execute();
	});
}

/**
 * The table is ready to go on, or no longer. While everybody writes alone each says so for themselves: it is stored on the
 * private board of `principalId`. Refuses as `raiseHand` does.
 */
export async function sayReady(db: Db, at: AtTable, principalId: string, isReady: boolean, now: Instant, seen: string | null = null) {
	return signalling(db, at, seen, async (trx) => {
		if (!isSilent(at.cafe)) {
			await trx
				.updateTable('cafeTable')
				.set({ readyAt: isReady ? now : null })
				.where('id', '=', at.table.id)
				.execute();
			return;
		}
		await trx
			.updateTable('sheet')
			.set({ readyAt: isReady ? at.cafe.silentAt : null })
			.where('cafeTableId', '=', at.table.id)
			.where('round', '=', at.cafe.round)
			.where('owner', '=', privateBoardMark(principalId, at.table.id, at.cafe.round))
			.execute();
	});
}

async function signalling(db: Db, at: AtTable, seen: string | null, signal: (trx: Db) => Promise<void>) {
	if (!at.sitsHere) return refuse('notAllowed');
	return command(db, async (trx) => {
		const cafe = await trx
			.selectFrom('cafe')
			.select(['phase', 'round', 'rounds', 'silentAt'])
			.where('id', '=', at.cafe.id)
			.executeTakeFirstOrThrow();
		if (!maySignal(cafe)) return refuse('closed');
		if (seen !== null && seen !== partOf({ ...cafe, silent: isSilent(cafe) })) return refuse('conflictPart');
		await signal(trx);
		return { ok: true as const };
	});
}

export type Signals = {
	tableId: string;
	/** When the table raised its hand, and when it said that it is ready. */
	handAt: Instant | null;
	readyAt: Instant | null;
	/** While everybody writes alone: private boards at the table, and how many of their writers are done. */
	writing: number;
	written: number;
	/** The message to this table alone. */
	message: string | null;
};

/** The signals of a café's tables, in the order of their numbers. One statement. */
export async function signalsOf(db: Db, municipalityId: string, cafeId: string): Promise<Signals[]> {
	const rows = await db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.leftJoin('sheet', (on) =>
			on.onRef('sheet.cafeTableId', '=', 'cafeTable.id').onRef('sheet.round', '=', 'cafe.round').on('cafe.silentAt', 'is not', null)
		)
		.select(['cafeTable.id as tableId', 'cafeTable.handAt', 'cafeTable.readyAt', 'cafeTable.message'])
		.select((eb) => [eb.fn.count<number>('sheet.boardId').as('writing'), eb.fn.count<number>('sheet.readyAt').as('written')])
		.where('cafeTable.cafeId', '=', cafeId)
		.where('cafeTable.municipalityId', '=', municipalityId)
		.groupBy(['cafeTable.id', 'cafeTable.handAt', 'cafeTable.readyAt', 'cafeTable.message', 'cafeTable.number'])
		.orderBy('cafeTable.number')
		.execute();
	return rows.map((row) => ({ ...row, writing: Number(row.writing), written: Number(row.written) }));
}
