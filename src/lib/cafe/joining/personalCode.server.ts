import { takeTables } from '../hosts/arrival.server.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { arrive, isHere } from '#lib/gatherings/attendance/commands.server.ts';
import { invitationOf, isOthers, type Key } from '#lib/gatherings/invitations/rsvp.server.ts';
import { newCode, typedCode } from '#lib/joincode.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { hashOf } from '#lib/tokens.server.ts';
import type { RateLimit } from '#lib/rateLimit.server.ts';
import { requireCafe } from '../setup/create.server.ts';
import { seatingRound } from '../model.ts';
import { cafeIdOf } from '../queries.server.ts';
import { findByCode, joinableCafe, type JoinableCafe } from './joinable.server.ts';

/*
 * A personal code says who somebody is: it is on their name tag, or somebody who runs the day shows it to them. Only its hash is stored,
 * so a tag that is printed again has a new code, and the one printed before works as well. It is looked up by the hash: how long that
 * takes tells nothing of the code.
 */

/** Symbols of a personal code: 57 random bits, so that the hashes in a copy of the database are not undone within the day. */
const length = 12;

type Whose = { personId: string | null; attendanceId: string | null };

/** A fresh personal code for each of these people, by key. Refuses `notAllowed` and `notFound`. */
export async function createPersonalCodes(
	db: Db,
	actor: Actor,
	cafeId: string,
	people: readonly (Whose & { key: string })[],
	now: Instant
) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const codes: Record<string, string> = {};
		for (const { key, personId, attendanceId } of people)
			codes[key] = await createPersonalCode(trx, { id: cafeId, municipalityId: actor.municipalityId }, { personId, attendanceId });
		const subject = { kind: 'cafe', id: cafeId, detail: { codes: people.length } };
		await record(trx, actor, 'personalCode.create', subject, now);
		return { ok: true as const, codes };
	});
}

/** The same for one who is checked in, to be shown to them. Refuses `notAllowed`, `notFound` and `conflictPerson` (not checked in). */
export async function showPersonalCode(db: Db, actor: Actor, cafeId: string, attendanceId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const attendance = await trx
			.selectFrom('attendance')
			.select(['id', 'personId', 'name'])
			.where('id', '=', attendanceId)
			.where('gatheringId', '=', found.cafe.gatheringId)
			.executeTakeFirst();
		if (!attendance) return refuse('conflictPerson');
		const code = await createPersonalCode(trx, found.cafe, { personId: null, attendanceId });
		await record(trx, actor, 'personalCode.create', { kind: 'cafe', id: cafeId, detail: { codes: 1 } }, now);
		return { ok: true as const, code, name: attendance.name };
	});
}

/** A fresh personal code of somebody, as it is written down; its hash is stored. */
export async function createPersonalCode(trx: Db, cafe: { id: string; municipalityId: string }, whose: Whose): Promise<string> {
	const code = newCode(length);
	const { id: cafeId, municipalityId } = cafe;
	await trx
		.insertInto('personalCode')
		.values({ codeHash: hashOf(code), municipalityId, cafeId, ...whose })
		.execute();
	return code;
}

export type PersonalCode = Whose & { cafe: JoinableCafe; name: string };

/** Whose a typed or scanned code is, on the day; undefined for wrong, over, erased and another installation's alike. */
export async function personalCodeOf(db: Db, typed: string, now: Instant): Promise<PersonalCode | undefined> {
	const code = typedCode(typed, length);
	if (code === null) return undefined;
	const found = await db
		.selectFrom('personalCode')
		.leftJoin('person', 'person.id', 'personalCode.personId')
		.leftJoin('attendance', 'attendance.id', 'personalCode.attendanceId')
		.select(['personalCode.cafeId', 'personalCode.personId', 'personalCode.attendanceId', 'person.name', 'person.disabledAt'])
		.select(['attendance.name as attendanceName', 'attendance.personId as attendancePersonId'])
		.where('personalCode.codeHash', '=', hashOf(code))
		.executeTakeFirst();
	if (!found || found.disabledAt !== null) return undefined;
	const cafe = await joinableCafe(db, { cafeId: found.cafeId }, now);
	const { attendanceId, attendancePersonId } = found;
	return cafe && { cafe, personId: found.personId ?? attendancePersonId, attendanceId, name: found.attendanceName ?? found.name ?? '' };
}

/**
 * Where a code leads that somebody typed at `address`: the table's, or a personal one. Refuses `invalid`, and `limit` after too many wrong
 * codes.
 */
export async function findByTypedCode(db: Db, wrongCodes: RateLimit, typed: { code: string; address: string }, now: Instant) {
	if (await personalCodeOf(db, typed.code, now)) return { ok: true as const, leadsTo: `/seat/${typedCode(typed.code, length)}` };
	const answer = await findByCode(db, wrongCodes, typed, now);
	return answer.ok ? { ok: true as const, leadsTo: `/join/${answer.cafe.joinToken}` } : answer;
}

/** As `personalCodeOf`, for somebody at `address`. Refuses `invalid`, and `limit` after too many wrong codes. */
export async function findPersonalCode(db: Db, wrongCodes: RateLimit, typed: { code: string; address: string }, now: Instant) {
	const found = await personalCodeOf(db, typed.code, now);
	if (found) return { ok: true as const, found };
	return (await wrongCodes.allows(typed.address)) ? refuse('invalid') : refuse('limit');
}

/** Where whoever has the code sits in this round, and the unit they may be shown by; null where there is none yet. */
export async function seatOf(
	db: Db,
	{ cafe, personId, attendanceId }: PersonalCode
): Promise<{ table: { number: number; location: string | null } | null; unit: { nn: string; nb: string } | null }> {
	const here = await db
		.selectFrom('attendance')
		.innerJoin('cafe', 'cafe.gatheringId', 'attendance.gatheringId')
		.leftJoin('unit', 'unit.id', 'attendance.unitId')
		.select(['attendance.id', 'unit.nameNn', 'unit.nameNb'])
		.where('cafe.id', '=', cafe.cafeId)
		.where((eb) => (attendanceId !== null ? eb('attendance.id', '=', attendanceId) : eb('attendance.personId', '=', personId)))
		.executeTakeFirst();
	if (!here) {
		const unit = await db
			.selectFrom('person')
			.innerJoin('unit', 'unit.id', 'person.unitId')
			.select(['unit.nameNn', 'unit.nameNb'])
			.where('person.id', '=', personId)
			.executeTakeFirst();
		return { table: null, unit: unit ? { nn: unit.nameNn, nb: unit.nameNb } : null };
	}
	const seat = await db
		.selectFrom('seat')
		.innerJoin('cafeTable', 'cafeTable.id', 'seat.cafeTableId')
		.select(['cafeTable.number', 'cafeTable.location'])
		.where('seat.cafeId', '=', cafe.cafeId)
		.where('seat.attendanceId', '=', here.id)
		.where('seat.round', '=', seatingRound(cafe))
		.executeTakeFirst();
	return { table: seat ?? null, unit: here.nameNn === null ? null : { nn: here.nameNn, nb: here.nameNb! } };
}

/**
 * The attendance of whoever has the code. The name tag is handed out at the door: who comes with one while it is open, and was not checked
 * in, is here. Undefined before the doors are open.
 */
export async function attendanceOf(trx: Db, { cafe, personId, attendanceId }: PersonalCode, now: Instant): Promise<string | undefined> {
	if (attendanceId !== null || personId === null) return attendanceId ?? undefined;
	const gathering = await trx
		.selectFrom('cafe')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select(['gathering.id', 'gathering.state'])
		.where('cafe.id', '=', cafe.cafeId)
		.executeTakeFirstOrThrow();
	const here = await trx
		.selectFrom('attendance')
		.select('id')
		.where('gatheringId', '=', gathering.id)
		.where('personId', '=', personId)
		.executeTakeFirst();
	if (here || gathering.state !== 'open') return here?.id;
	const person = await trx
		.selectFrom('person')
		.select(['id', 'name', 'unitId', 'levelId'])
		.where('id', '=', personId)
		.executeTakeFirstOrThrow();
	const arrivedAs = await arrive(trx, cafe.municipalityId, gathering.id, person, now);
	await takeTables(trx, now);
	return arrivedAs;
}

/**
 * A personal code by the link of an invitation, or for a signed-in person's own: whoever was asked and is checked in comes to their seat.
 * Refuses `notFound`, `notAllowed` (somebody else's link), `closedDoors` (not checked in) and `closedCafe` (there is none to join).
 */
export async function codeByInvitation(db: Db, key: Key, now: Instant) {
	return command(db, async (trx) => {
		const invitation = await invitationOf(trx, key);
		if (!invitation) return refuse('notFound');
		if (isOthers(key, invitation)) return refuse('notAllowed');
		const { municipalityId, gatheringId, personId } = invitation;
		if (!(await isHere(trx, gatheringId, personId))) return refuse('closedDoors');
		const cafeId = await cafeIdOf(trx, municipalityId, gatheringId);
		if (cafeId === undefined || !(await joinableCafe(trx, { cafeId }, now))) return refuse('closedCafe');
		return { ok: true as const, code: await createPersonalCode(trx, { id: cafeId, municipalityId }, { personId, attendanceId: null }) };
	});
}
