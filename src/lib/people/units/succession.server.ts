import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '../audit.server.ts';
import { isCurrent, successorOn, type Actor } from '../model.ts';
import { positions } from './positions.server.ts';
import { units as unitsOf } from '../queries.server.ts';

/**
 * A unit ends on `validTo`: roles in it end that day, and those who filled them have the same role in the successor from the day after.
 * Somebody who led is no longer the leader where the successor has one. Without a successor they end. Part of ending a unit.
 */
export async function succeedRoles(
	trx: Db,
	municipalityId: string,
	ended: { unitId: string; validTo: CivilDate; successorId: string | null }
): Promise<number> {
	const all = await positions(trx, municipalityId);
	const beyond = all.filter((held) => held.unitId === ended.unitId && (held.validTo === null || held.validTo > ended.validTo));
	const dayAfter = addDays(ended.validTo, 1);
	let led = all.some(
		(held) => held.unitId === ended.successorId && held.kind === 'leader' && (held.validTo === null || held.validTo >= dayAfter)
	);
	for (const held of beyond) {
		const later = held.validFrom > ended.validTo;
		if (later) await trx.deleteFrom('position').where('id', '=', held.id).execute();
		else await trx.updateTable('position').set({ validTo: ended.validTo }).where('id', '=', held.id).execute();
		if (ended.successorId === null) continue;
		const kind = held.kind === 'leader' && led ? 'other' : held.kind;
		led ||= kind === 'leader';
		const { personId, roleNn, roleNb, validTo } = held;
		const validFrom = later ? held.validFrom : dayAfter;
		await trx
			.insertInto('position')
			.values({ id: newId(), municipalityId, unitId: ended.successorId, personId, kind, roleNn, roleNb, validFrom, validTo })
			.execute();
	}
	return beyond.length;
}

/**
 * Those registered in a unit that has ended work in the one that took over; gives how many moved. Asked for when a unit ends, and every
 * hour, since its last day may lie ahead when that is decided. What they did before stays under the old unit.
 */
export async function followUnits(db: Db, municipalityId: string, now: Instant): Promise<number> {
	const today = civilDate(now);
	return inTransaction(db, async (trx) => {
		const units = await unitsOf(trx, municipalityId);
		let moved = 0;
		for (const unit of units.filter((one) => !isCurrent(one, today) && one.validTo !== null && one.validTo < today)) {
			const next = successorOn(units, unit.id, today);
			if (!next) continue;
			const people = await trx
				.updateTable('person')
				.set({ unitId: next.id })
				.where('municipalityId', '=', municipalityId)
				.where('unitId', '=', unit.id)
				.returning('id')
				.execute();
			if (people.length === 0) continue;
			moved += people.length;
			const samling: Pick<Actor, 'municipalityId' | 'name'> & { id: null } = { id: null, municipalityId, name: 'Samling' };
			await record(trx, samling, 'unit.moveStaff', { kind: 'unit', id: unit.id, detail: { toUnitId: next.id, count: people.length } }, now);
		}
		return moved;
	});
}
