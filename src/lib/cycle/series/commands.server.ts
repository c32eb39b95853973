import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { CivilDate, Instant, LocalTime } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayPlanYear } from '../model.ts';
import { faultOfUnit } from '../queries.server.ts';

export type Cadence = {
	nameNn: string;
	nameNb: string;
	/** "1–2 a year". */
	minPerYear: number;
	maxPerYear: number;
	/** ISO weeks, 1–53. */
	preferredWeeks: readonly number[];
	/** 1 Monday … 5 Friday. */
	preferredWeekday: number;
	startTime: LocalTime;
	endTime: LocalTime;
	inviteWeeks: number;
	legalBasis: string | null;
	/** What it is, for whoever is invited. */
	aboutNn: string | null;
	aboutNb: string | null;
};

/** Why a cadence is not one: none a year or fewer at most than at least, no week wanted, or a day that ends before it starts. */
function faultOf(cadence: Cadence): 'invalidCadence' | 'missingWeeks' | 'invalidTime' | undefined {
	if (cadence.minPerYear < 1 || cadence.maxPerYear < cadence.minPerYear) return 'invalidCadence';
	if (cadence.preferredWeeks.length === 0) return 'missingWeeks';
	if (cadence.endTime <= cadence.startTime) return 'invalidTime';
	return undefined;
}

const rowOf = ({ preferredWeeks, ...cadence }: Cadence) => ({
	...cadence,
	preferredWeeks: JSON.stringify([...new Set(preferredWeeks)].toSorted((a, b) => a - b))
});

/**
 * A forum series with its first steward, since no series is without one, and the obligation it keeps when a measure is named.
 * Refuses `notAllowed`, `invalidCadence`, `missingWeeks`, `invalidTime`, `invalidUnit`, `closedUnit`.
 */
export async function addSeries(
	db: Db,
	actor: Actor,
	added: Cadence & {
		steward: { unitId: string | null; roleNn: string; roleNb: string; from: CivilDate; note: string | null };
		measure: { labelNn: string; labelNb: string; validFrom: CivilDate } | null;
	},
	now: Instant
) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	const { steward, measure, ...cadence } = added;
	const fault = faultOf(cadence);
	if (fault) return refuse(fault);
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const wrong = await faultOfUnit(trx, municipalityId, steward.unitId, steward.from);
		if (wrong) return refuse(wrong);
		const seriesId = newId();
		await trx
			.insertInto('series')
			.values({ id: seriesId, municipalityId, ...rowOf(cadence), endDate: null, createdAt: now })
			.execute();
		const { from, ...held } = steward;
		await trx
			.insertInto('stewardship')
			.values({ id: newId(), municipalityId, seriesId, ...held, validFrom: from, validTo: null, lessons: null })
			.execute();
		let obligationId: string | null = null;
		if (measure) {
			obligationId = newId();
			const { minPerYear, maxPerYear } = cadence;
			await trx
				.insertInto('obligation')
				.values({
					id: obligationId,
					municipalityId,
					seriesId,
					elementId: null,
					...measure,
					minPerYear,
					maxPerYear,
					validTo: null,
					createdAt: now
				})
				.execute();
		}
		await record(trx, actor, 'series.add', { kind: 'series', id: seriesId, detail: { steward, measure } }, now);
		return { ok: true as const, seriesId, obligationId };
	});
}

/** Changes a series' name and cadence. Refuses `notAllowed`, `notFound` and what `addSeries` refuses of a cadence. */
export async function changeSeries(db: Db, actor: Actor, seriesId: string, cadence: Cadence, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	const fault = faultOf(cadence);
	if (fault) return refuse(fault);
	return command(db, async (trx) => {
		const changed = await trx
			.updateTable('series')
			.set(rowOf(cadence))
			.where('id', '=', seriesId)
			.where('municipalityId', '=', actor.municipalityId)
			.returning('id')
			.executeTakeFirst();
		if (!changed) return refuse('notFound');
		await record(trx, actor, 'series.change', { kind: 'series', id: seriesId, detail: cadence }, now);
		return { ok: true as const };
	});
}

/**
 * Says which element of the plan an obligation stands in (its `elementId`), or that it stands in none.
 * Refuses `notAllowed`, `notFound`.
 */
export async function tieObligation(db: Db, actor: Actor, obligationId: string, elementId: string | null, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const tied = await trx
			.updateTable('obligation')
			.set({ elementId })
			.where('id', '=', obligationId)
			.where('municipalityId', '=', actor.municipalityId)
			.returning('id')
			.executeTakeFirst();
		if (!tied) return refuse('notFound');
		await record(trx, actor, 'obligation.tie', { kind: 'obligation', id: obligationId, detail: { elementId } }, now);
		return { ok: true as const };
	});
}
