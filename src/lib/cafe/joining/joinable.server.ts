import type { Locale } from '#db/schema/people.ts';
import type { Db } from '#lib/db/open.server.ts';
import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import { typedCode } from '#lib/joincode.ts';
import { createRateLimit, type RateLimit } from '#lib/rateLimit.server.ts';
import { refuse } from '#lib/result.ts';
import { isJoinable, type CafePhase } from '../model.ts';

/**
 * Limits wrong join codes to 25 a minute from one address. Right codes are not counted, since everybody in a hall may share one
 * address, and they still pass while the address is blocked.
 */
export const createWrongCodes = () => createRateLimit({ max: 25, seconds: 60 });

/** A café that can be joined now, with what the page for joining shows of it. */
export type JoinableCafe = {
	cafeId: string;
	joinToken: string;
	municipalityId: string;
	municipalityName: string;
	locale: Locale;
	theme: string;
	seriesNn: string;
	seriesNb: string;
	/** The day of the gathering, with which every way in ends. */
	date: CivilDate;
	phase: CafePhase;
	round: number;
	rounds: number;
};

/**
 * The café that a typed code or a QR token gives access to now, or the café itself; undefined for wrong, expired, rotated and locked
 * alike.
 */
export async function joinableCafe(
	db: Db,
	key: { code: string } | { token: string } | { cafeId: string },
	now: Instant
): Promise<JoinableCafe | undefined> {
	const code = 'code' in key ? typedCode(key.code) : null;
	if ('code' in key && code === null) return undefined;
	const found = await db
		.selectFrom('cafe')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.innerJoin('series', 'series.id', 'gathering.seriesId')
		.innerJoin('municipality', 'municipality.id', 'cafe.municipalityId')
		.select(['cafe.id as cafeId', 'cafe.joinToken', 'cafe.joinLockedAt', 'cafe.phase', 'cafe.round', 'cafe.rounds', 'cafe.municipalityId'])
		.select([
			'gathering.date',
			'gathering.theme',
			'gathering.state',
			'series.nameNn as seriesNn',
			'series.nameNb as seriesNb',
			'municipality.name as municipalityName',
			'municipality.locale'
		])
		.where((eb) =>
			'cafeId' in key
				? eb('cafe.id', '=', key.cafeId)
				: 'token' in key
					? eb('cafe.joinToken', '=', key.token)
					: eb('cafe.joinCode', '=', code)
		)
		.executeTakeFirst();
	if (!found || found.state === 'cancelled' || !isJoinable(found, found.date, civilDate(now))) return undefined;
	const { joinLockedAt: _locked, state: _state, ...cafe } = found;
	return { ...cafe, date: found.date! };
}

/** As `joinableCafe`, for somebody who typed a code at `address`. Refuses `invalid`, and `limit` after too many wrong codes. */
export async function findByCode(db: Db, wrongCodes: RateLimit, typed: { code: string; address: string }, now: Instant) {
	const cafe = await joinableCafe(db, typed, now);
	if (cafe) return { ok: true as const, cafe };
	return (await wrongCodes.allows(typed.address)) ? refuse('invalid') : refuse('limit');
}
