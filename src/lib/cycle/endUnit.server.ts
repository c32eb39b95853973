import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { addDays, type CivilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import * as people from '#lib/people/commands.server.ts';
import { isCurrent, mayAdminister, type Actor } from '#lib/people/model.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import { followUnits, succeedRoles } from '#lib/people/units/succession.server.ts';
import { faultOfUnit } from './commands.server.ts';

export type EndRefusal = 'notAllowed' | 'notFound' | 'endsBeforeItBegins' | 'ownSuccessor' | 'stewardsSeries' | 'successorNotThen';
export type MergeRefusal = EndRefusal | 'nothingToMerge' | 'unitNotThen';

/**
 * Ends a unit, and with it whatever it answers for: series that it stewards after its last day go to the successor, in the same role,
 * as do the roles in it and, from the day after, those who work there. What it did stays under its own name.
 * Refuses what `people.endUnit` refuses, `stewardsSeries` when it stewards one and nobody is named to take over, and
 * `successorNotThen` when the successor does not exist the day after.
 */
export async function endUnit(
	db: Db,
	actor: Actor,
	ended: { unitId: string; validTo: CivilDate; successorId: string | null },
	now: Instant
): Promise<{ ok: true; handedOver: number } | { ok: false; reason: EndRefusal }> {
	if (!mayAdminister(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const from = addDays(ended.validTo, 1);
		const held = await heldBeyond(trx, actor.municipalityId, ended.unitId, ended.validTo);
		if (held.length > 0 && ended.successorId === null) return { ok: false, reason: 'stewardsSeries' };
		if (held.length > 0 && (await faultOfUnit(trx, actor.municipalityId, ended.successorId, from)) === 'unitNotThen')
			return { ok: false, reason: 'successorNotThen' };
		const done = await people.endUnit(trx, actor, ended, now);
		if (!done.ok) return done;
		await succeedRoles(trx, actor.municipalityId, ended);
		await followUnits(trx, actor.municipalityId, now);
		for (const stewardship of held) {
			if (stewardship.validFrom > ended.validTo) {
				await trx.updateTable('stewardship').set({ unitId: ended.successorId }).where('id', '=', stewardship.id).execute();
				continue;
			}
			await trx.updateTable('stewardship').set({ validTo: ended.validTo }).where('id', '=', stewardship.id).execute();
			await trx
				.insertInto('stewardship')
				.values({ ...stewardship, id: newId(), unitId: ended.successorId, validFrom: from })
				.execute();
		}
		for (const seriesId of new Set(held.map((stewardship) => stewardship.seriesId))) {
			await record(
				trx,
				actor,
				'handOver',
				{ kind: 'series', id: seriesId, detail: { unitId: ended.successorId, from, because: 'endUnit' } },
				now
			);
		}
		return { ok: true, handedOver: held.length };
	});
}

async function heldBeyond(trx: Transaction<Database>, municipalityId: string, unitId: string, date: CivilDate) {
	return trx
		.selectFrom('stewardship')
		.selectAll()
		.where('municipalityId', '=', municipalityId)
		.where('unitId', '=', unitId)
		.where((where) => where.or([where('validTo', 'is', null), where('validTo', '>', date)]))
		.orderBy('validFrom')
		.execute();
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
 * goes there. All or nothing. Refuses `notAllowed`, `nothingToMerge` (fewer than two units in all), `ownSuccessor`, `notFound`,
 * `unitNotThen` (one that does not exist the day before), and what `endUnit` refuses.
 */
export async function mergeUnits(
	db: Db,
	actor: Actor,
	merger: Merger,
	now: Instant
): Promise<{ ok: true; unitId: string; handedOver: number } | { ok: false; reason: MergeRefusal }> {
	if (!mayAdminister(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	const { into, from } = merger;
	const unitIds = [...new Set(merger.unitIds)];
	const lastDay = addDays(from, -1);
	if ('unitId' in into && unitIds.includes(into.unitId)) return { ok: false, reason: 'ownSuccessor' };
	if (unitIds.length < ('unitId' in into ? 1 : 2)) return { ok: false, reason: 'nothingToMerge' };
	const all = await unitsOf(db, municipalityId);
	const ending = unitIds.map((id) => all.find((unit) => unit.id === id));
	if (ending.some((unit) => unit === undefined)) return { ok: false, reason: 'notFound' };
	if (ending.some((unit) => !isCurrent(unit!, lastDay))) return { ok: false, reason: 'unitNotThen' };
	if ('unitId' in into) {
		const goesOn = all.find((unit) => unit.id === into.unitId);
		if (!goesOn) return { ok: false, reason: 'notFound' };
		if (!isCurrent(goesOn, from)) return { ok: false, reason: 'successorNotThen' };
	}
	return allOrNothing<{ ok: true; unitId: string; handedOver: number }>(db, async (trx) => {
		const added = 'unitId' in into ? null : await people.addUnit(trx, actor, { ...into, kind: ending[0]!.kind, validFrom: from }, now);
		if (added && !added.ok) return added;
		const unitId = added ? added.unitId : (into as { unitId: string }).unitId;
		let handedOver = 0;
		for (const id of unitIds) {
			const ended = await endUnit(trx, actor, { unitId: id, validTo: lastDay, successorId: unitId }, now);
			if (!ended.ok) return ended;
			handedOver += ended.handedOver;
		}
		await record(trx, actor, 'mergeUnits', { kind: 'unit', id: unitId, detail: { unitIds, from } }, now);
		return { ok: true, unitId, handedOver };
	});
}

class Undone extends Error {
	answer: { ok: false; reason: MergeRefusal };
	constructor(answer: { ok: false; reason: MergeRefusal }) {
		super(answer.reason);
		this.answer = answer;
	}
}

/** A refusal on the way takes back what was done before it. */
async function allOrNothing<T extends { ok: true }>(
	db: Db,
	work: (trx: Transaction<Database>) => Promise<T | { ok: false; reason: MergeRefusal }>
): Promise<T | { ok: false; reason: MergeRefusal }> {
	try {
		return await inTransaction(db, async (trx) => {
			const answer = await work(trx);
			if (!answer.ok) throw new Undone(answer);
			return answer;
		});
	} catch (error) {
		if (error instanceof Undone) return error.answer;
		throw error;
	}
}
