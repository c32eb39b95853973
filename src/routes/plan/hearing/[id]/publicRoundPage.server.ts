import { civilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { documentOf } from '#lib/plan/document/queries.server.ts';
import { earliestLastDay, isPublicOpen } from '#lib/plan/publicHearing/model.ts';
import { publicRoundOf, remarksSent } from '#lib/plan/publicHearing/queries.server.ts';

/** The public part of a round; undefined when there is no such round. The first lawful last day is suggested. */
export async function publicRoundPage(db: Db, municipalityId: string, hearingId: string, origin: string, now: Instant) {
	const round = await publicRoundOf(db, municipalityId, hearingId);
	if (!round) return undefined;
	const { legalStatus, nameNn, nameNb } = round;
	const earliest = earliestLastDay(legalStatus, now);
	const elements = await documentOf(db, municipalityId, round.versionId);
	return {
		plan: { nn: nameNn, nb: nameNb },
		round,
		isOpen:
			round.open !== null && isPublicOpen({ deadline: round.open.deadline, closedAt: round.closedAt, adoptedAt: round.adoptedAt }, now),
		isKommunedelplan: legalStatus === 'kommunedelplan',
		today: civilDate(now),
		suggested: earliest > round.bodiesUntil ? earliest : round.bodiesUntil,
		address: `${origin}/public-hearing/${round.id}`,
		remarks: round.open ? await remarksSent(db, municipalityId, round.id) : [],
		numbers: Object.fromEntries(elements.map(({ elementId, number }) => [elementId, number]))
	};
}
