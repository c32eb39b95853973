import { phoneHash } from '#lib/cafe/participants/phone.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { doorOf } from '#lib/gatherings/attendance/selfCheckIn.server.ts';
import { municipalityIds } from '#lib/people/queries.server.ts';
import { openPlan } from '#lib/plan/published/queries.server.ts';
import { linkColumns } from '#lib/personalLink.server.ts';
import { hashOf } from '#lib/tokens.server.ts';

type Found = { municipalityId: string } | undefined;
type Way = (db: Db, secret: string) => Promise<Found>;

/** A personal link, by the hash of its secret. */
function by(kind: string): Way {
	return async (db, secret) => {
		for (const [table, column] of linkColumns[kind]!) {
			// All have these columns; the union of their types is more than Kysely resolves.
			const from = db.selectFrom(table as 'mailStopLink').select('municipalityId');
			const found = await from.where(column as 'tokenHash', '=', hashOf(secret)).executeTakeFirst();
			if (found) return found;
		}
		return undefined;
	};
}

/** Whose the thing behind a link or a code is, by the first part of its path. */
const links: Record<string, Way> = {
	...Object.fromEntries(Object.keys(linkColumns).map((kind) => [kind, by(kind)])),
	join: (db, token) => db.selectFrom('cafe').select('municipalityId').where('joinToken', '=', token).executeTakeFirst(),
	'public-hearing': (db, id) => db.selectFrom('publicHearing').select('municipalityId').where('hearingId', '=', id).executeTakeFirst(),
	door: doorOf,
	published: openPlan,
	seat: (db, code) => db.selectFrom('personalCode').select('municipalityId').where('codeHash', '=', hashOf(code)).executeTakeFirst()
};

/**
 * The municipality that a request without a signed-in reader is about: that of its link or code, else that of the table where
 * this phone sits, else the only one there is. Null where nothing tells.
 */
export async function municipalityOf(
	db: Db,
	route: string | null,
	params: Partial<Record<string, string>>,
	guestToken: string | undefined
): Promise<string | null> {
	const secret = params.token ?? params.code ?? params.id;
	const way = links[route?.split('/')[1] ?? ''];
	const behind = secret !== undefined && way ? await way(db, secret) : undefined;
	if (behind) return behind.municipalityId;
	const sits = guestToken === undefined ? undefined : await byPhone(db, guestToken);
	if (sits) return sits.municipalityId;
	const [only, ...others] = await municipalityIds(db);
	return only !== undefined && others.length === 0 ? only : null;
}

/** Where a phone sits, waits to be let in, or was. */
async function byPhone(db: Db, guestToken: string): Promise<Found> {
	for (const table of ['participant', 'waitingPhone', 'formerPhone'] as const) {
		const from = db.selectFrom(table as 'formerPhone').select('municipalityId');
		const found = await from.where('tokenHash', '=', phoneHash(guestToken)).executeTakeFirst();
		if (found) return found;
	}
	return undefined;
}
