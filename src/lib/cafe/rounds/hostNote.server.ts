import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { personalKinds } from '#lib/pii/persons.ts';
import { refuse } from '#lib/result.ts';
import { mayHandOver, seatingRound } from '../model.ts';
import type { AtTable } from '../participants/participants.server.ts';

export type Handover = { round: number; text: string };

/** Who may leave a note at a table: its host, and whoever runs the day when the host can't. */
export function mayHostHere(at: Pick<AtTable, 'role'>): boolean {
	return at.role !== 'guest';
}

/**
 * The note a host leaves for the next group, one a round; '' removes it. Refuses `notAllowed`, `closed` where there is no next group
 * (before the first round, in the last one, and after), `conflictRound` when it was written in another round (`seen`), and
 * `invalidPersonal` when it brings what looks as if it points at a person, unless it is kept `anyway`.
 */
export async function handOver(db: Db, at: AtTable, text: string, now: Instant, seen: number | null = null, anyway = false) {
	if (!mayHostHere(at)) return refuse('notAllowed');
	const kinds = personalKinds(text);
	if (!anyway && kinds.length > 0) return refuse('invalidPersonal', { kinds });
	return command(db, async (trx) => {
		const cafe = await trx.selectFrom('cafe').select(['phase', 'round', 'rounds']).where('id', '=', at.cafe.id).executeTakeFirstOrThrow();
		if (!mayHandOver(cafe)) return refuse('closed');
		if (seen !== null && seen !== cafe.round) return refuse('conflictRound');
		const key = { cafeTableId: at.table.id, round: cafe.round };
		await trx.deleteFrom('handover').where('cafeTableId', '=', key.cafeTableId).where('round', '=', key.round).execute();
		if (text)
			await trx
				.insertInto('handover')
				.values({ ...key, municipalityId: at.cafe.municipalityId, text, writtenAt: now })
				.execute();
		return { ok: true as const };
	});
}

/** All notes left at a table, the first round first. */
export function handoversAt(db: Db, tableId: string): Promise<Handover[]> {
	return db.selectFrom('handover').select(['round', 'text']).where('cafeTableId', '=', tableId).orderBy('round').execute();
}

/** The last note left for the group at (or on its way to) a table; null for the first group. */
export async function handoverTo(db: Db, at: Pick<AtTable, 'table' | 'cafe'>): Promise<Handover | null> {
	const found = await db
		.selectFrom('handover')
		.select(['round', 'text'])
		.where('cafeTableId', '=', at.table.id)
		.where('round', '<', seatingRound(at.cafe))
		.orderBy('round', 'desc')
		.executeTakeFirst();
	return found ?? null;
}
