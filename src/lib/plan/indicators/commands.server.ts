import type { Db } from '#lib/db/open.server.ts';
import { civilDate, type Instant, isDateAsKnown } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { command } from '#lib/db/command.server.ts';
import { refuse } from '#lib/result.ts';
import type { Level, Target } from './model.ts';
import { isAfter, mayRevise } from '../model.ts';

type Named = { nameNn: string; nameNb: string; level: Level; unit: string; source: string; qualityNote: string | null } & Partial<Target>;

/**
 * A new indicator, or another name, level, unit, source and quality note for one, with what it is to reach and when. Refuses `notAllowed`,
 * `notFound`, `invalidTarget` (a number without a year, or a year without a number).
 */
export async function saveIndicator(db: Db, actor: Actor, saved: Named & { id: string | null }, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const { id: known, targetValue = null, targetYear = null, ...named } = saved;
	if ((targetValue === null) !== (targetYear === null)) return refuse('invalidTarget');
	const fields = { ...named, targetValue, targetYear };
	return command(db, async (trx) => {
		if (known !== null && !(await indicatorHere(trx, municipalityId, known))) return refuse('notFound');
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
			known === null ? 'indicator.add' : 'indicator.edit',
			{ kind: 'indicator', id, detail: { name: fields.nameNn } },
			now
		);
		return { ok: true as const, indicatorId: id };
	});
}

/**
 * A number, with the date as the source gives it or none. `shown` is how the source writes it; `publishedIn` where it is public
 * already, which lets small numbers be shown; `isBaseline` makes it what the indicator began from. Refuses `notAllowed`,
 * `notFound`, `invalidDate`, `invalidFuture`, `invalidValue`.
 */
export async function addReading(
	db: Db,
	actor: Actor,
	added: { indicatorId: string; at: string | null; value: number; shown: string; publishedIn: string | null; isBaseline: boolean },
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { isBaseline, ...reading } = added;
	if (!Number.isFinite(reading.value)) return refuse('invalidValue');
	if (reading.at !== null && !isDateAsKnown(reading.at)) return refuse('invalidDate');
	if (reading.at !== null && isAfter(reading.at, civilDate(now))) return refuse('invalidFuture');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		if (!(await indicatorHere(trx, municipalityId, reading.indicatorId))) return refuse('notFound');
		const id = newId();
		await trx
			.insertInto('reading')
			.values({ id, municipalityId, ...reading, createdAt: now })
			.execute();
		if (isBaseline) await trx.updateTable('indicator').set({ baselineId: id }).where('id', '=', reading.indicatorId).execute();
		await record(trx, actor, 'reading.add', { kind: 'indicator', id: reading.indicatorId, detail: { at: reading.at, isBaseline } }, now);
		return { ok: true as const, readingId: id };
	});
}

/** Takes a number away that was entered by mistake; the log says that it was there. Refuses `notAllowed`, `notFound`. */
export async function removeReading(db: Db, actor: Actor, readingId: string, now: Instant) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gone = await trx
			.deleteFrom('reading')
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', readingId)
			.returning(['indicatorId', 'at'])
			.executeTakeFirst();
		if (!gone) return refuse('notFound');
		await trx.updateTable('indicator').set({ baselineId: null }).where('baselineId', '=', readingId).execute();
		await record(trx, actor, 'reading.remove', { kind: 'indicator', id: gone.indicatorId, detail: { at: gone.at } }, now);
		return { ok: true as const };
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
