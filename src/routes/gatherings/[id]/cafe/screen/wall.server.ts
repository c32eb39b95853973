import { voteProgress, voteResult } from '#lib/cafe/harvest/votes.server.ts';
import { areFrozen, isAwaited, isSilent, type Cafe } from '#lib/cafe/model.ts';
import { pendingOf } from '#lib/cafe/pending.ts';
import { placesIn } from '#lib/cafe/participants/places.server.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { monitorOf } from '#lib/cafe/rounds/monitor.server.ts';
import { revealedAt } from '#lib/cafe/rounds/privateBoards.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { shownCode } from '#lib/joincode.ts';
import { plenaryView } from '#lib/summaries/points/plenaryView.server.ts';
import type { Wall } from './wall.ts';

type From = Pick<App.Locals, 'db' | 'live' | 'settings'>;

/**
 * What the wall shows of a gathering's café at `now`: nothing that tells who wrote what, and names only while people look for their
 * table. Undefined when there is no café in this municipality.
 */
export async function wallOf(from: From, municipalityId: string, gatheringId: string, now: Instant): Promise<Wall | undefined> {
	const { db, live, settings } = from;
	const room = await cafeOf(db, municipalityId, gatheringId);
	const hall = room && (await monitorOf(live, gatheringId).poll(db, live, municipalityId, gatheringId, now));
	if (!room || !hall) return undefined;
	const { cafe, tables, present, joined } = room;
	const { phase, round, rounds, endsAt, pausedAt, silentAt, message } = cafe;
	const isFrozen = areFrozen(cafe);
	const ofTable = new Map(hall.tables.map((table) => [table.id, table]));
	return {
		...{ phase, round, rounds, endsAt, pausedAt, silentAt, message, present, joined },
		revealedAt: phase === 'round' && !isSilent(cafe) ? await revealedAt(db, cafe) : null,
		pending: pendingOf(cafe),
		join: isFrozen ? null : joinOf(cafe, settings.origin),
		tables: tables.map(({ id, number, question }) => {
			const { awaited = 0, arrived = 0, notes = 0, writing = 0, written = 0 } = ofTable.get(id) ?? {};
			return { number, question, awaited, arrived, notes: notes ?? 0, writing, written };
		}),
		places: phase === 'seated' || phase === 'changeover' ? await placesIn(db, cafe) : [],
		dots: phase === 'vote' ? await voteProgress(db, cafe) : null,
		results: isFrozen ? await voteResult(db, cafe.id) : [],
		handedIn: { tables: tables.filter(({ harvestedAt }) => harvestedAt !== null).length, of: tables.filter(isHeard).length },
		plenary: isFrozen ? await plenaryView(db, municipalityId, gatheringId, civilDate(now)) : null
	};
}

/** A table that has handed in, or will. */
const isHeard = (table: { notes: number; harvestedAt: string | null }) => table.harvestedAt !== null || isAwaited(table);

function joinOf({ joinCode, joinToken, joinLockedAt }: Cafe, origin: string): Wall['join'] {
	if (joinLockedAt !== null) return null;
	return { code: shownCode(joinCode), url: `${origin}/join/${joinToken}`, short: `${origin}/join`.replace(/^https?:\/\//, '') };
}
