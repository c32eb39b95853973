import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { areOpen, limits, mayAddTable } from '../model.ts';
import { addTable, requireCafe } from '../setup/create.server.ts';
import { moveWalkIns, tableIds } from './walkIns.server.ts';

/**
 * Adds a table while the café runs: last, with an open board and nobody at it; people are moved there, and nobody who sits moves. Its
 * number is one that no table of the day has had. Gives the number. Refuses `notAllowed`, `notFound`, `closedBoards` (and from the vote
 * on) and `limitTables`.
 */
export async function addTableNow(db: Db, actor: Actor, cafeId: string, question: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { cafe } = found;
		if (!mayAddTable(cafe)) return refuse('closedBoards');
		const before = await tableIds(trx, cafeId);
		if (before.length >= limits.tables) return refuse('limitTables');
		const number = (await highestNumber(trx, cafeId)) + 1;
		await addTable(trx, { municipalityId: actor.municipalityId, cafeId, number, text: question, findingId: null }, now);
		await moveWalkIns(trx, cafe, { before, after: await tableIds(trx, cafeId), instead: null });
		return { ok: true as const, number };
	});
}

/** The highest number that a table has or had: cards with it may lie somewhere. */
async function highestNumber(trx: Db, cafeId: string): Promise<number> {
	const highest = async (table: 'cafeTable' | 'formerTable') => {
		const { number } = await trx
			.selectFrom(table)
			.select((eb) => eb.fn.max('number').as('number'))
			.where('cafeId', '=', cafeId)
			.executeTakeFirstOrThrow();
		return Number(number ?? 0);
	};
	return Math.max(await highest('cafeTable'), await highest('formerTable'));
}

/**
 * Mends a table's question while the café runs; what was written to it stays. Refuses `notAllowed`, `notFound`, `closedBoards` and
 * `conflictTable` (it is gone).
 */
export async function mendQuestion(db: Db, actor: Actor, cafeId: string, { tableId, question }: { tableId: string; question: string }) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!areOpen(found.cafe)) return refuse('closedBoards');
		const { numUpdatedRows } = await trx
			.updateTable('cafeTable')
			.set({ question })
			.where('id', '=', tableId)
			.where('cafeId', '=', cafeId)
			.executeTakeFirstOrThrow();
		return numUpdatedRows ? { ok: true as const } : refuse('conflictTable');
	});
}
