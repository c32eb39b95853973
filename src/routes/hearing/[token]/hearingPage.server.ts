import { hearingBy } from '#lib/plan/hearing/responses.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';

/** What a body's link shows of a hearing: nothing of other bodies, and of the draft only what was heard. Undefined for an unknown link. */
export async function hearingPage(db: Db, token: string, now: Instant) {
	const hearing = await hearingBy(db, token, now);
	if (!hearing) return undefined;
	const { name, round, deadline, isOpen, answeredAt, noRemarksAt, nameNn, nameNb, municipalityName, remarks } = hearing;
	return {
		hearing: { name, round, deadline, isOpen, answeredAt, noRemarksAt, nameNn, nameNb, municipalityName, remarks },
		// Drafts that were heard before measures had an aim have none.
		elements: hearing.elements.map(({ elementId, kind, number, nn, nb, aimNn = null, aimNb = null }) => ({
			elementId,
			kind,
			number,
			nn,
			nb,
			aimNn,
			aimNb
		}))
	};
}
