import { error, redirect } from '@sveltejs/kit';
import { agreementOn } from '#lib/cafe/harvest/agreement.server.ts';
import { harvestAt } from '#lib/cafe/harvest/points.server.ts';
import { harvestSize, minPoints } from '#lib/cafe/model.ts';
import { requesterOf, type TableEvent } from '../access.server.ts';

/** What who picks a table's points sees: what the board offers, the points so far, and how many at the table agree. */
export async function harvestPage(event: TableEvent) {
	const who = requesterOf(event);
	const { db } = event.locals;
	const found = await harvestAt(db, who, event.params.id!);
	if (!found && !who.actor && !who.guestToken) redirect(303, '/join');
	if (!found) error(404);
	const { at, notes, clusters, points, drafts, seen } = found;
	const runs = at.role === 'facilitator';
	const cafe = { phase: at.cafe.phase, gatheringId: at.cafe.gatheringId, theme: at.cafe.gatheringTheme };
	const size = { min: minPoints(notes.length), max: harvestSize.max };
	const { yes, no } = await agreementOn(db, at, who, seen);
	return {
		chrome: runs ? ('full' as const) : ('bare' as const),
		table: at.table,
		...{ cafe, runs, notes, clusters, points, drafts, seen, agreement: { yes, no } },
		...size
	};
}
