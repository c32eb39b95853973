import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { requireCafe } from '../setup/create.server.ts';
import { readSettled, storeBoard } from './storeBoard.server.ts';

/**
 * Takes in a board that could not be read when the others were frozen, and can be read now (L26): its table picks points as the others do.
 * Refuses `notAllowed`, `notFound`, `closedCafe`, `missingDamage` (it was read then) and `conflictBoard` (it can't be read now either).
 */
export async function readAgain(db: Db, live: Pick<LiveServer, 'freeze'>, actor: Actor, cafeId: string, tableId: string, now: Instant) {
	const found = await requireCafe(db, actor, cafeId);
	if (!found.ok) return found;
	if (found.cafe.phase === 'closed') return refuse('closedCafe');
	const table = await db
		.selectFrom('cafeTable')
		.select(['id', 'number', 'question', 'boardId'])
		.where('cafeId', '=', cafeId)
		.where('id', '=', tableId)
		.where('damage', '=', 'unread')
		.executeTakeFirst();
	if (!table) return refuse('missingDamage');
	const frozen = await live.freeze(table.boardId).catch(() => undefined);
	if (!frozen) return refuse('conflictBoard', { table: table.number });
	let isStored = false;
	try {
		const board = readSettled(frozen.doc);
		const answer = await command(db, async (trx) => {
			const again = await requireCafe(trx, actor, cafeId);
			if (!again.ok) return again;
			const claimed = await trx
				.updateTable('cafeTable')
				.set({ harvestedAt: null, damage: null })
				.where('id', '=', tableId)
				.where('damage', '=', 'unread')
				.executeTakeFirst();
			if (claimed.numUpdatedRows === 0n) return refuse('missingDamage');
			const damage = frozen.damage ? 'partly' : null;
			const notes = await storeBoard(trx, actor.municipalityId, { table, board, damage }, again.cafe.round, now);
			await record(trx, actor, 'cafe.readAgain', { kind: 'cafeTable', id: tableId, detail: { notes } }, now);
			return { ok: true as const };
		});
		isStored = answer.ok;
		return answer;
	} finally {
		if (isStored) await frozen.renewed();
		else frozen.keep();
	}
}
