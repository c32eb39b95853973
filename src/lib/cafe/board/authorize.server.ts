import { createHash } from 'node:crypto';
import type { Db } from '#lib/db/open.server.ts';
import type { Access, Admission, ConnectionRequest, FinalCode } from '#lib/live/contract.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { isSecure, type Sessions } from '#lib/people/auth/sessions.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { isSilent, shownAtMost, type ShownAs } from '../model.ts';
import { graceEnd, participantFor, type AtTable } from '../participants/participants.server.ts';
import { privateBoardMark } from '../participants/ownerMark.server.ts';
import { cookiesIn, guestCookie, phoneHash, phoneSecret, shownCookie } from '../participants/phone.server.ts';

/**
 * Authorises a connection to a board, and says with which rights (L2, L3). Called again whenever rights or the stage may have
 * changed. Closes with 4401 when the requester is unknown, 4411 when another phone took over their name, 4412 when they were taken
 * out, 4403 when the table or the private board is not theirs, 4404 when there is no such board (nor one of their municipality), 4409
 * when its table was removed, the private board was revealed or the board is closed: what was frozen is on its page, and nothing else of
 * it is given out.
 */
export function createAuthorizer(db: Db, sessions: Sessions, now: () => Instant): (request: ConnectionRequest) => Promise<Admission> {
	const names = { guest: guestCookie(isSecure(sessions)), shown: shownCookie(isSecure(sessions)) };
	return async function authorize({ boardId, cookie, searchParams }) {
		const board = await db.selectFrom('board').select(['municipalityId', 'closedAt']).where('id', '=', boardId).executeTakeFirst();
		if (!board) return { close: 4404 };
		const privateBoard = await db
			.selectFrom('sheet')
			.select(['cafeTableId', 'owner', 'round', 'revealedAt'])
			.where('boardId', '=', boardId)
			.executeTakeFirst();
		const table = privateBoard
			? { id: privateBoard.cafeTableId }
			: await db.selectFrom('cafeTable').select('id').where('boardId', '=', boardId).executeTakeFirst();
		if (!table) return { close: 4409 };
		const cookies = cookiesIn(cookie);
		const secrets = { sessionId: cookies.get(sessions.sessionCookieName), guestToken: cookies.get(names.guest) };
		const actor = secrets.sessionId ? await actorBehind(db, sessions, secrets.sessionId) : null;
		const who = { now: now(), guestToken: secrets.guestToken, actor, shownAs: cookies.get(names.shown) };
		const at = await participantFor(db, who, table.id);
		if (!at) {
			const ended = await codeOfFormerPhone(db, secrets.guestToken);
			return { close: ended ?? (!actor ? 4401 : actor.municipalityId === board.municipalityId ? 4403 : 4404) };
		}
		const projector = searchParams.get('view') === 'projector';
		const secret = pseudonymOf(at, secrets);
		const id = at.role === 'facilitator' ? actor!.id : secret;
		if (privateBoard) {
			// Only its writer has access to a private board, neither the facilitator nor the projector (L20).
			const mark = privateBoardMark(secret, privateBoard.cafeTableId, privateBoard.round);
			if (projector || at.role === 'facilitator' || privateBoard.owner !== mark) return { close: 4403 };
			if (privateBoard.revealedAt !== null || !isSilent(at.cafe) || privateBoard.round !== at.cafe.round) return { close: 4409 };
			return { principal: { ...unseen, id, secret, isListed: isListed(at), writesAs: writesAs(at, at.cafe.silentShows) }, mode: 'write' };
		}
		if (board.closedAt !== null) return { close: 4409 };
		if (at.goTo !== null && !at.wasHere) return { close: 4403 };
		if (projector && at.role !== 'facilitator') return { close: 4403 };
		return {
			principal: {
				...unseen,
				id: projector ? `${id}:projector` : id,
				secret,
				moderates: at.role !== 'guest' && !projector,
				isListed: isListed(at),
				writesAs: projector || at.mode !== 'write' ? [] : writesAs(at, at.cafe.talkShows)
			},
			...(projector ? { mode: 'read' as const } : rightsOnTable(at, now()))
		};
	};
}

/**
 * While everybody writes alone nobody writes on the table's board (L20): the facilitator at once, those who sit there after the
 * time to finish a sentence (L19). In that time those who have left for another table finish theirs, too.
 */
function rightsOnTable(at: AtTable, now: Instant): Pick<Access, 'mode' | 'until'> {
	if (at.mode === 'read') return { mode: 'read' };
	const until = isSilent(at.cafe) ? graceEnd(at.cafe.silentAt!) : (at.writesUntil ?? undefined);
	if (isSilent(at.cafe) && (at.role === 'facilitator' || now >= until!)) return { mode: 'read' };
	return { mode: 'write', until };
}

/**
 * Presence at a table is a number and nothing else: who is shown without a name while the others have theirs is the one who writes
 * without one.
 */
const unseen = { label: '', role: '', colour: 0 };

/**
 * The labels allowed on their notes where a phase shows at most `max` (L21). Which of them a note gets is chosen on the phone: the
 * server is not told of a choice, only of a note.
 */
function writesAs({ labels, participant }: AtTable, max: ShownAs): string[] {
	if (!participant) return [labels.talk];
	const shown = (['name', 'unit', 'none'] as const).filter((choice) => shownAtMost(choice, max) === choice);
	return [...new Set(shown.map((choice) => participant.labels[choice] ?? ''))];
}

/**
 * The id by which the live server knows somebody while they are there: a hash of the secret in their cookie, which is not in the
 * database. What is stored is hashed with it once more, each time with something else (L8, L21).
 */
export function pseudonymOf({ participant }: Pick<AtTable, 'participant'>, { guestToken, sessionId }: Secrets): string {
	// A cookie that is nobody's phone is no secret: who is signed in could send another one each time, and be somebody else each time.
	return pseudonym((participant?.onPhone ? guestToken : undefined) ?? sessionId ?? '');
}

/** Somebody whom the municipality expects here, as anybody with the table's code is not. */
const isListed = ({ role, participant }: AtTable) =>
	role !== 'guest' || participant?.attendanceId != null || participant?.isProven === true;

type Secrets = { guestToken?: string | undefined; sessionId?: string | undefined };

/** As `pseudonymOf`, of one secret. */
export function pseudonym(secret: string): string {
	return createHash('sha256')
		.update(`board principal ${phoneSecret(secret)}`)
		.digest('hex')
		.slice(0, 24);
}

/** One of the twelve colours, chosen by the pseudonym: the unit's colour would reveal the unit. */
export function colourOf(id: string): number {
	return createHash('sha256').update(id).digest()[0]! % 12;
}

export async function actorBehind(db: Db, sessions: Sessions, sessionId: string): Promise<Actor | null> {
	const { user } = await sessions.validateSession(sessionId);
	return user ? ((await actorOf(db, user.id)) ?? null) : null;
}

/** The code that tells a phone why its cookie is dead; undefined for one that was never in, or left by itself. */
async function codeOfFormerPhone(db: Db, guestToken: string | undefined): Promise<FinalCode | undefined> {
	if (guestToken === undefined) return undefined;
	const former = await db.selectFrom('formerPhone').select('reason').where('tokenHash', '=', phoneHash(guestToken)).executeTakeFirst();
	return former && (former.reason === 'takenOver' ? 4411 : 4412);
}
