import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import type { Actor } from '#lib/people/model.ts';
import { record } from '#lib/people/audit.server.ts';
import { refuse } from '#lib/result.ts';
import type { Cafe, JoinedBy, ShownAs } from '../model.ts';
import { endPhone, enter, participantOf, type Identity } from './enter.server.ts';
import type { JoinableCafe } from './joinable.server.ts';
import { isNameOfOthers, mayBePicked } from './names.server.ts';
import { newPhone, phoneHash } from '../participants/phone.server.ts';
import { participantIn, tablesSoFar, type Participant, type Requester } from '../participants/participants.server.ts';

export type JoinRequest = {
	/** The attendance of somebody who is checked in; null for somebody who is not on the list. */
	attendanceId: string | null;
	/** The name typed by somebody who is not on the list; '' is none. */
	name: string;
	/** Only for somebody who is not on the list. */
	unitId: string | null;
	shownAs: ShownAs;
	/** Beside the table's code: the personal code of that attendance. An account needs none. */
	proof: 'personalCode' | null;
	/** The cookie that the phone has already; one phone is one participant. */
	guestToken?: string | null | undefined;
};

/** How many phones may wait at a café at once, and how many may be in that are on no list: twice a full hall. */
const max = { waiting: 100, unlisted: 1000 };

/**
 * Makes somebody a participant and gives the token for their cookie. Whoever was checked in after the seating gets a seat at once. Who is
 * signed in is themselves, and who has a personal code is the one it was made for: they take over from another phone at once (`ended` are
 * those whose sockets are to be closed). Everybody else may choose a name of the list that is nobody's with an account and no host's. They
 * wait (`participantId` is null) until somebody lets them in where another phone has the name, where newcomers are let in by hand, and
 * where the name or the phone was taken out.
 * Refuses `invalidAttendance` (not checked in here), `notAllowed` (a name that needs its proof; somebody else's personal code),
 * `duplicateName` (typed, and somebody else's), `invalidUnit`, `missingLabel` (no name or unit to be shown by), `limit` (too many
 * wait, or are in who are on no list).
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
		const own = actor?.municipalityId === municipalityId ? actor : null;
		const found = await identityOf(trx, cafe, own, who);
		if (!found.ok) return found;
		const { identity, joinedBy } = found;
		if ((who.shownAs === 'name' && !identity.name) || (who.shownAs === 'unit' && identity.unitId === null)) return refuse('missingLabel');

		const { same } = await participantOf(trx, cafeId, identity);
		const former = await leaveOnPhone(trx, cafe, who.guestToken, same?.id, now);
		const isInUse = same !== undefined && same.leftAt === null && !former.isTheirs;
		const isRemoved = same?.removedAt != null || former.reason !== null;
		const { token, tokenHash } = newPhone(who.shownAs);
		const ended = former.ended ? [former.ended] : [];
		if (isRemoved || (joinedBy === 'tableCode' && (isInUse || (cafe.newcomersWaitAt !== null && !former.isTheirs)))) {
			const { count } = await trx
				.selectFrom('waitingPhone')
				.select((eb) => eb.fn.countAll<number>().as('count'))
				.where('cafeId', '=', cafeId)
				.executeTakeFirstOrThrow();
			if (Number(count) >= max.waiting) return refuse('limit');
			const asks = { id: newId(), municipalityId, cafeId, tokenHash, ...identity, joinedBy, askedAt: now };
			await trx.insertInto('waitingPhone').values(asks).execute();
			if (former.reason !== null) await endPhone(trx, cafe, tokenHash, former.reason);
			return { ok: true as const, token, participantId: null, ended };
		}
		if (!same && identity.attendanceId === null && own === null && (await unlistedIn(trx, cafeId)) >= max.unlisted) return refuse('limit');
		const entered = await enter(trx, cafe, identity, { tokenHash, joinedBy }, now);
		if (isInUse && entered.ended !== null) {
			const by = own ?? { id: null, municipalityId, name: 'Samling' };
			await record(trx, by, 'participant.takeOver', { kind: 'participant', id: entered.participantId, detail: { joinedBy } }, now);
		}
		return { ok: true as const, token, participantId: entered.participantId, ended: entered.ended ? [...ended, entered.ended] : ended };
	});
}

async function unlistedIn(trx: Db, cafeId: string): Promise<number> {
	const { count } = await trx
		.selectFrom('participant')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('cafeId', '=', cafeId)
		.where('attendanceId', 'is', null)
		.where('personId', 'is', null)
		.where('leftAt', 'is', null)
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** Who it is that joins, and by what. */
async function identityOf(trx: Db, cafe: Cafe, own: Actor | null, { attendanceId, name, unitId, proof }: JoinRequest) {
	const found = (identity: Identity, joinedBy: JoinedBy) => ({ ok: true as const, identity, joinedBy });
	const attendances = trx.selectFrom('attendance').selectAll().where('gatheringId', '=', cafe.gatheringId);
	const listed = attendanceId === null ? undefined : await attendances.where('id', '=', attendanceId).executeTakeFirst();
	if (attendanceId !== null && !listed) return refuse('invalidAttendance');
	if (own && proof === 'personalCode' && listed?.personId !== own.id) return refuse('notAllowed');
	if (own) {
		const theirs = await attendances.where('personId', '=', own.id).executeTakeFirst();
		if (listed && listed.id !== theirs?.id) return refuse('notAllowed');
		const { name, unitId } = theirs ?? own;
		return found({ attendanceId: theirs?.id ?? null, personId: own.id, name, unitId }, 'account');
	}
	if (listed) {
		if (proof === null && !(await mayBePicked(trx, cafe.id, listed.id))) return refuse('notAllowed');
		return found({ attendanceId: listed.id, personId: null, name: listed.name, unitId: listed.unitId }, proof ?? 'tableCode');
	}
	if (unitId !== null && !(await isUnitOf(trx, cafe.municipalityId, unitId))) return refuse('invalidUnit');
	if (name && (await isNameOfOthers(trx, cafe, name))) return refuse('duplicateName');
	return found({ attendanceId: null, personId: null, name, unitId }, 'tableCode');
}

/**
 * A phone that comes again is nobody else any more. `isTheirs`: it was this participant's already; `ended`: its former cookie, when that
 * was another's; `reason`: it was taken out or turned away.
 */
async function leaveOnPhone(trx: Db, cafe: Cafe, guestToken: string | null | undefined, participantId: string | undefined, now: Instant) {
	if (!guestToken) return { isTheirs: false, ended: null, reason: null };
	const tokenHash = phoneHash(guestToken);
	const former = await trx
		.selectFrom('formerPhone')
		.select('reason')
		.where('cafeId', '=', cafe.id)
		.where('tokenHash', '=', tokenHash)
		.where('reason', '<>', 'takenOver')
		.executeTakeFirst();
	const before = await trx
		.selectFrom('participant')
		.select('id')
		.where('cafeId', '=', cafe.id)
		.where('tokenHash', '=', tokenHash)
		.executeTakeFirst();
	await trx.deleteFrom('waitingPhone').where('cafeId', '=', cafe.id).where('tokenHash', '=', tokenHash).execute();
	const reason = former?.reason ?? null;
	if (!before || before.id === participantId) return { isTheirs: before !== undefined, ended: null, reason };
	await leave(trx, before.id, now);
	return { isTheirs: false, ended: tokenHash, reason };
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

/** Makes a signed-in host who opened their table without the code a participant, shown by name. Gives the token for their cookie. */
export async function joinAsHost(
	db: Db,
	host: Actor,
	cafeId: string,
	now: Instant
): Promise<{ token: string; ended: string[] } | undefined> {
	const { municipalityId } = host;
	const whose = { attendanceId: null, name: '', unitId: null, shownAs: 'name', proof: null } as const;
	const joined = await join(db, { cafeId, municipalityId }, host, whose, now);
	return joined.ok && joined.participantId !== null ? { token: joined.token, ended: joined.ended } : undefined;
}

/** Ends a participant's session on their phone, with its right to write on boards; the person may join again. */
export async function leave(db: Db, participantId: string, now: Instant): Promise<void> {
	await db.updateTable('participant').set({ tokenHash: null, leftAt: now }).where('id', '=', participantId).execute();
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
