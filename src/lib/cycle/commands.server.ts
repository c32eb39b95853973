import type { CycleTables } from '#db/schema/cycle.ts';
import { civilDate, isCivilDate, type CivilDate, type Instant, type LocalTime } from '#lib/dates.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import { isCurrent, type Actor } from '#lib/people/model.ts';
import { mayPlanYear, type EntryKind, type Recurrence } from './model.ts';

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
};

type CadenceRefusal = 'notAllowed' | 'emptyCadence' | 'noWeeks' | 'endsBeforeItStarts';

/** Why a cadence is not one: none a year or fewer at most than at least, no week wanted, or a day that ends before it starts. */
function faultOf(cadence: Cadence): Exclude<CadenceRefusal, 'notAllowed'> | undefined {
	if (cadence.minPerYear < 1 || cadence.maxPerYear < cadence.minPerYear) return 'emptyCadence';
	if (cadence.preferredWeeks.length === 0) return 'noWeeks';
	if (cadence.endTime <= cadence.startTime) return 'endsBeforeItStarts';
	return undefined;
}

const rowOf = ({ preferredWeeks, ...cadence }: Cadence) => ({
	...cadence,
	preferredWeeks: JSON.stringify([...new Set(preferredWeeks)].toSorted((a, b) => a - b))
});

/**
 * A forum series with its first steward, since no series is without one, and the obligation it keeps when a measure is named.
 * Refuses `notAllowed`, `emptyCadence`, `noWeeks`, `endsBeforeItStarts`, `unknownUnit`, `unitNotThen`.
 */
export async function addSeries(
	db: Db,
	actor: Actor,
	added: Cadence & {
		steward: { unitId: string | null; roleNn: string; roleNb: string; from: CivilDate; note: string | null };
		measure: { labelNn: string; labelNb: string; validFrom: CivilDate } | null;
	},
	now: Instant
): Promise<
	{ ok: true; seriesId: string; obligationId: string | null } | { ok: false; reason: CadenceRefusal | 'unknownUnit' | 'unitNotThen' }
> {
	if (!mayPlanYear(actor)) return { ok: false, reason: 'notAllowed' };
	const { steward, measure, ...cadence } = added;
	const fault = faultOf(cadence);
	if (fault) return { ok: false, reason: fault };
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		const wrong = await faultOfUnit(trx, municipalityId, steward.unitId, steward.from);
		if (wrong) return { ok: false, reason: wrong };
		const seriesId = newId();
		await trx
			.insertInto('series')
			.values({ id: seriesId, municipalityId, ...rowOf(cadence), createdAt: now })
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
		await record(trx, actor, 'addSeries', { kind: 'series', id: seriesId, detail: { steward, measure } }, now);
		return { ok: true, seriesId, obligationId };
	});
}

/** Changes a series' name and cadence. Refuses `notAllowed`, `unknownSeries` and what `addSeries` refuses of a cadence. */
export async function changeSeries(
	db: Db,
	actor: Actor,
	seriesId: string,
	cadence: Cadence,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: CadenceRefusal | 'unknownSeries' }> {
	if (!mayPlanYear(actor)) return { ok: false, reason: 'notAllowed' };
	const fault = faultOf(cadence);
	if (fault) return { ok: false, reason: fault };
	return inTransaction(db, async (trx) => {
		const changed = await trx
			.updateTable('series')
			.set(rowOf(cadence))
			.where('id', '=', seriesId)
			.where('municipalityId', '=', actor.municipalityId)
			.returning('id')
			.executeTakeFirst();
		if (!changed) return { ok: false, reason: 'unknownSeries' };
		await record(trx, actor, 'changeSeries', { kind: 'series', id: seriesId, detail: cadence }, now);
		return { ok: true };
	});
}

/**
 * Says which element of the plan an obligation stands in (its `elementId`), or that it stands in none.
 * Refuses `notAllowed`, `unknownObligation`.
 */
export async function tieObligation(
	db: Db,
	actor: Actor,
	obligationId: string,
	elementId: string | null,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'unknownObligation' }> {
	if (!mayPlanYear(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const tied = await trx
			.updateTable('obligation')
			.set({ elementId })
			.where('id', '=', obligationId)
			.where('municipalityId', '=', actor.municipalityId)
			.returning('id')
			.executeTakeFirst();
		if (!tied) return { ok: false, reason: 'unknownObligation' };
		await record(trx, actor, 'tieObligation', { kind: 'obligation', id: obligationId, detail: { elementId } }, now);
		return { ok: true };
	});
}

export type NewEntry = {
	kind: EntryKind;
	titleNn: string;
	titleNb: string;
	/** null: only the month is settled. */
	date: CivilDate | null;
	/** `YYYY-MM`; left out when there is a date. */
	month: string | null;
	recurs: Recurrence;
	ownerUnitId: string | null;
	ownerRoleNn: string | null;
	ownerRoleNb: string | null;
	leadWeeks: number;
	/** Colour and pattern (0–11); left out, the owner's. */
	colour?: number | null;
};

/** Colour (and pattern) of an entry that no unit owns. */
export const colourOf: Record<EntryKind, number> = { body: 1, report: 4, hearing: 7, budget: 9, deadline: 5, other: 11 };

/** A fixed point of the year, in its owner's colour. Refuses `notAllowed`, `noMonth` (neither date nor month), `unknownUnit`, `unitNotThen`. */
export async function addEntry(
	db: Db,
	actor: Actor,
	added: NewEntry,
	now: Instant
): Promise<{ ok: true; entryId: string } | { ok: false; reason: 'notAllowed' | 'noMonth' | 'unknownUnit' | 'unitNotThen' }> {
	if (!mayPlanYear(actor)) return { ok: false, reason: 'notAllowed' };
	const month = added.date?.slice(0, 7) ?? added.month;
	if (month === null || !isCivilDate(`${month}-01`)) return { ok: false, reason: 'noMonth' };
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		const wrong = await faultOfUnit(trx, municipalityId, added.ownerUnitId, added.date ?? `${month}-01`);
		if (wrong) return { ok: false, reason: wrong };
		const owner =
			added.ownerUnitId === null
				? undefined
				: await trx.selectFrom('unit').select('colour').where('id', '=', added.ownerUnitId).executeTakeFirst();
		const entryId = newId();
		const entry: CycleTables['cycleEntry'] = {
			id: entryId,
			municipalityId,
			...added,
			month,
			colour: added.colour ?? owner?.colour ?? colourOf[added.kind],
			createdAt: now,
			cancelledAt: null
		};
		await trx.insertInto('cycleEntry').values(entry).execute();
		await record(trx, actor, 'addEntry', { kind: 'cycleEntry', id: entryId, detail: added }, now);
		return { ok: true, entryId };
	});
}

/** Takes a fixed point out of the wheel from today on; what has been stays. Refuses `notAllowed`, `unknownEntry`, `alreadyCancelled`. */
export async function cancelEntry(
	db: Db,
	actor: Actor,
	entryId: string,
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'unknownEntry' | 'alreadyCancelled' }> {
	if (!mayPlanYear(actor)) return { ok: false, reason: 'notAllowed' };
	return inTransaction(db, async (trx) => {
		const entry = await trx
			.selectFrom('cycleEntry')
			.select('cancelledAt')
			.where('id', '=', entryId)
			.where('municipalityId', '=', actor.municipalityId)
			.executeTakeFirst();
		if (!entry) return { ok: false, reason: 'unknownEntry' };
		if (entry.cancelledAt !== null) return { ok: false, reason: 'alreadyCancelled' };
		await trx.updateTable('cycleEntry').set({ cancelledAt: now }).where('id', '=', entryId).execute();
		await record(trx, actor, 'cancelEntry', { kind: 'cycleEntry', id: entryId, detail: { from: civilDate(now) } }, now);
		return { ok: true };
	});
}

/** Why a unit can't answer for something from `date`; undefined when it can, and when none is named. */
export async function faultOfUnit(
	db: Db,
	municipalityId: string,
	unitId: string | null,
	date: CivilDate
): Promise<'unknownUnit' | 'unitNotThen' | undefined> {
	if (unitId === null) return undefined;
	const unit = await db
		.selectFrom('unit')
		.select(['validFrom', 'validTo'])
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', unitId)
		.executeTakeFirst();
	if (!unit) return 'unknownUnit';
	return isCurrent(unit, date) ? undefined : 'unitNotThen';
}
