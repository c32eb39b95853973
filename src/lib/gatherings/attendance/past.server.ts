import type { RecipeId } from '#db/schema/gatherings.ts';
import { allSeries } from '#lib/cycle/series/queries.server.ts';
import { command } from '#lib/db/command.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { record } from '#lib/people/audit.server.ts';
import { mayLead, type Actor } from '#lib/people/model.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import { refuse } from '#lib/result.ts';

export type PastGathering = {
	seriesId: string;
	theme: string;
	/** As far as it is known: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
	when: string;
	recipe: RecipeId;
	room: string;
	/** How many came; null: nobody has said. */
	attendedCount: number | null;
	/** The units that were there. */
	unitIds: readonly string[];
};

/**
 * A gathering that was held before Samling: what is known of it, and nothing that is not. Refuses `notAllowed`, `invalidSeries`,
 * `invalidUnit`, `invalidDate` (it is not over) and `duplicate` (that series has one of that theme then).
 */
export async function enterPast(db: Db, actor: Actor, past: PastGathering, now: Instant) {
	if (!mayLead(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	const { seriesId, theme, when, recipe, room, attendedCount } = past;
	if (when >= civilDate(now).slice(0, when.length)) return refuse('invalidDate');
	const unitIds = [...new Set(past.unitIds)];
	return command(db, async (trx) => {
		if (!(await allSeries(trx, municipalityId)).some(({ id }) => id === seriesId)) return refuse('invalidSeries');
		const ours = new Set((await unitsOf(trx, municipalityId)).map(({ id }) => id));
		if (unitIds.some((id) => !ours.has(id))) return refuse('invalidUnit');
		const day = {
			date: when.length === 10 ? when : null,
			month: when.length >= 7 ? when.slice(0, 7) : null,
			year: Number(when.slice(0, 4))
		};
		const then = await trx
			.selectFrom('gathering')
			.select(['month', 'date'])
			.where('municipalityId', '=', municipalityId)
			.where('seriesId', '=', seriesId)
			.where('year', '=', day.year)
			.where('theme', '=', theme)
			.execute();
		if (then.some(({ month, date }) => (date ?? month) === (day.date ?? day.month))) return refuse('duplicate');
		const gatheringId = newId();
		const unknown = { startTime: null, endTime: null, organiserUnitId: null, organiserRoleNn: null, organiserRoleNb: null };
		const untold = { calendarSequence: 0, sentSequence: null, openedAt: null, heldAt: null, cancelledAt: null };
		const row = { id: gatheringId, municipalityId, seriesId, recipe, theme, room, attendedCount, state: 'held' as const };
		await trx
			.insertInto('gathering')
			.values({ ...row, ...day, ...unknown, ...untold, createdBy: actor.id, createdAt: now })
			.execute();
		for (const unitId of unitIds)
			await trx.insertInto('gatheringUnit').values({ gatheringId, unitId, municipalityId, attended: null }).execute();
		await record(trx, actor, 'gathering.enterPast', { kind: 'gathering', id: gatheringId, detail: { units: unitIds.length } }, now);
		return { ok: true as const, gatheringId };
	});
}
