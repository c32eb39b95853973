import { inTransaction, type Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { minutesOf } from '#lib/dates.ts';
import { all } from '#lib/gatherings/queries.server.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { mayRevise } from '../model.ts';

export type HeldGathering = {
	id: string;
	theme: string;
	date: string | null;
	month: string | null;
	year: number;
	attended: number | null;
	/** Hours of work time: people × how long it lasted; null when either is unknown. */
	hours: number | null;
	/** Whole kroner paid; null while nobody has said. */
	kr: number | null;
	note: string;
};

/** The gatherings that were held in the years, oldest first, with what they cost. */
export async function heldGatherings(db: Db, municipalityId: string, years: { from: number; to: number }): Promise<HeldGathering[]> {
	const costs = await db
		.selectFrom('gatheringCost')
		.select(['gatheringId', 'kr', 'note'])
		.where('municipalityId', '=', municipalityId)
		.execute();
	return (await all(db, municipalityId))
		.filter(({ state, year }) => state === 'held' && year >= years.from && year <= years.to)
		.toReversed()
		.map(({ id, theme, date, month, year, attended, startTime, endTime }) => {
			const cost = costs.find((row) => row.gatheringId === id);
			const minutes = startTime && endTime ? minutesOf(endTime) - minutesOf(startTime) : null;
			const hours = attended === null || minutes === null || minutes <= 0 ? null : Math.round((attended * minutes) / 60);
			return { id, theme, date, month, year, attended, hours, kr: cost?.kr ?? null, note: cost?.note ?? '' };
		});
}

/** What a gathering cost: rooms, food, hired speakers. `kr` null: not known after all. Refuses `notAllowed`, `notFound`, `badCost`. */
export async function saveCost(
	db: Db,
	actor: Actor,
	saved: { gatheringId: string; kr: number | null; note: string },
	now: Instant
): Promise<{ ok: true } | { ok: false; reason: 'notAllowed' | 'notFound' | 'badCost' }> {
	if (!mayRevise(actor)) return { ok: false, reason: 'notAllowed' };
	const { gatheringId, kr, note } = saved;
	if (kr !== null && !(Number.isSafeInteger(kr) && kr >= 0)) return { ok: false, reason: 'badCost' };
	const { municipalityId } = actor;
	return inTransaction(db, async (trx) => {
		const gathering = await trx
			.selectFrom('gathering')
			.select('id')
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', gatheringId)
			.executeTakeFirst();
		if (!gathering) return { ok: false, reason: 'notFound' };
		await trx.deleteFrom('gatheringCost').where('gatheringId', '=', gatheringId).execute();
		if (kr !== null) await trx.insertInto('gatheringCost').values({ gatheringId, municipalityId, kr, note }).execute();
		await record(trx, actor, 'saveCost', { kind: 'gathering', id: gatheringId, detail: { kr } }, now);
		return { ok: true };
	});
}
