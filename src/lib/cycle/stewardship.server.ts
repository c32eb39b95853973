import { addDays, type CivilDate, type Instant } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
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
			.values({ id: stewardshipId, municipalityId, seriesId, unitId, roleNn, roleNb, validFrom: from, validTo: null, note, lessons: null })
			.execute();
		await record(trx, actor, 'handOver', { kind: 'series', id: seriesId, detail: handover }, now);
		return { ok: true, stewardshipId };
	});
}

/**
 * Writes down, for the one who takes or took over, what went wrong and what to do otherwise; '' takes it away again.
 * Refuses `notAllowed`, `notFound`.
 */
export async function writeLessons(
	db: Db,
	actor: Actor,
	stewardshipId: string,
	text: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'notFound' }> {
	if (!mayPlanYear(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const written = await trx
			.updateTable('stewardship')
			.set({ lessons: text || null })
			.where('id', '=', stewardshipId)
			.where('municipalityId', '=', actor.municipalityId)
			.returning('seriesId')
			.executeTakeFirst();
		if (!written) return { ok: false, reason: 'notFound' };
		await record(trx, actor, 'writeLessons', { kind: 'series', id: written.seriesId, detail: { stewardshipId } }, now);
		return { ok: true };
	});
}
