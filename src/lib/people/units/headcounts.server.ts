import { civilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { refuse } from '#lib/result.ts';
import { record } from '../audit.server.ts';
import { isCurrent, mayReportHeadcount, type Actor } from '../model.ts';
import { leaderOf } from './positions.server.ts';

export type HeadcountRow = { unitId: string; date: string; headcount: number; newcomers: number };

/** All that leaders have said of their units, oldest first. */
export async function headcounts(db: Db, municipalityId: string): Promise<HeadcountRow[]> {
	return db
		.selectFrom('unitHeadcount')
		.select(['unitId', 'date', 'headcount', 'newcomers'])
		.where('municipalityId', '=', municipalityId)
		.orderBy('date')
		.execute();
}

/** How many persons are registered in each unit, disabled ones left out: what counts while a leader has said nothing. */
export async function registeredByUnit(db: Db, municipalityId: string): Promise<Map<string, number>> {
	const rows = await db
		.selectFrom('person')
		.select(['unitId', (of) => of.fn.countAll().as('count')])
		.where('municipalityId', '=', municipalityId)
		.where('disabledAt', 'is', null)
		.where('unitId', 'is not', null)
		.groupBy('unitId')
		.execute();
	return new Map(rows.map(({ unitId, count }) => [unitId!, Number(count)]));
}

/**
 * How many work in a unit today and how many of them are new since the last time; said twice on one day, the last counts.
 * Refuses `notFound` (no such unit of ours, or it is not there today), `notAllowed` (not its leader, nor an administrator), `invalid`.
 */
export async function reportHeadcount(db: Db, actor: Actor, unitId: string, said: { headcount: number; newcomers: number }, now: Instant) {
	const { municipalityId } = actor;
	const date = civilDate(now);
	return command(db, async (trx) => {
		const unit = await trx
			.selectFrom('unit')
			.select(['id', 'kind', 'validFrom', 'validTo'])
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', unitId)
			.executeTakeFirst();
		if (!unit || unit.kind !== 'internal' || !isCurrent(unit, date)) return refuse('notFound');
		const leader = await leaderOf(trx, municipalityId, unitId, date);
		if (!mayReportHeadcount(actor, leader?.personId)) return refuse('notAllowed');
		if (said.newcomers > said.headcount) return refuse('invalid');
		await trx
			.insertInto('unitHeadcount')
			.values({ id: newId(), municipalityId, unitId, date, ...said, enteredBy: actor.id, enteredAt: now })
			.onConflict((conflict) =>
				conflict.columns(['municipalityId', 'unitId', 'date']).doUpdateSet({ ...said, enteredBy: actor.id, enteredAt: now })
			)
			.execute();
		await record(trx, actor, 'unit.reportHeadcount', { kind: 'unit', id: unitId, detail: said }, now);
		return { ok: true as const };
	});
}
