import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { faultOfUnit } from '../queries.server.ts';
import { mayPlanYear } from '../model.ts';

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
 * Refuses `notAllowed`, `notFound`, `invalidUnit`, `closedUnit`, `conflict` (the last one begins that day or later),
 * `missingDays` (the last one had ended already, and days between would be nobody's).
 */
export async function handOver(db: Db, actor: Actor, handover: Handover, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const { seriesId, unitId, roleNn, roleNb, from, note } = handover;
	return command(db, async (trx) => {
		const series = await trx
			.selectFrom('series')
			.select('id')
			.where('id', '=', seriesId)
			.where('municipalityId', '=', municipalityId)
			.executeTakeFirst();
		if (!series) return refuse('notFound');
		const wrong = await faultOfUnit(trx, municipalityId, unitId, from);
		if (wrong) return refuse(wrong);
		const last = await trx
			.selectFrom('stewardship')
			.select(['id', 'validFrom', 'validTo'])
			.where('seriesId', '=', seriesId)
			.orderBy('validFrom', 'desc')
			.executeTakeFirst();
		if (last) {
			const dayBefore = addDays(from, -1);
			if (from <= last.validFrom) return refuse('conflict');
			if (last.validTo !== null && last.validTo < dayBefore) return refuse('missingDays');
			await trx.updateTable('stewardship').set({ validTo: dayBefore }).where('id', '=', last.id).execute();
		}
		const stewardshipId = newId();
		await trx
			.insertInto('stewardship')
			.values({ id: stewardshipId, municipalityId, seriesId, unitId, roleNn, roleNb, validFrom: from, validTo: null, note, lessons: null })
			.execute();
		await record(trx, actor, 'series.handOver', { kind: 'series', id: seriesId, detail: handover }, now);
		return { ok: true as const, stewardshipId };
	});
}

/**
 * Takes back a handover that has not begun: the one before goes on without an end. Refuses `notAllowed`, `notFound`, `closed` (it has
 * begun), `conflict` (another comes after it, it is the first, or the unit before it ends then and can't go on).
 */
export async function withdrawHandover(db: Db, actor: Actor, stewardshipId: string, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const rows = await trx
			.selectFrom('stewardship')
			.selectAll()
			.where('municipalityId', '=', actor.municipalityId)
			.orderBy('validFrom')
			.execute();
		const handed = rows.find(({ id }) => id === stewardshipId);
		if (!handed) return refuse('notFound');
		if (handed.validFrom <= civilDate(now)) return refuse('closed');
		const own = rows.filter(({ seriesId }) => seriesId === handed.seriesId);
		const before = own.at(-2);
		if (own.at(-1)!.id !== handed.id || !before) return refuse('conflict');
		if (await faultOfUnit(trx, actor.municipalityId, before.unitId, handed.validFrom)) return refuse('conflict');
		await trx.deleteFrom('stewardship').where('id', '=', handed.id).execute();
		await trx.updateTable('stewardship').set({ validTo: null }).where('id', '=', before.id).execute();
		await record(
			trx,
			actor,
			'series.takeBack',
			{ kind: 'series', id: handed.seriesId, detail: { unitId: handed.unitId, from: handed.validFrom } },
			now
		);
		return { ok: true as const, handed, before };
	});
}

/**
 * Writes down, for the one who takes or took over, what went wrong and what to do otherwise; '' takes it away again.
 * Refuses `notAllowed`, `notFound`.
 */
export async function writeLessons(db: Db, actor: Actor, stewardshipId: string, text: string, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const written = await trx
			.updateTable('stewardship')
			.set({ lessons: text || null })
			.where('id', '=', stewardshipId)
			.where('municipalityId', '=', actor.municipalityId)
			.returning('seriesId')
			.executeTakeFirst();
		if (!written) return refuse('notFound');
		await record(trx, actor, 'series.writeLessons', { kind: 'series', id: written.seriesId, detail: { stewardshipId } }, now);
		return { ok: true as const };
	});
}
