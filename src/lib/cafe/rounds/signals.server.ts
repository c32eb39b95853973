import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { requireCafe, type NotFoundOrForbidden } from '../setup/create.server.ts';
import { areFrozen, isSilent, maySignal } from '../model.ts';
import type { AtTable } from '../participants/participants.server.ts';

/*
 * What the facilitator says to tables, and what tables say to the facilitator. A hand is the table's, never a person's:
 * who raised it is not kept. All of it is over when the phase is (`enterPhase`).
 */

/**
 * A sentence on all tables until the next step, or on one (`tableId`); '' takes it away. What is said to all replaces what
 * was said to one. Refuses `boardsClosed`.
 */
export async function say(
	db: Db,
	actor: Actor,
	cafeId: string,
	to: { tableId: string | null; message: string },
	now: Instant
): Promise<{ ok: true } | NotFoundOrForbidden | { ok: false; reason: 'boardsClosed' }> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (areFrozen(found.cafe)) return { ok: false, reason: 'boardsClosed' };
		const { tableId } = to;
		const said = { message: to.message || null, messageAt: to.message ? now : null };
		const tables = trx.updateTable('cafeTable').where('cafeId', '=', cafeId);
		if (tableId === null) {
			await trx.updateTable('cafe').set(said).where('id', '=', cafeId).execute();
			await tables.set({ message: null, messageAt: null }).execute();
			return { ok: true };
		}
		const { numUpdatedRows } = await tables.set(said).where('id', '=', tableId).executeTakeFirstOrThrow();
		return numUpdatedRows ? { ok: true } : { ok: false, reason: 'notFound' };
	});
}

/** Takes a table's hand down: the facilitator has been there. Refuses nothing but strangers. */
export async function lowerHand(db: Db, actor: Actor, cafeId: string, tableId: string): Promise<{ ok: true } | NotFoundOrForbidden> {
	return inTransaction(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { numUpdatedRows } = await trx
			.updateTable('cafeTable')
			.set({ handAt: null })
			.where('id', '=', tableId)
			.where('cafeId', '=', cafeId)
			.executeTakeFirstOrThrow();
		return numUpdatedRows ? { ok: true } : { ok: false, reason: 'notFound' };
	});
}

type Refused = { ok: false; reason: 'notYourTable' | 'nothingToGoOnTo' };

/** The table asks for the facilitator, or no more. Raising a hand that is up changes nothing. Refuses `notYourTable`, `nothingToGoOnTo`. */
export async function raiseHand(db: Db, at: AtTable, isUp: boolean, now: Instant): Promise<{ ok: true } | Refused> {
	return signalling(db, at, async (trx) => {
		const table = trx.updateTable('cafeTable').where('id', '=', at.table.id);
		await (isUp ? table.set({ handAt: now }).where('handAt', 'is', null) : table.set({ handAt: null })).execute();
	});
}

/**
 * "We are ready to go on", or no more. While everybody writes alone it is said by each for themselves, on their sheet, which
 * knows them by `principalId`. Refuses as `raiseHand` does.
 */
export async function sayReady(db: Db, at: AtTable, principalId: string, isReady: boolean, now: Instant): Promise<{ ok: true } | Refused> {
	return signalling(db, at, async (trx) => {
		const readyAt = isReady ? now : null;
		if (!isSilent(at.cafe)) return void (await trx.updateTable('cafeTable').set({ readyAt }).where('id', '=', at.table.id).execute());
		await trx
			.updateTable('sheet')
			.set({ readyAt })
			.where('cafeTableId', '=', at.table.id)
			.where('round', '=', at.cafe.round)
			.where('principalId', '=', principalId)
			.execute();
	});
}

async function signalling(db: Db, at: AtTable, signal: (trx: Db) => Promise<void>): Promise<{ ok: true } | Refused> {
	if (!at.sitsHere) return { ok: false, reason: 'notYourTable' };
	return inTransaction(db, async (trx) => {
		const cafe = await trx.selectFrom('cafe').select(['phase', 'round', 'rounds']).where('id', '=', at.cafe.id).executeTakeFirstOrThrow();
		if (!maySignal(cafe)) return { ok: false, reason: 'nothingToGoOnTo' };
		await signal(trx);
		return { ok: true };
	});
}

export type Signals = {
	tableId: string;
	/** Since when the table asks for the facilitator, and since when it is ready to go on. */
	handAt: Instant | null;
	readyAt: Instant | null;
	/** While everybody writes alone: sheets at the table, and how many of their writers are done. */
	writing: number;
	written: number;
	/** What was said to this table alone. */
	message: string | null;
};

/** What every table of a café signals, in the order of their numbers: one statement, however many tables there are. */
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
