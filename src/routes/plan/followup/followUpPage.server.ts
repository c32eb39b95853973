import { civilDate } from '#lib/dates.ts';
import { roundOn, yearOf } from '#lib/plan/followUp/model.ts';
import { dutiesIn, latestFollowUp, statusHistory } from '#lib/plan/followUp/queries.server.ts';
import { documentOf } from '#lib/plan/document/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';

/** The latest half-year's round, and each measure of the version in force with all that was said of it. */
export async function followUpPage(db: Db, municipalityId: string, now: Instant) {
	const found = await planOf(db, municipalityId);
	const round = roundOn(civilDate(now));
	const asked = await latestFollowUp(db, municipalityId);
	const history = await statusHistory(db, municipalityId);
	const elements = found?.inForce ? await documentOf(db, municipalityId, found.inForce.id) : [];
	return {
		isAdopted: found?.inForce !== undefined,
		round,
		asked: asked ?? null,
		duties: await dutiesIn(db, municipalityId, yearOf(round.half), civilDate(now)),
		measures: elements
			.filter((element) => element.kind === 'measure')
			.map(({ elementId, number, nn, nb, unit, seriesId, status }) => ({
				elementId,
				number,
				nn,
				nb,
				unit,
				seriesId,
				status,
				said: history.get(elementId) ?? []
			})),
		today: civilDate(now)
	};
}
