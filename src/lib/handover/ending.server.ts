import { endSeries, type SeriesEnd } from '#lib/cycle/series/ending.server.ts';
import type { Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { ofSeries } from '#lib/gatherings/queries.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';

/**
 * Ends a series as `endSeries` does, when nothing of it is planned after its last day. Refuses as there, and `conflictPlanned` with how
 * many gatherings are still ahead: they are held, moved or cancelled first, each with its letters.
 */
export async function endForum(db: Db, actor: Actor, end: SeriesEnd, now: Instant) {
	return command(db, async (trx) => {
		const ended = await endSeries(trx, actor, end, now);
		if (!ended.ok) return ended;
		const ahead = (await ofSeries(trx, actor.municipalityId, end.seriesId)).filter(
			({ state, date }) => !['held', 'cancelled'].includes(state) && (date === null || date > end.lastDay)
		);
		return ahead.length > 0 ? refuse('conflictPlanned', { count: ahead.length }) : ended;
	});
}
