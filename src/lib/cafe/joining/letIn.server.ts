import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { seatingRound, type Cafe } from '../model.ts';
import { endPhone, enter, participantOf } from './enter.server.ts';
import type { Keeper } from './keeper.server.ts';

/** Why a phone waits: another one has the name, the name or the phone was taken out, or newcomers are let in by hand. */
export type WaitsFor = 'takeOver' | 'removed' | 'newcomer';

/** A phone that waits to be let in, as those who may let it in see it. */
export type Waiting = {
	id: string;
	/** '' when they gave none. */
	name: string;
	why: WaitsFor;
	/** Where they sit in this round; null for who is not on the list, or has no seat yet. */
	table: { id: string; number: number } | null;
};

/** Phones that wait at a café, the first first; at one table when `tableId` is given. */
export async function waitingAt(db: Db, cafe: Pick<Cafe, 'id' | 'phase' | 'round'>, tableId: string | null = null): Promise<Waiting[]> {
	const rows = await db
		.selectFrom('waitingPhone')
		.leftJoin('seat', (join) =>
			join
				.onRef('seat.attendanceId', '=', 'waitingPhone.attendanceId')
				.onRef('seat.cafeId', '=', 'waitingPhone.cafeId')
				.on('seat.round', '=', seatingRound(cafe))
		)
		.leftJoin('cafeTable', 'cafeTable.id', 'seat.cafeTableId')
		.leftJoin('formerPhone', 'formerPhone.tokenHash', 'waitingPhone.tokenHash')
		.select(['waitingPhone.id', 'waitingPhone.name', 'waitingPhone.attendanceId', 'waitingPhone.personId', 'formerPhone.reason'])
		.select(['cafeTable.id as tableId', 'cafeTable.number'])
		.where('waitingPhone.cafeId', '=', cafe.id)
		.orderBy('waitingPhone.askedAt')
		.orderBy('waitingPhone.id')
		.execute();
	const waiting: Waiting[] = [];
	for (const row of rows) {
		if (tableId !== null && row.tableId !== tableId) continue;
		const { same } = await participantOf(db, cafe.id, row);
		const isRemoved = row.reason !== null || same?.removedAt != null;
		const why = isRemoved ? 'removed' : same && same.leftAt === null ? 'takeOver' : 'newcomer';
		waiting.push({ id: row.id, name: row.name, why, table: row.tableId === null ? null : { id: row.tableId, number: row.number! } });
	}
	return waiting;
}

/**
 * Lets a waiting phone in, under the name it asked for; the phone that had the name is out (`ended`). Refuses `conflict` (somebody has
 * answered, or they have gone) and `notAllowed` (a host, where it is not their table).
 */
export async function letIn(db: Db, by: Keeper, waitingId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await waitingFor(trx, by, waitingId);
		if (!found.ok) return found;
		return { ok: true as const, name: found.waiting.name, ended: await admit(trx, by, found.cafe, found.waiting, now) };
	});
}

/** Turns a waiting phone away; it is told, and may ask again. Refuses as `letIn` does. */
export async function turnAway(db: Db, by: Keeper, waitingId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await waitingFor(trx, by, waitingId);
		if (!found.ok) return found;
		const { cafe, waiting } = found;
		await trx.deleteFrom('waitingPhone').where('id', '=', waiting.id).execute();
		await endPhone(trx, cafe, waiting.tokenHash, 'turnedAway');
		await record(trx, by.as, 'participant.turnAway', { kind: 'cafe', id: cafe.id, detail: by.detail }, now);
		return { ok: true as const, name: waiting.name };
	});
}

/**
 * Lets all newcomers in who wait; those who want a name that another phone has, or were taken out, are asked about one by one. Gives how
 * many. Refuses `notAllowed`, `notFound`, `empty`.
 */
export async function letAllIn(db: Db, actor: Actor, cafeId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const newcomers = new Set((await waitingAt(trx, found.cafe)).filter(({ why }) => why === 'newcomer').map(({ id }) => id));
		const rows = await trx.selectFrom('waitingPhone').selectAll().where('cafeId', '=', cafeId).orderBy('askedAt').execute();
		const by = { cafeId, tableId: null, as: actor, detail: undefined };
		const all = rows.filter(({ id }) => newcomers.has(id));
		if (all.length === 0) return refuse('empty');
		for (const waiting of all) await admit(trx, by, found.cafe, waiting, now);
		return { ok: true as const, count: all.length };
	});
}

/** Newcomers with the table's code wait until somebody lets them in, or walk in. Refuses `notAllowed` and `notFound`. */
export async function letInByHand(db: Db, actor: Actor, cafeId: string, byHand: boolean, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		await trx
			.updateTable('cafe')
			.set({ newcomersWaitAt: byHand ? now : null })
			.where('id', '=', cafeId)
			.execute();
		await record(trx, actor, byHand ? 'cafe.letInByHand' : 'cafe.letWalkIn', { kind: 'cafe', id: cafeId }, now);
		return { ok: true as const };
	});
}

type WaitingRow = {
	id: string;
	tokenHash: string;
	attendanceId: string | null;
	personId: string | null;
	name: string;
	unitId: string | null;
} & {
	joinedBy: 'tableCode' | 'personalCode' | 'account';
};

async function admit(trx: Db, by: Keeper, cafe: Cafe, waiting: WaitingRow, now: Instant): Promise<string | null> {
	const { id, tokenHash, joinedBy, attendanceId, personId, name, unitId } = waiting;
	await trx.deleteFrom('waitingPhone').where('id', '=', id).execute();
	await trx.deleteFrom('formerPhone').where('tokenHash', '=', tokenHash).execute();
	const { participantId, ended } = await enter(trx, cafe, { attendanceId, personId, name, unitId }, { tokenHash, joinedBy }, now);
	const detail = { ...by.detail, ...(ended !== null && { tookOver: true }) };
	await record(trx, by.as, 'participant.letIn', { kind: 'participant', id: participantId, detail }, now);
	return ended;
}

async function waitingFor(trx: Db, by: Keeper, waitingId: string) {
	const cafe = await trx.selectFrom('cafe').selectAll().where('id', '=', by.cafeId).executeTakeFirstOrThrow();
	const waiting = await trx
		.selectFrom('waitingPhone')
		.selectAll()
		.where('id', '=', waitingId)
		.where('cafeId', '=', by.cafeId)
		.executeTakeFirst();
	if (!waiting) return refuse('conflict');
	if (by.tableId !== null) {
		const theirs = await waitingAt(trx, cafe, by.tableId);
		if (!theirs.some(({ id }) => id === waitingId)) return refuse('notAllowed');
	}
	return { ok: true as const, cafe, waiting };
}
