import type { Db } from '#lib/db/open.server.ts';
import { phoneHash } from '../participants/phone.server.ts';
import type { FormerReason } from '../model.ts';
import { waitingAt, type Waiting } from './letIn.server.ts';

/** Where a phone that is not in stands: it waits to be let in, it was in or turned away, or nothing is known of it. */
export async function whereabouts(
	db: Db,
	cafeId: string,
	guestToken: string
): Promise<{ waits: Waiting | null; former: FormerReason | null }> {
	const tokenHash = phoneHash(guestToken);
	const row = await db
		.selectFrom('waitingPhone')
		.select('id')
		.where('cafeId', '=', cafeId)
		.where('tokenHash', '=', tokenHash)
		.executeTakeFirst();
	if (row) {
		const cafe = await db.selectFrom('cafe').select(['id', 'phase', 'round']).where('id', '=', cafeId).executeTakeFirstOrThrow();
		const waits = (await waitingAt(db, cafe)).find(({ id }) => id === row.id);
		if (waits) return { waits, former: null };
	}
	return { waits: null, former: (await formerPhone(db, guestToken)) ?? null };
}

/** Why a phone's cookie is dead; undefined for one that is in, was never, or left by itself. */
export async function formerPhone(db: Db, guestToken: string): Promise<FormerReason | undefined> {
	const former = await db.selectFrom('formerPhone').select('reason').where('tokenHash', '=', phoneHash(guestToken)).executeTakeFirst();
	return former?.reason;
}
