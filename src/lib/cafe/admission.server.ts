import { createHash } from 'node:crypto';
import type { Db } from '#lib/db/open.server.ts';
import type { Admission, Knock } from '#lib/live/contract.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import type { Sessions } from '#lib/people/sessions.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { guestCookie, participantFor, type AtTable } from './participants.server.ts';

/**
 * Who may come to a board, and as what (L2, L3). Asked again whenever rights or the stage may have changed.
 * 4401 nobody is known behind the knock, 4403 known but this isn't their table, 4404 no such board (another municipality's
 * is none either), 4409 a board whose table was taken away.
 */
export function createAdmission(db: Db, sessions: Sessions): (knock: Knock) => Promise<Admission> {
	return async function admit({ boardId, cookie, searchParams }) {
		const board = await db.selectFrom('board').select('municipalityId').where('id', '=', boardId).executeTakeFirst();
		if (!board) return { close: 4404 };
		const table = await db.selectFrom('cafeTable').select('id').where('boardId', '=', boardId).executeTakeFirst();
		if (!table) return { close: 4409 };
		const cookies = cookiesIn(cookie);
		const sessionId = cookies.get(sessions.sessionCookieName);
		const guestToken = cookies.get(guestCookie);
		const actor = sessionId ? await actorBehind(db, sessions, sessionId) : null;
		const at = await participantFor(db, { guestToken, actor }, table.id);
		if (!at) return { close: !actor ? 4401 : actor.municipalityId === board.municipalityId ? 4403 : 4404 };
		if (at.goTo !== null && at.mode === 'read') return { close: 4403 };
		const id = at.role === 'facilitator' ? actor!.id : pseudonym(guestToken ?? sessionId!);
		const projector = searchParams.get('view') === 'projector';
		if (projector && at.role !== 'facilitator') return { close: 4403 };
		return {
			principal: {
				id: projector ? `${id}:projector` : id,
				label: projector ? '' : at.label,
				role: projector ? 'projector' : at.role,
				colour: colourOf(id),
				writesAs: projector ? [] : writesAs(at)
			},
			mode: projector ? 'read' : at.mode
		};
	};
}

/** What may stand as the writer of their notes: what they chose to be shown as, nothing else (L21). */
function writesAs(at: AtTable): string[] {
	return at.mode === 'write' ? [at.label] : [];
}

/**
 * The id by which the live server knows somebody, and which is stored with what they write: from the secret in their
 * cookie, which the database does not have, so that no copy of it tells who wrote what (L21).
 */
export function pseudonym(secret: string): string {
	return createHash('sha256').update(`board principal ${secret}`).digest('hex').slice(0, 24);
}

/** One of the twelve colours of the house, by the pseudonym: a unit's colour would tell the unit. */
function colourOf(id: string): number {
	return createHash('sha256').update(id).digest()[0]! % 12;
}

async function actorBehind(db: Db, sessions: Sessions, sessionId: string): Promise<Actor | null> {
	const { user } = await sessions.validateSession(sessionId);
	return user ? ((await actorOf(db, user.id)) ?? null) : null;
}

/** The cookies of a `Cookie` header (RFC 6265 §4.2.1); of a name that comes twice, the first. */
function cookiesIn(header: string | undefined): Map<string, string> {
	const cookies = new Map<string, string>();
	for (const pair of (header ?? '').split(';')) {
		const at = pair.indexOf('=');
		const name = pair.slice(0, at).trim();
		if (at > 0 && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
	}
	return cookies;
}
