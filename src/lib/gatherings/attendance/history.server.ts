import type { Db } from '#lib/db/open.server.ts';
import { minGroupSize } from '#lib/groupSize.ts';
import { dayOf, unitsThere } from './topicHistory.server.ts';
import type { Gathering } from '../model.ts';

export type PastGathering = Pick<Gathering, 'id' | 'theme' | 'date' | 'month' | 'year' | 'attendedCount'>;
export type AttendanceHistory = {
	/** Held, oldest first. */
	gatherings: PastGathering[];
	/** `unitId gatheringId` → how many were there; null: some, but nobody counted; 'few': fewer than three. */
	there: Map<string, number | 'few' | null>;
};

/** How many of each unit were at each gathering that has been held: three queries however many years there are. */
export async function attendanceHistory(db: Db, municipalityId: string): Promise<AttendanceHistory> {
	const gatherings = await db
		.selectFrom('gathering')
		.select(['id', 'theme', 'date', 'month', 'year', 'attendedCount'])
		.where('municipalityId', '=', municipalityId)
		.where('state', '=', 'held')
		.execute();
	const there: AttendanceHistory['there'] = new Map();
	for (const { gatheringId, unitId, attended } of await unitsThere(db, municipalityId)) {
		there.set(`${unitId} ${gatheringId}`, attended !== null && attended < minGroupSize.unit ? 'few' : attended);
	}
	return { gatherings: gatherings.toSorted((a, b) => dayOf(a).localeCompare(dayOf(b)) || a.id.localeCompare(b.id)), there };
}
