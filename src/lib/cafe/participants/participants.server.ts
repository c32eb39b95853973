import type { Locale } from '#db/schema/people.ts';
import { addMilliseconds, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { mayFacilitate, type Actor } from '#lib/people/model.ts';
import { isOver, lastDayOf, phoneHash, shownChoice } from './phone.server.ts';
import { areOpen, graceSeconds, maxShown, seatingRound, shownAtMost, rotation, type Cafe, type CafePhase, type ShownAs } from '../model.ts';

/**
 * Who sent a request, and when: the guest cookie's value (which ends with the day), the signed-in person, both or neither; and how the
 * latter wants to be shown.
 */
export type Requester = { now: Instant; guestToken?: string | null | undefined; actor?: Actor | null; shownAs?: string | null | undefined };

export type Participant = {
	id: string;
	municipalityId: string;
	cafeId: string;
	name: string;
	attendanceId: string | null;
	unitId: string | null;
	startTableId: string | null;
	/** What they chose, as their phone says. */
	shownAs: ShownAs;
	/** The label of each choice; null where they have no such label. */
	labels: { name: string | null; unit: string | null; none: '' };
	/** The label they chose; '' is none. A phase may allow less (`shownLabel`). */
	label: string;
	/** The request comes from the phone that they joined with, and not from another machine where they are signed in. */
	onPhone: boolean;
	/** They came by something that only they have: a personal code, or their account. */
	isProven: boolean;
};

export type AtTable = {
	/** Null for those who run the day, and for a signed-in host who has not joined. */
	participant: Participant | null;
	table: {
		id: string;
		number: number;
		question: string;
		/** Where it stands in the hall. */
		location: string | null;
		boardId: string;
		hostName: string | null;
		frozenAt: string | null;
		harvestedAt: string | null;
		damage: 'partly' | 'unread' | null;
		/** When the table asked for the facilitator, and when it said that it is ready to go on. */
		handAt: string | null;
		readyAt: string | null;
	};
	cafe: {
		id: string;
		municipalityId: string;
		gatheringId: string;
		gatheringTheme: string;
		phase: CafePhase;
		round: number;
		rounds: number;
		endsAt: string | null;
		pausedAt: string | null;
		silentAt: string | null;
		phaseAt: string;
		pendingStep: Cafe['pendingStep'];
		pendingAt: string | null;
		closedFrom: CafePhase | null;
		message: string | null;
		votesPerSeat: number;
		silentShows: ShownAs;
		talkShows: ShownAs;
		/** As of `lastDayOf`. */
		lastDay: CivilDate;
	};
	role: 'guest' | 'host' | 'facilitator';
	/** The label that others see, also on notes written in this phase; '' is none. */
	label: string;
	/** Their label on notes written alone, and on notes written together. */
	labels: { silent: string; talk: string };
	mode: 'write' | 'read';
	/** In the grace after a change of tables (L19): until when they may finish what they write at the table they come from. */
	writesUntil: Instant | null;
	/** They have sat here, or do. */
	wasHere: boolean;
	/** Whether they sit here now: hosts at their own table, guests where their seat is. */
	sitsHere: boolean;
	/** The table where they sit now, when that is another one. */
	goTo: string | null;
	/** They sit here under the host's name, and have shown nothing yet that only the host has. */
	mustProve: boolean;
};

/**
 * The requester at a table; undefined when the table is unknown or they have no access to it. Those who run the day write
 * everywhere; a host at their own table; a guest where they sit now, and for the grace after a change at the table they come from: then
 * they only read there, so that no note lands on a table that its writer has left (L24). When the boards are frozen everybody only reads.
 */
export async function participantFor(db: Db, who: Requester, tableId: string): Promise<AtTable | undefined> {
	const found = await tableOf(db, tableId);
	if (!found) return undefined;
	const { table, cafe, hostId, lockedAt, locale } = found;
	const participant = await participantIn(db, who, cafe.id, locale);
	const open = areOpen(cafe) && lockedAt === null;
	const actor = who.actor && who.actor.municipalityId === cafe.municipalityId ? who.actor : null;
	const seen = (role: AtTable['role'], rest: Pick<AtTable, 'mode' | 'sitsHere' | 'goTo'> & Partial<AtTable>): AtTable => {
		const shown = (max: ShownAs) => shownLabel(participant, actor, max);
		const labels = { silent: shown(cafe.silentShows), talk: shown(cafe.talkShows) };
		return { participant: participant ?? null, table, cafe, role, label: shown(maxShown(cafe)), labels, ...byDefault, ...rest };
	};
	if (actor && mayFacilitate(actor)) return seen('facilitator', { mode: open ? 'write' : 'read', sitsHere: false, goTo: null });
	const hostHasAccount = actor !== null && hostId !== null && (await isAttendanceOf(db, hostId, actor.id));
	if (!participant) return hostHasAccount ? seen('host', { mode: open ? 'write' : 'read', sitsHere: true, goTo: null }) : undefined;
	const sits = await tablesSoFar(db, participant, cafe);
	const sitsHere = sits.now === tableId;
	const wasHere = sits.visited.has(tableId);
	const graceEnds = cafe.phase === 'changeover' && sits.before === tableId && !sitsHere ? graceEnd(cafe.phaseAt) : null;
	const writesUntil = graceEnds !== null && who.now < graceEnds ? graceEnds : null;
	// Who has no seat in this round stays where they were.
	const mayWrite = sitsHere || writesUntil !== null || (sits.now === null && wasHere);
	const namesHost = hostId !== null && hostId === participant.attendanceId;
	const role = hostHasAccount || (namesHost && participant.isProven) ? 'host' : 'guest';
	return seen(role, {
		mode: open && (role === 'host' || mayWrite) ? 'write' : 'read',
		writesUntil: role === 'host' ? null : writesUntil,
		wasHere: role === 'host' || wasHere,
		sitsHere: role === 'host' || sitsHere,
		goTo: areOpen(cafe) && role !== 'host' && sits.now !== null && sits.now !== tableId ? sits.now : null,
		mustProve: namesHost && role !== 'host'
	});
}

const byDefault = { mustProve: false, writesUntil: null, wasHere: true };

/** The end of the grace after a change that happened at `since` (L19). */
export const graceEnd = (since: Instant): Instant => addMilliseconds(since, graceSeconds * 1000);

/** The label of somebody where a phase shows at most `max`: never more than they chose. Without a participant it is the name or ''. */
function shownLabel(participant: Participant | undefined, actor: Actor | null, max: ShownAs): string {
	if (participant) return participant.labels[shownAtMost(participant.shownAs, max)] ?? '';
	return max === 'name' ? (actor?.name ?? '') : '';
}

/**
 * The participant of a café with this cookie, else of this signed-in person; undefined for those who left, were taken out or disabled, and
 * for a cookie when the café's last day is over.
 */
export async function participantIn(db: Db, who: Requester, cafeId: string, locale: Locale): Promise<Participant | undefined> {
	const { guestToken, actor } = who;
	if (!guestToken && !actor) return undefined;
	const tokenHash = guestToken && !(await isPhoneTimeOver(db, cafeId, who.now)) ? phoneHash(guestToken) : null;
	if (tokenHash === null && !actor) return undefined;
	const rows = await db
		.selectFrom('participant')
		.leftJoin('person', 'person.id', 'participant.personId')
		.leftJoin('unit', 'unit.id', 'participant.unitId')
		.selectAll('participant')
		.select(['unit.nameNn', 'unit.nameNb'])
		.where('participant.cafeId', '=', cafeId)
		.where('participant.leftAt', 'is', null)
		.where('person.disabledAt', 'is', null)
		.where((eb) =>
			eb.or([
				...(tokenHash ? [eb('participant.tokenHash', '=', tokenHash)] : []),
				...(actor ? [eb('participant.personId', '=', actor.id)] : [])
			])
		)
		.execute();
	const row = rows.find(({ personId }) => actor && personId === actor.id) ?? rows[0];
	if (!row) return undefined;
	// As they chose: who sits there will understand who it is. In what outlives the day a unit may not be named (`guardUnits`).
	const unit = row.unitId === null ? null : inLanguage(locale, { nn: row.nameNn!, nb: row.nameNb! });
	const labels = { name: row.name || null, unit, none: '' as const };
	const { id, municipalityId, name, attendanceId, unitId, startTableId } = row;
	const shownAs = shownChoice(who);
	const onPhone = tokenHash !== null && row.tokenHash === tokenHash;
	const isProven = row.joinedBy !== 'tableCode' || (actor !== null && actor !== undefined && row.personId === actor.id);
	const as = { id, municipalityId, cafeId, name, attendanceId, unitId, startTableId };
	return { ...as, shownAs, labels, label: labels[shownAs] ?? '', onPhone, isProven };
}

async function isPhoneTimeOver(db: Db, cafeId: string, now: Instant): Promise<boolean> {
	const cafe = await db
		.selectFrom('cafe')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.select(['gathering.date', 'cafe.createdAt'])
		.where('cafe.id', '=', cafeId)
		.executeTakeFirst();
	return cafe === undefined || isOver(lastDayOf(cafe), now);
}

/**
 * The table where a participant sits in the current round (before the first: in the first; in a changeover: in the next), the one where
 * they sat in the round before that, and all where they have sat so far.
 */
export async function tablesSoFar(
	db: Db,
	participant: Pick<Participant, 'attendanceId' | 'startTableId' | 'cafeId'>,
	cafe: { phase: CafePhase; round: number }
): Promise<{ now: string | null; before: string | null; visited: Set<string> }> {
	if (cafe.phase === 'setUp') return { now: null, before: null, visited: new Set() };
	const round = seatingRound(cafe);
	if (participant.attendanceId !== null) {
		const seats = await db
			.selectFrom('seat')
			.select(['round', 'cafeTableId'])
			.where('cafeId', '=', participant.cafeId)
			.where('attendanceId', '=', participant.attendanceId)
			.where('round', '<=', round)
			.execute();
		return {
			now: seats.find((seat) => seat.round === round)?.cafeTableId ?? null,
			before: seats.find((seat) => seat.round === round - 1)?.cafeTableId ?? null,
			visited: new Set(seats.map((seat) => seat.cafeTableId))
		};
	}
	const tables = await db.selectFrom('cafeTable').select('id').where('cafeId', '=', participant.cafeId).orderBy('number').execute();
	const route = Array.from({ length: round }, (_, at) =>
		rotation(
			tables.map(({ id }) => id),
			participant.startTableId,
			at + 1
		)
	);
	return { now: route.at(-1) ?? null, before: route.at(-2) ?? null, visited: new Set(route.filter((id) => id !== null)) };
}

async function isAttendanceOf(db: Db, attendanceId: string, personId: string): Promise<boolean> {
	const found = await db
		.selectFrom('attendance')
		.select('id')
		.where('id', '=', attendanceId)
		.where('personId', '=', personId)
		.executeTakeFirst();
	return found !== undefined;
}

async function tableOf(db: Db, tableId: string) {
	const row = await db
		.selectFrom('cafeTable')
		.innerJoin('cafe', 'cafe.id', 'cafeTable.cafeId')
		.innerJoin('gathering', 'gathering.id', 'cafe.gatheringId')
		.innerJoin('municipality', 'municipality.id', 'cafe.municipalityId')
		.leftJoin('attendance as host', 'host.id', 'cafeTable.hostId')
		.select(['cafeTable.id', 'cafeTable.number', 'cafeTable.question', 'cafeTable.location', 'cafeTable.boardId', 'cafeTable.hostId'])
		.select('host.name as hostName')
		.select(['cafeTable.frozenAt', 'cafeTable.harvestedAt', 'cafeTable.damage'])
		.select(['cafeTable.handAt', 'cafeTable.readyAt', 'cafeTable.lockedAt'])
		.select([
			'cafe.id as cafeId',
			'cafe.municipalityId',
			'cafe.gatheringId',
			'cafe.phase',
			'cafe.round',
			'cafe.rounds',
			'cafe.endsAt',
			'cafe.pausedAt',
			'cafe.silentAt',
			'cafe.phaseAt',
			'cafe.pendingStep',
			'cafe.pendingAt',
			'cafe.closedFrom',
			'cafe.message',
			'cafe.votesPerSeat',
			'cafe.silentShows',
			'cafe.talkShows'
		])
		.select(['gathering.theme as gatheringTheme', 'gathering.date', 'cafe.createdAt', 'municipality.locale'])
		.where('cafeTable.id', '=', tableId)
		.executeTakeFirst();
	if (!row) return undefined;
	const { id, number, question, location, boardId, hostName, frozenAt, harvestedAt, damage, handAt, readyAt, ...rest } = row;
	const { lockedAt, hostId, locale, cafeId, date, createdAt, ...cafe } = rest;
	const table = { id, number, question, location, boardId, hostName, frozenAt, harvestedAt, damage, handAt, readyAt };
	return { table, cafe: { id: cafeId, ...cafe, lastDay: lastDayOf({ date, createdAt }) }, hostId, lockedAt, locale };
}
