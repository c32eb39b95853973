import type { Transaction } from 'kysely';
import type { Database } from '#db/schema.ts';
import { addDays, type CivilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import * as people from '#lib/people/commands.server.ts';
import { mayAdminister, type Actor } from '#lib/people/model.ts';
import { faultOfUnit } from './commands.server.ts';
import { mayPlanYear } from './model.ts';

export type Handover = {
	seriesId: string;
	/** null: a role that no unit holds. */
	unitId: string | null;
	roleNn: string;
	roleNb: string;
	/** The first day of the new one. */
	from: CivilDate;
	note: string | null;
};

/**
 * Hands the responsibility for a series over: the one before ends the day before `from`, so that no day is without a steward.
 * Refuses `notAllowed`, `unknownSeries`, `unknownUnit`, `unitNotThen`, `beforeCurrent` (the last one begins that day or later),
 * `gap` (the last one had ended already, and days between would be nobody's).
 */
export async function handOver(
	db: Db,
	actor: Actor,
	handover: Handover,
	now: Instant
): Promise<
	| { ok: true; stewardshipId: string }
	| { ok: false; reason: 'notAllowed' | 'unknownSeries' | 'unknownUnit' | 'unitNotThen' | 'beforeCurrent' | 'gap' }
> {
	if (!mayPlanYear(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	const { seriesId, unitId, roleNn, roleNb, from, note } = handover;
	return inTransaction(db, async (trx) => {
		const series = await trx
			.selectFrom('series')
			.select('id')
			.where('id', '=', seriesId)
			.where('municipalityId', '=', municipalityId)
			.executeTakeFirst();
		if (!series) return { ok: false, reason: 'unknownSeries' };
		const wrong = await faultOfUnit(trx, municipalityId, unitId, from);
		if (wrong) return { ok: false, reason: wrong };
		const last = await trx
			.selectFrom('stewardship')
			.select(['id', 'validFrom', 'validTo'])
			.where('seriesId', '=', seriesId)
			.orderBy('validFrom', 'desc')
			.executeTakeFirst();
		if (last) {
			const dayBefore = addDays(from, -1);
			if (from <= last.validFrom) return { ok: false, reason: 'beforeCurrent' };
			if (last.validTo !== null && last.validTo < dayBefore) return { ok: false, reason: 'gap' };
			await trx.updateTable('stewardship').set({ validTo: dayBefore }).where('id', '=', last.id).execute();
		}
		const stewardshipId = newId();
		await trx
			.insertInto('stewardship')
			.values({ id: stewardshipId, municipalityId, seriesId, unitId, roleNn, roleNb, validFrom: from, validTo: null, note })
			.execute();
		await record(trx, actor, 'handOver', { kind: 'series', id: seriesId, detail: handover }, now);
		return { ok: true, stewardshipId };
	});
}

/**
 * Ends a unit, and with it whatever it answers for: series that it stewards after its last day go to the successor, in the same role.
 * Refuses what `people.endUnit` refuses, `stewardsSeries` when it stewards one and nobody is named to take over, and
 * `successorNotThen` when the successor does not exist the day after.
 */
export async function endUnit(
	db: Db,
	actor: Actor,
	ended: { unitId: string; validTo: CivilDate; successorId: string | null },
	now: Instant
): Promise<
	| { ok: true; handedOver: number }
	| { ok: false; reason: 'notAllowed' | 'notFound' | 'endsBeforeItBegins' | 'ownSuccessor' | 'stewardsSeries' | 'successorNotThen' }
> {
	if (!mayAdminister(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const from = addDays(ended.validTo, 1);
		const held = await heldBeyond(trx, actor.municipalityId, ended.unitId, ended.validTo);
		if (held.length > 0 && ended.successorId === null) return { ok: false, reason: 'stewardsSeries' };
		if (held.length > 0 && (await faultOfUnit(trx, actor.municipalityId, ended.successorId, from)) === 'unitNotThen')
			return { ok: false, reason: 'successorNotThen' };
		const done = await people.endUnit(trx, actor, ended, now);
		if (!done.ok) return done;
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
