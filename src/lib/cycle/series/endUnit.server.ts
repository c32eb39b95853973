import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { addDays, type CivilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import { isCurrent, mayAdminister, type Actor } from '#lib/people/model.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import * as people from '#lib/people/units/commands.server.ts';
import { followUnits, succeedRoles } from '#lib/people/units/succession.server.ts';
import { refuse } from '#lib/result.ts';
import { faultOfUnit } from '../queries.server.ts';

/**
 * Ends a unit and passes on its duties: series that it stewards after its last day go to the successor, in the same role, as do the
 * roles in it and, from the day after, those who work there. What it did stays under its own name.
 * Refuses what `people.endUnit` refuses, `missingSuccessor` when it stewards a series and nobody is named to take over, and
 * `closedSuccessor` when the successor does not exist the day after.
 */
export async function endUnit(db: Db, actor: Actor, ended: people.UnitEnd, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const held = await heldAfter(trx, municipalityId, ended.unitId, ended.validTo);
		if (held.length > 0 && ended.successorId === null) return refuse('missingSuccessor');
		const fault = held.length > 0 && (await faultOfUnit(trx, municipalityId, ended.successorId, addDays(ended.validTo, 1)));
		if (fault === 'closedUnit') return refuse('closedSuccessor');
		const done = await people.endUnit(trx, actor, ended, now);
		if (!done.ok) return done;
		await succeedRoles(trx, municipalityId, ended);
		await followUnits(trx, municipalityId, now);
		await passOn(trx, actor, held, ended, now);
		return { ok: true as const, handedOver: held.length };
	});
}

type Held = Awaited<ReturnType<typeof heldAfter>>;

/** The stewardships of a unit that last longer than `date`, oldest first. */
async function heldAfter(trx: Transaction<Database>, municipalityId: string, unitId: string, date: CivilDate) {
	return trx
		.selectFrom('stewardship')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.where('unitId', '=', unitId)
		.where((where) => where.or([where('validTo', 'is', null), where('validTo', '>', date)]))
		.orderBy('validFrom')
		.execute();
}

/** The stewardships that a unit has beyond its last day become its successor's from the day after. */
async function passOn(
	trx: Transaction<Database>,
	actor: Actor,
	held: Held,
	ended: { validTo: CivilDate; successorId: string | null },
	now: Instant
): Promise<void> {
	const { validTo, successorId: unitId } = ended;
	const from = addDays(validTo, 1);
	for (const stewardship of held) {
		if (stewardship.validFrom > validTo) {
			await trx.updateTable('stewardship').set({ unitId }).where('id', '=', stewardship.id).execute();
			continue;
		}
		await trx.updateTable('stewardship').set({ validTo }).where('id', '=', stewardship.id).execute();
		await trx
			.insertInto('stewardship')
			.values({ ...stewardship, id: newId(), unitId, validFrom: from })
			.execute();
	}
	for (const seriesId of new Set(held.map((stewardship) => stewardship.seriesId))) {
		const detail = { unitId, from, because: 'endUnit' };
		await record(trx, actor, 'series.handOver', { kind: 'series', id: seriesId, detail }, now);
	}
}

export type Merger = {
	/** The units that end. */
	unitIds: readonly string[];
	/** The one that goes on, or the new one's names. */
	into: { unitId: string } | { nameNn: string; nameNb: string };
	/** Its first day with the duties of all. */
	from: CivilDate;
};

/**
 * Several units become one from a day on: each of them ends the day before with that one as its successor, and all they answer for
 * goes there. All or nothing. Refuses `notAllowed`, `empty` (fewer than two units in all), `invalidSuccessor`, `notFound`,
 * `closedUnit` (one that does not exist the day before), `closedSuccessor`, and what `endUnit` refuses.
 */
export async function mergeUnits(db: Db, actor: Actor, merger: Merger, now: Instant) {
	if (!mayAdminister(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const { into, from } = merger;
	const unitIds = [...new Set(merger.unitIds)];
	const lastDay = addDays(from, -1);
	if ('unitId' in into && unitIds.includes(into.unitId)) return refuse('invalidSuccessor');
	if (unitIds.length < ('unitId' in into ? 1 : 2)) return refuse('empty');
	const all = await unitsOf(db, municipalityId);
	const ending = unitIds.map((id) => all.find((unit) => unit.id === id));
	if (ending.some((unit) => unit === undefined)) return refuse('notFound');
	if (ending.some((unit) => !isCurrent(unit!, lastDay))) return refuse('closedUnit');
	if ('unitId' in into) {
		const goesOn = all.find((unit) => unit.id === into.unitId);
		if (!goesOn) return refuse('notFound');
		if (!isCurrent(goesOn, from)) return refuse('closedSuccessor');
	}
	return command(db, async (trx) => {
		const added = 'unitId' in into ? null : await people.addUnit(trx, actor, { ...into, kind: ending[0]!.kind, validFrom: from }, now);
		if (added && !added.ok) return added;
		const unitId = added ? added.unitId : (into as { unitId: string }).unitId;
		let handedOver = 0;
		for (const id of unitIds) {
			const ended = await endUnit(trx, actor, { unitId: id, validTo: lastDay, successorId: unitId }, now);
			if (!ended.ok) return ended;
			handedOver += ended.handedOver;
		}
		await record(trx, actor, 'unit.merge', { kind: 'unit', id: unitId, detail: { unitIds, from } }, now);
		return { ok: true as const, unitId, handedOver };
	});
}
