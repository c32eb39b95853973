import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { CivilDate, Instant } from '#lib/dates.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { mayPlanYear } from '../model.ts';
import { seriesById } from './queries.server.ts';

export type SeriesEnd = {
	seriesId: string;
	/** The last day on which it can be held. */
	lastDay: CivilDate;
	/** Says that what the series was to keep is no obligation any longer either. */
	endsObligation: boolean;
};

/**
 * Ends a series: after `lastDay` nothing is planned, asked or proposed for it; all that was, stays. Its obligation ends with it.
 * Refuses `notAllowed`, `notFound`, `closed` (it has ended), `conflictPoll` (a date is being asked about), `missingObligation` (it keeps
 * one, and nobody has said that it ends).
 */
export async function endSeries(db: Db, actor: Actor, { seriesId, lastDay, endsObligation }: SeriesEnd, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const series = await seriesById(trx, municipalityId, seriesId);
		if (!series) return refuse('notFound');
		if (series.endDate !== null) return refuse('closed');
		const asking = trx.selectFrom('datePoll').select('id').where('seriesId', '=', seriesId).where('closedAt', 'is', null);
		if (await asking.executeTakeFirst()) return refuse('conflictPoll');
		const kept = await trx.selectFrom('obligation').select('id').where('seriesId', '=', seriesId).where('validTo', 'is', null).execute();
		if (kept.length > 0 && !endsObligation) return refuse('missingObligation');
		for (const { id } of kept) await trx.updateTable('obligation').set({ validTo: lastDay }).where('id', '=', id).execute();
		await trx.updateTable('series').set({ endDate: lastDay }).where('id', '=', seriesId).execute();
		await record(trx, actor, 'series.end', { kind: 'series', id: seriesId, detail: { lastDay, obligations: kept.length } }, now);
		return { ok: true as const };
	});
}

/** Takes a series up again, with the obligation that ended with it. Refuses `notAllowed`, `notFound`, `closed` (it has not ended). */
export async function resumeSeries(db: Db, actor: Actor, seriesId: string, now: Instant) {
	if (!mayPlanYear(actor)) return refuse('notAllowed');
	return command(db, async (trx) => {
		const series = await seriesById(trx, actor.municipalityId, seriesId);
		if (!series) return refuse('notFound');
		if (series.endDate === null) return refuse('closed');
		await trx
			.updateTable('obligation')
			.set({ validTo: null })
			.where('seriesId', '=', seriesId)
			.where('validTo', '=', series.endDate)
			.execute();
		await trx.updateTable('series').set({ endDate: null }).where('id', '=', seriesId).execute();
		await record(trx, actor, 'series.resume', { kind: 'series', id: seriesId, detail: {} }, now);
		return { ok: true as const };
	});
}
