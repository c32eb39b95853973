import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { guarded, levels, type Indicator, type Level, type RawReading } from './model.ts';
import { isAfter, isDateAsKnown, mayRevise } from '../model.ts';

type Refused<R extends string> = { ok: false; reason: R };

/** The indicators with their readings as anybody may see them, change for individuals first (S1:23: success is change, not activity). Two queries. */
export async function indicators(db: Db, municipalityId: string): Promise<Indicator[]> {
	const found = await db
		.selectFrom('indicator')
		.select(['id', 'nameNn', 'nameNb', 'level', 'unit', 'source', 'qualityNote', 'baselineId'])
		.where('municipalityId', '=', municipalityId)
		.orderBy('nameNn')
		.execute();
	const readings = await rawReadings(db, municipalityId);
	return found
		.map((indicator) => ({ ...indicator, readings: (readings.get(indicator.id) ?? []).map((reading) => guarded(indicator, reading)) }))
		.toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
}

/** The readings as they were entered, in the order of time, those without a date last; by indicator. Only for who may revise. */
export async function rawReadings(db: Db, municipalityId: string): Promise<Map<string, RawReading[]>> {
	const rows = await db
		.selectFrom('reading')
		.select(['id', 'indicatorId', 'at', 'value', 'shown', 'publishedIn'])
		.where('municipalityId', '=', municipalityId)
		.execute();
	const inTime = rows.toSorted((a, b) => ((a.at ?? '~') < (b.at ?? '~') ? -1 : 1));
	return Map.groupBy(inTime, (row) => row.indicatorId);
}

type Named = { nameNn: string; nameNb: string; level: Level; unit: string; source: string; qualityNote: string | null };

/** A new indicator, or another name, level, unit, source and quality note for one. Refuses `notAllowed`, `notFound`. */
export async function saveIndicator(
	db: Db,
	actor: Actor,
	saved: Named & { id: string | null },
	now: Instant
): Promise<{ ok: true; indicatorId: string } | Refused<'notAllowed' | 'notFound'>> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	const { id: known, ...fields } = saved;
	return inTransaction(db, async (trx) => {
		if (known !== null && !(await indicatorHere(trx, municipalityId, known))) return { ok: false, reason: 'notFound' };
		const id = known ?? newId();
		if (known === null)
			await trx
				.insertInto('indicator')
				.values({ id, municipalityId, elementId: null, baselineId: null, ...fields })
				.execute();
		else await trx.updateTable('indicator').set(fields).where('id', '=', id).execute();
		await record(
			trx,
			actor,
			known === null ? 'addIndicator' : 'editIndicator',
			{ kind: 'indicator', id, detail: { name: fields.nameNn } },
			now
		);
		return { ok: true, indicatorId: id };
	});
}

/**
 * A number, with the date as the source gives it or none. `shown` is how the source writes it; `publishedIn` where it is public already, which
 * lets small numbers be shown; `isBaseline` makes it what the indicator began from.
 * Refuses `notAllowed`, `notFound`, `badDate`, `dateInFuture`, `badNumber`.
 */
export async function addReading(
	db: Db,
	actor: Actor,
	added: { indicatorId: string; at: string | null; value: number; shown: string; publishedIn: string | null; isBaseline: boolean },
	now: Instant
): Promise<{ ok: true; readingId: string } | Refused<'notAllowed' | 'notFound' | 'badDate' | 'dateInFuture' | 'badNumber'>> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	const { isBaseline, ...reading } = added;
	if (!Number.isFinite(reading.value)) return { ok: false, reason: 'badNumber' };
	if (reading.at !== null && !isDateAsKnown(reading.at)) return { ok: false, reason: 'badDate' };
	if (reading.at !== null && isAfter(reading.at, civilDate(now))) return { ok: false, reason: 'dateInFuture' };
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		if (!(await indicatorHere(trx, municipalityId, reading.indicatorId))) return { ok: false, reason: 'notFound' };
		const id = newId();
		await trx
			.insertInto('reading')
			.values({ id, municipalityId, ...reading })
			.execute();
		if (isBaseline) await trx.updateTable('indicator').set({ baselineId: id }).where('id', '=', reading.indicatorId).execute();
		await record(trx, actor, 'addReading', { kind: 'indicator', id: reading.indicatorId, detail: { at: reading.at, isBaseline } }, now);
		return { ok: true, readingId: id };
	});
}

/** Takes a number away that was entered by mistake; the log says that it was there. Refuses `notAllowed`, `notFound`. */
export async function removeReading(
	db: Db,
	actor: Actor,
	readingId: string,
	now: Instant
): Promise<{ ok: true } | Refused<'notAllowed' | 'notFound'>> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		const gone = await trx
			.deleteFrom('reading')
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', readingId)
			.returning(['indicatorId', 'at'])
			.executeTakeFirst();
		if (!gone) return { ok: false, reason: 'notFound' };
		await trx.updateTable('indicator').set({ baselineId: null }).where('baselineId', '=', readingId).execute();
		await record(trx, actor, 'removeReading', { kind: 'indicator', id: gone.indicatorId, detail: { at: gone.at } }, now);
		return { ok: true };
	});
}

async function indicatorHere(trx: Db, municipalityId: string, id: string): Promise<boolean> {
	const row = await trx
		.selectFrom('indicator')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', id)
		.executeTakeFirst();
	return row !== undefined;
}
