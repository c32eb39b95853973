import { holidaysOf } from '#lib/cycle/dates/holidays.ts';
import { obligationState, type Obligation, type ObligationStatus } from '#lib/cycle/series/obligation.ts';
import { allSeries, obligationsIn } from '#lib/cycle/series/queries.server.ts';
import { breaksIn } from '#lib/cycle/wheel/queries.server.ts';
import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { ofYear } from '../queries.server.ts';

/** How each obligation of a year stands, seen from `today`: the one answer that warnings, handover and follow-up give. */
export async function obligationStates(
	db: Db,
	municipalityId: string,
	year: number,
	today: CivilDate
): Promise<{ obligation: Obligation; status: ObligationStatus }[]> {
	const obligations = await obligationsIn(db, municipalityId, year);
	const series = await allSeries(db, municipalityId);
	const gatherings = await ofYear(db, municipalityId, year);
	const breaks = await breaksIn(db, municipalityId, year);
	const holidays = [year - 1, year, year + 1].flatMap(holidaysOf);
	return obligations.flatMap((obligation) => {
		const one = series.find(({ id }) => id === obligation.seriesId);
		if (!one) return [];
		const planned = gatherings.filter(({ seriesId }) => seriesId === one.id);
		const held = planned.filter(({ state }) => state === 'held').length;
		const { inviteWeeks, preferredWeeks } = one;
		return [
			{ obligation, status: obligationState({ obligation, year, today, held, planned, inviteWeeks, preferredWeeks, holidays, breaks }) }
		];
	});
}
