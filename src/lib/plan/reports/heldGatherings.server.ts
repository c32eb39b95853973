import type { Db } from '#lib/db/open.server.ts';
import { minutesOf } from '#lib/dates.ts';
import { all } from '#lib/gatherings/queries.server.ts';

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
	return (await all(db, municipalityId))
		.filter(({ state, year }) => state === 'held' && year >= years.from && year <= years.to)
		.toReversed()
		.map(({ id, theme, date, month, year, attended, startTime, endTime, costKroner, cost }) => {
			const minutes = startTime && endTime ? minutesOf(endTime) - minutesOf(startTime) : null;
			const hours = attended === null || minutes === null || minutes <= 0 ? null : Math.round((attended * minutes) / 60);
			return { id, theme, date, month, year, attended, hours, kr: costKroner, note: cost ?? '' };
		});
}
