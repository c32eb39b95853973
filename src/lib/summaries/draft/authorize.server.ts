import { actorBehind, colourOf } from '#lib/cafe/board/authorize.server.ts';
import { cookiesIn } from '#lib/cafe/participants/phone.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Admission, ConnectionRequest } from '#lib/live/contract.ts';
import type { Sessions } from '#lib/people/auth/sessions.server.ts';
import { draftKind } from './schema.ts';
import { mayWriteDraft } from '../model.ts';

/**
 * Who may come to the room of a draft: those who may write it, by their names. Undefined when the board is none of this noun's.
 * 4401 nobody is known behind the request, 4403 may not write drafts, 4404 another municipality's, 4409 published meanwhile.
 */
export function createDraftAuthorizer(db: Db, sessions: Sessions): (request: ConnectionRequest) => Promise<Admission | undefined> {
	return async function admit({ boardId, cookie }) {
		const board = await db.selectFrom('board').select(['kind', 'municipalityId']).where('id', '=', boardId).executeTakeFirst();
		if (board?.kind !== draftKind) return undefined;
		const sessionId = cookiesIn(cookie).get(sessions.sessionCookieName);
		const actor = sessionId ? await actorBehind(db, sessions, sessionId) : null;
		if (!actor) return { close: 4401 };
		if (actor.municipalityId !== board.municipalityId) return { close: 4404 };
		if (!mayWriteDraft(actor)) return { close: 4403 };
		const draft = await db.selectFrom('summary').select('publishedAt').where('boardId', '=', boardId).executeTakeFirst();
		if (!draft || draft.publishedAt !== null) return { close: 4409 };
		const { id, name: label } = actor;
		return { principal: { id, label, role: 'writer', colour: colourOf(id), writesAs: [], isListed: true }, mode: 'write' };
	};
}
