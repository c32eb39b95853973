import type { Locale } from '#db/schema/people.ts';
import { inTransaction, type Db } from '#lib/db/open.server.ts';
import { civilDate, type Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { newSecret } from '#lib/tokens.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { typedCode } from '#lib/joincode.ts';
import { createRateLimit } from '#lib/rateLimit.server.ts';
import { isJoinable, seatingRound, type Cafe, type CafePhase, type ShownAs } from '../model.ts';
import { participantIn, tablesSoFar, unitLabel, type Requester, type Participant } from './participants.server.ts';
import { isBack, seatLatecomers } from '../seating/latecomers.server.ts';

/**
 * How often an address may send a wrong code: 25 in a minute. Right codes cost nothing, since a whole hall shares one
 * address; while it is blocked, right ones still pass.
 */
export const createWrongCodes = () => createRateLimit({ max: 25, seconds: 60 });

/** A café as its door shows it. */
export type Door = {
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

/** The café a typed code or a QR token opens now; undefined for wrong, expired, rotated and locked alike. */
export async function doorFor(db: Db, key: { code: string } | { token: string }, now: Instant): Promise<Door | undefined> {
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
	const { joinLockedAt: _locked, date: _date, state: _state, ...door } = found;
	return door;
}

export type Who = {
	/** The attendance of somebody who is checked in; null for one who is not on the list. */
	attendanceId: string | null;
	/** What one who is not on the list calls themselves; '' is nobody. */
	name: string;
	/** Only for one who is not on the list. */
	unitId: string | null;
	shownAs: ShownAs;
	/** They have said that the phone that joined as them before was theirs. */
	again: boolean;
};

/**
 * Takes somebody in: gives the token for their cookie. Whoever was checked in after the seating gets a seat at once.
 * Refuses `notOnTheList`, `unknownUnit`, `nothingToShow` (no name or unit to be shown by), and `alreadyJoined` when
 * another phone has joined as the same person, unless they say it was theirs: then the other phone is out.
 */
export async function join(
	db: Db,
	door: Pick<Door, 'cafeId' | 'municipalityId'>,
	actor: Actor | null,
	who: Who,
	now: Instant
): Promise<
	| { ok: true; token: string; participantId: string }
	| { ok: false; reason: 'notOnTheList' | 'unknownUnit' | 'nothingToShow' | 'alreadyJoined' }
> {
	return inTransaction(db, async (trx) => {
		const { cafeId, municipalityId } = door;
		const cafe = await trx.selectFrom('cafe').selectAll().where('id', '=', cafeId).executeTakeFirstOrThrow();
		const own = actor?.municipalityId === municipalityId ? actor.id : null;
		const listed =
			who.attendanceId === null
				? null
				: await trx
						.selectFrom('attendance')
						.selectAll()
						.where('id', '=', who.attendanceId)
						.where('gatheringId', '=', cafe.gatheringId)
						.executeTakeFirst();
		if (listed === undefined) return { ok: false, reason: 'notOnTheList' };
		const unitId = listed ? listed.unitId : who.unitId;
		if (!listed && unitId !== null) {
			const unit = await trx
				.selectFrom('unit')
				.select('id')
				.where('id', '=', unitId)
				.where('municipalityId', '=', municipalityId)
				.executeTakeFirst();
			if (!unit) return { ok: false, reason: 'unknownUnit' };
		}
		const name = listed ? listed.name : who.name;
		if ((who.shownAs === 'name' && !name) || (who.shownAs === 'unit' && unitId === null)) return { ok: false, reason: 'nothingToShow' };

		const personId = own !== null && (listed === null || listed.personId === null || listed.personId === own) ? own : null;
		const before = await trx
			.selectFrom('participant')
			.select(['id', 'personId', 'attendanceId', 'leftAt'])
			.where('cafeId', '=', cafeId)
			.where((eb) => eb.or([...(listed ? [eb('attendanceId', '=', listed.id)] : []), ...(personId ? [eb('personId', '=', personId)] : [])]))
			.execute();
		const same = before.find((row) => listed && row.attendanceId === listed.id) ?? before[0];
		const isTheirs = same !== undefined && personId !== null && same.personId === personId;
		if (same && same.leftAt === null && !isTheirs && !who.again) return { ok: false, reason: 'alreadyJoined' };
		// The same person with an older row of their own, from before they found themselves on the list.
		for (const other of before)
			if (other.id !== same?.id)
				await trx.updateTable('participant').set({ personId: null, leftAt: now }).where('id', '=', other.id).execute();

		const { token, tokenHash } = newSecret();
		const row = { tokenHash, personId, attendanceId: listed?.id ?? null, name, unitId, shownAs: who.shownAs, leftAt: null };
		const participantId = same?.id ?? newId();
		if (same) await trx.updateTable('participant').set(row).where('id', '=', same.id).execute();
		else
			await trx
				.insertInto('participant')
				.values({
					id: participantId,
					municipalityId,
					cafeId,
					...row,
					startTableId: listed ? null : await roomiestStart(trx, cafe),
					joinedAt: now
				})
				.execute();
		if (listed) await isBack(trx, cafeId, listed.id);
		if (listed && cafe.phase !== 'setUp') await seatLatecomers(trx, cafe);
		return { ok: true, token, participantId };
	});
}

/** A signed-in host who came straight to their table, without the code, is taken in by name when they vote or choose how they are shown. */
export async function joinAsHost(db: Db, host: Actor, cafeId: string, now: Instant): Promise<void> {
	const attendance = await db
		.selectFrom('attendance')
		.innerJoin('cafe', 'cafe.gatheringId', 'attendance.gatheringId')
		.select(['attendance.id', 'attendance.name', 'attendance.unitId'])
		.where('cafe.id', '=', cafeId)
		.where('attendance.personId', '=', host.id)
		.executeTakeFirst();
	if (!attendance) return;
	const { id, name, unitId } = attendance;
	await join(
		db,
		{ cafeId, municipalityId: host.municipalityId },
		host,
		{ attendanceId: id, name, unitId, shownAs: 'name', again: false },
		now
	);
}

/** The phone leaves; whoever it was may join again. Gives the boards' principal nothing more to write with. */
export async function leave(db: Db, participantId: string, now: Instant): Promise<void> {
	await db.updateTable('participant').set({ tokenHash: null, leftAt: now }).where('id', '=', participantId).execute();
}

/** Who one may be here: the checked in by name, and how each of them would be shown. Names only, behind a right code. */
export async function listAtDoor(
	db: Db,
	door: Door
): Promise<{
	people: { attendanceId: string; name: string; unit: string | null; personId: string | null }[];
	units: { id: string; nameNn: string; nameNb: string }[];
}> {
	const people = await db
		.selectFrom('attendance')
		.innerJoin('cafe', 'cafe.gatheringId', 'attendance.gatheringId')
		.leftJoin('unit', 'unit.id', 'attendance.unitId')
		.select(['attendance.id as attendanceId', 'attendance.name', 'attendance.personId', 'attendance.unitId', 'unit.nameNn', 'unit.nameNb'])
		.where('cafe.id', '=', door.cafeId)
		.execute();
	const units = await db
		.selectFrom('unit')
		.select(['id', 'nameNn', 'nameNb'])
		.where('municipalityId', '=', door.municipalityId)
		.where('validTo', 'is', null)
		.orderBy('nameNn')
		.execute();
	const labels = new Map<string, string>();
	for (const { unitId, nameNn, nameNb } of people) {
		if (unitId !== null && !labels.has(unitId))
			labels.set(unitId, await unitLabel(db, door.cafeId, unitId, inLanguage(door.locale, { nn: nameNn!, nb: nameNb! }), door.locale));
	}
	return {
		units,
		people: people.map(({ attendanceId, name, personId, unitId }) => ({
			attendanceId,
			name,
			personId,
			unit: unitId === null ? null : labels.get(unitId)!
		}))
	};
}

/** Who knocks at this café and where they sit now; `tableId` null until people are seated. */
export async function placeAt(
	db: Db,
	who: Requester,
	door: Pick<Door, 'cafeId' | 'locale' | 'phase' | 'round'>
): Promise<{ participant: Participant; tableId: string | null } | undefined> {
	const participant = await participantIn(db, who, door.cafeId, door.locale);
	if (!participant) return undefined;
	return { participant, tableId: (await tablesSoFar(db, participant, door)).now };
}

/** Where one who is not on the list begins, so that in this round they come to the table with the fewest. */
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
	return crowd.reduce((least, table) => (table.people < least.people ? table : least)).start;
}
