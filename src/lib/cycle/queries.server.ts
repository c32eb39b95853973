import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { isCurrent } from '#lib/people/model.ts';

/** Why a unit can't answer for something from `date`; undefined when it can, and when none is named. */
export async function faultOfUnit(
	db: Db,
	municipalityId: string,
	unitId: string | null,
	date: CivilDate
): Promise<'invalidUnit' | 'closedUnit' | undefined> {
	if (unitId === null) return undefined;
	const unit = await db
		.selectFrom('unit')
		.select(['validFrom', 'validTo'])
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', unitId)
		.executeTakeFirst();
	if (!unit) return 'invalidUnit';
	return isCurrent(unit, date) ? undefined : 'closedUnit';
}
