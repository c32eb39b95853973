import { addDays, civilDate, type Instant } from '#lib/dates.ts';
import { releasedIn } from '#lib/plan/hearing/letters.server.ts';
import { remindsOn, type BodyKind } from '#lib/plan/hearing/model.ts';
import { hearingsOf, type HearingRow } from '#lib/plan/hearing/queries.server.ts';
import { shownAddress } from '#lib/text/shownAddress.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import type { Db } from '#lib/db/open.server.ts';

/** The open revision's hearing rounds; undefined while none is open. Six weeks to answer are suggested. */
export async function hearingPage(db: Db, municipalityId: string, now: Instant) {
	const today = civilDate(now);
	const found = await planOf(db, municipalityId);
	if (!found?.open) return undefined;
	const hearings = await hearingsOf(db, municipalityId, found.open.id);
	const [newest] = hearings;
	const released = newest ? await releasedIn(db, municipalityId, newest.id) : new Map<string, string>();
	return {
		draft: found.open,
		/** Bodies that have not answered, and whose reminder waits as their first letter has not left. */
		remindedLater: newest?.bodies.filter((body) => body.answeredAt === null && !released.has(body.email)).length ?? 0,
		today,
		suggestedDeadline: addDays(today, 42),
		hearings: hearings.map((round) => ({ ...round, remindsOn: round.closedAt === null ? remindsOn(round) : null })),
		last: lastRound(hearings[0])
	};
}

/** The next round begins from the one before: who was heard, as lines, and the case. */
function lastRound(round: HearingRow | undefined) {
	const lines = (kind: BodyKind) =>
		(round?.bodies ?? [])
			.filter((body) => body.kind === kind)
			.map(({ name, email }) => `${name}; ${shownAddress(email)}`)
			.join('\n');
	return { caseNumber: round?.caseNumber ?? '', units: lines('unit'), councils: lines('council'), externals: lines('external') };
}
