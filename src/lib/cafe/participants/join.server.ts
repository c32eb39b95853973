import type { Locale } from '#db/schema/people.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { typedCode } from '#lib/joincode.ts';
import { createRateLimit, type RateLimit } from '#lib/rateLimit.server.ts';
import { isJoinable, seatingRound, type Cafe, type CafePhase, type ShownAs } from '../model.ts';
import { newPhone } from './phone.server.ts';
import { participantIn, tablesSoFar, type Requester, type Participant } from './participants.server.ts';
import { clearAbsence, seatLatecomers } from '../seating/latecomers.server.ts';

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
	phase: CafePhase;
	round: number;
	rounds: number;
};

/** The café that a typed code or a QR token gives access to now; undefined for wrong, expired, rotated and locked alike. */
export async function joinableCafe(db: Db, key: { code: string } | { token: string }, now: Instant): Promise<JoinableCafe | undefined> {
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
		.where((eb) => ('token' in key ? eb('cafe.joinToken', '=', key.token) : eb('cafe.joinCode', '=', code)))
		.executeTakeFirst();
	if (!found || found.state === 'cancelled' || !isJoinable(found, found.date, civilDate(now))) return undefined;
	const { joinLockedAt: _locked, date: _date, state: _state, ...cafe } = found;
	return cafe;
}

/** As `joinableCafe`, for somebody who typed a code at `address`. Refuses `invalid`, and `limit` after too many wrong codes. */
export async function findByCode(db: Db, wrongCodes: RateLimit, typed: { code: string; address: string }, now: Instant) {
	const cafe = await joinableCafe(db, typed, now);
	if (cafe) return { ok: true as const, cafe };
	return (await wrongCodes.allows(typed.address)) ? refuse('invalid') : refuse('limit');
}

export type JoinRequest = {
	/** The attendance of somebody who is checked in; null for somebody who is not on the list. */
	attendanceId: string | null;
	/** The name typed by somebody who is not on the list; '' is none. */
	name: string;
	/** Only for somebody who is not on the list. */
	unitId: string | null;
	shownAs: ShownAs;
	/** They have said that the phone that joined as the same person was theirs. */
	again: boolean;
};

/**
 * Makes somebody a participant and gives the token for their cookie. Whoever was checked in after the seating gets a seat at once.
 * Refuses `invalidAttendance` (not checked in here), `invalidUnit`, `missingLabel` (no name or unit to be shown by), and `duplicate`
 * when another phone has joined as the same person, unless they say it was theirs (`again`): then the other phone is signed out.
 */
export async function join(
	db: Db,
	joined: Pick<JoinableCafe, 'cafeId' | 'municipalityId'>,
	actor: Actor | null,
	who: JoinRequest,
	now: Instant
) {
	return command(db, async (trx) => {
		const { cafeId, municipalityId } = joined;
		const cafe = await trx.selectFrom('cafe').selectAll().where('id', '=', cafeId).executeTakeFirstOrThrow();
		const listed = who.attendanceId === null ? null : await attendanceIn(trx, cafe.gatheringId, who.attendanceId);
		if (listed === undefined) return refuse('invalidAttendance');
		const unitId = listed ? listed.unitId : who.unitId;
		if (!listed && unitId !== null && !(await isUnitOf(trx, municipalityId, unitId))) return refuse('invalidUnit');
		const name = listed ? listed.name : who.name;
		if ((who.shownAs === 'name' && !name) || (who.shownAs === 'unit' && unitId === null)) return refuse('missingLabel');

		const own = actor?.municipalityId === municipalityId ? actor.id : null;
		const personId = own !== null && (listed === null || listed.personId === null || listed.personId === own) ? own : null;
		const attendanceId = listed?.id ?? null;
		const before = await participantsAs(trx, cafeId, { attendanceId, personId });
		const same = before.find((row) => attendanceId !== null && row.attendanceId === attendanceId) ?? before[0];
		const isTheirs = same !== undefined && personId !== null && same.personId === personId;
		if (same && same.leftAt === null && !isTheirs && !who.again) return refuse('duplicate');
		// The same person with an older row of their own, from before they found themselves on the list.
		for (const other of before)
			if (other.id !== same?.id)
				await trx.updateTable('participant').set({ personId: null, leftAt: now }).where('id', '=', other.id).execute();

		const { token, tokenHash } = newPhone(who.shownAs);
		const row = { tokenHash, personId, attendanceId, name, unitId, leftAt: null, votelessAt: cafe.phase === 'vote' ? now : null };
		const participantId = same?.id ?? newId();
		if (same) await trx.updateTable('participant').set(row).where('id', '=', same.id).execute();
		else {
			const startTableId = listed ? null : await roomiestStart(trx, cafe);
			const added = { id: participantId, municipalityId, cafeId, ...row, startTableId, joinedAt: now };
			await trx.insertInto('participant').values(added).execute();
		}
		if (listed) await clearAbsence(trx, cafeId, listed.id);
		if (listed && cafe.phase !== 'setUp') await seatLatecomers(trx, cafe);
		return { ok: true as const, token, participantId };
	});
}

function attendanceIn(trx: Db, gatheringId: string, id: string) {
	return trx.selectFrom('attendance').selectAll().where('id', '=', id).where('gatheringId', '=', gatheringId).executeTakeFirst();
}

async function isUnitOf(trx: Db, municipalityId: string, id: string): Promise<boolean> {
	const unit = await trx
		.selectFrom('unit')
		.select('id')
		.where('id', '=', id)
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirst();
	return unit !== undefined;
}

/** Participants of a café who are this attendance or this person. */
async function participantsAs(trx: Db, cafeId: string, who: { attendanceId: string | null; personId: string | null }) {
	const { attendanceId, personId } = who;
	return trx
		.selectFrom('participant')
		.select(['id', 'personId', 'attendanceId', 'leftAt'])
		.where('cafeId', '=', cafeId)
		.where((eb) =>
			eb.or([
				...(attendanceId === null ? [] : [eb('attendanceId', '=', attendanceId)]),
				...(personId === null ? [] : [eb('personId', '=', personId)])
			])
		)
		.execute();
}

/** Makes a signed-in host who opened their table without the code a participant, shown by name. Gives the token for their cookie. */
export async function joinAsHost(db: Db, host: Actor, cafeId: string, now: Instant): Promise<string | undefined> {
	const attendance = await db
		.selectFrom('attendance')
		.innerJoin('cafe', 'cafe.gatheringId', 'attendance.gatheringId')
		.select(['attendance.id', 'attendance.name', 'attendance.unitId'])
		.where('cafe.id', '=', cafeId)
		.where('attendance.personId', '=', host.id)
		.executeTakeFirst();
	if (!attendance) return undefined;
	const { id, name, unitId } = attendance;
	const joined = await join(
		db,
		{ cafeId, municipalityId: host.municipalityId },
		host,
		{ attendanceId: id, name, unitId, shownAs: 'name', again: false },
		now
	);
	return joined.ok ? joined.token : undefined;
}

/** Ends a participant's session on their phone, with its right to write on boards; the person may join again. */
export async function leave(db: Db, participantId: string, now: Instant): Promise<void> {
	await db.updateTable('participant').set({ tokenHash: null, leftAt: now }).where('id', '=', participantId).execute();
}

/** What the page for joining offers: those who are checked in, by name and with the unit they would be shown by; and the units. */
export async function joinChoices(
	db: Db,
	cafe: JoinableCafe
): Promise<{
	people: { attendanceId: string; name: string; unit: string | null; personId: string | null }[];
	units: { id: string; nameNn: string; nameNb: string }[];
}> {
	const people = await db
		.selectFrom('attendance')
		.innerJoin('cafe', 'cafe.gatheringId', 'attendance.gatheringId')
		.leftJoin('unit', 'unit.id', 'attendance.unitId')
		.select(['attendance.id as attendanceId', 'attendance.name', 'attendance.personId', 'attendance.unitId', 'unit.nameNn', 'unit.nameNb'])
		.where('cafe.id', '=', cafe.cafeId)
		.execute();
	const units = await db
		.selectFrom('unit')
		.select(['id', 'nameNn', 'nameNb'])
		.where('municipalityId', '=', cafe.municipalityId)
		.where('validTo', 'is', null)
		.orderBy('nameNn')
		.execute();
	return {
		units,
		people: people.map(({ attendanceId, name, personId, unitId, nameNn, nameNb }) => ({
			attendanceId,
			name,
			personId,
			unit: unitId === null ? null : inLanguage(cafe.locale, { nn: nameNn!, nb: nameNb! })
		}))
	};
}

/** The participant who sent a request, and the table where they sit now (null until people are seated); undefined before joining. */
export async function joinedAs(
	db: Db,
	who: Requester,
	cafe: Pick<JoinableCafe, 'cafeId' | 'locale' | 'phase' | 'round'>
): Promise<{ participant: Participant; tableId: string | null } | undefined> {
	const participant = await participantIn(db, who, cafe.cafeId, cafe.locale);
	if (!participant) return undefined;
	return { participant, tableId: (await tablesSoFar(db, participant, cafe)).now };
}

/** The start table of somebody who is not on the list that leads to the table with the fewest people in this round. */
async function roomiestStart(trx: Db, cafe: Pick<Cafe, 'id' | 'phase' | 'round'>): Promise<string> {
	const round = seatingRound(cafe);
	const tables = await trx.selectFrom('cafeTable').select('id').where('cafeId', '=', cafe.id).orderBy('number').execute();
	const seats = await trx
		.selectFrom('seat')
		.select((eb) => ['cafeTableId', eb.fn.countAll<number>().as('people')])
		.where('cafeId', '=', cafe.id)
		.where('round', '=', round)
		.groupBy('cafeTableId')
		.execute();
	const unlisted = await trx
		.selectFrom('participant')
		.select('startTableId')
		.where('cafeId', '=', cafe.id)
		.where('attendanceId', 'is', null)
		.where('leftAt', 'is', null)
		.execute();
	const step = (round - 1) % tables.length;
	const crowd = tables.map(({ id }, at) => {
		const start = tables[(at - step + tables.length) % tables.length]!.id;
		return {
			start,
			people:
				Number(seats.find((seat) => seat.cafeTableId === id)?.people ?? 0) + unlisted.filter((row) => row.startTableId === start).length
		};
	});
	return crowd.reduce((smallest, table) => (table.people < smallest.people ? table : smallest)).start;
}
