import type { Db } from '#lib/db/open.server.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import type { Actor } from '#lib/people/model.ts';
import type { AtTable } from '../participants/participants.server.ts';

/**
 * Who lets phones in and takes them out: those who run the day, at every table; a host, at their own (`tableId`). `as` is who the audit
 * trail says did it; of a host it says the table (`detail`), since they may have no account.
 */
export type Keeper = {
	cafeId: string;
	tableId: string | null;
	as: Actor | { id: null; municipalityId: string; name: string };
	detail: { hostOfTable: number } | undefined;
};

/** The keeper behind somebody at a table; undefined for guests. `actor` is the person signed in. */
export function keeperAt(at: AtTable, actor: Actor | null): Keeper | undefined {
	const { municipalityId, id: cafeId } = at.cafe;
	if (at.role === 'guest') return undefined;
	const as = actor ?? { id: null, municipalityId, name: 'Samling' };
	if (at.role === 'facilitator') return { cafeId, tableId: null, as, detail: undefined };
	return { cafeId, tableId: at.table.id, as, detail: { hostOfTable: at.table.number } };
}

/**
 * Asks everybody at the boards of a café in again: sockets of a phone whose cookie is dead are closed at once, with a code that says why,
 * and handshakes under way must come again.
 */
export async function closeEndedPhones(db: Db, live: Pick<LiveServer, 'reauthorizeAll'>, cafeId: string): Promise<void> {
	const tables = await db.selectFrom('cafeTable').select(['id', 'boardId']).where('cafeId', '=', cafeId).execute();
	const sheets = await db
		.selectFrom('sheet')
		.select('boardId')
		.where(
			'cafeTableId',
			'in',
			tables.map(({ id }) => id)
		)
		.execute();
	const boards = new Set([...tables, ...sheets].map(({ boardId }) => boardId));
	await live.reauthorizeAll(({ boardId }) => boards.has(boardId));
}
