import { addDays, civilDate, type Instant } from '#lib/dates.ts';
import { hearingsOf } from '#lib/plan/hearing/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import type { Db } from '#lib/db/open.server.ts';

/** The open revision's hearing rounds; undefined while none is open. Six weeks to answer are suggested. */
export async function hearingPage(db: Db, municipalityId: string, now: Instant) {
	const today = civilDate(now);
	const found = await planOf(db, municipalityId);
	if (!found?.open) return undefined;
	return {
		draft: found.open,
		today,
		suggestedDeadline: addDays(today, 42),
		hearings: await hearingsOf(db, municipalityId, found.open.id)
	};
}
