import { redirect } from '@sveltejs/kit';
import { pseudonym } from '#lib/cafe/board/authorize.server.ts';
import { vote } from '#lib/cafe/harvest/input.ts';
import { voteText } from '#lib/cafe/harvest/text.ts';
import { castVote, withdrawVote } from '#lib/cafe/harvest/votes.server.ts';
import { shownChoice } from '#lib/cafe/participants/input.ts';
import { leave } from '#lib/cafe/participants/join.server.ts';
import { changeShownAs, guestCookie } from '#lib/cafe/participants/participants.server.ts';
import { shownAsText } from '#lib/cafe/participants/text.ts';
import { privateBoardFor } from '#lib/cafe/rounds/privateBoards.server.ts';
import { actionFor } from '../../action.server.ts';
import { atTable, participantAt, principalOf } from './access.server.ts';

const participantAction = actionFor(participantAt);

/** Puts the participant's dot on a note, or takes it off. */
export const voteAction = participantAction({
	id: 'vote',
	input: vote,
	run: ({ actor: { participant, table }, data: { noteId, wanted }, locals }) =>
		wanted === 'yes'
			? castVote(locals.db, participant, table.id, noteId, locals.now)
			: withdrawVote(locals.db, participant, table.id, noteId),
	text: voteText
});

/** Changes how the participant's notes are marked; their boards' rights carry the mark, so they are read again. */
export const shownAsAction = participantAction({
	id: 'shownAs',
	input: shownChoice,
	run: ({ actor: { participant }, data, locals }) => changeShownAs(locals.db, participant, data.shownAs),
	text: shownAsText,
	done: async (_, { actor: at, event, locals }) => {
		const privateBoard = await privateBoardFor(locals.db, at, principalOf(event));
		for (const boardId of [at.table.boardId, privateBoard?.boardId]) if (boardId) await locals.live.reauthorize(boardId);
		return { id: 'shownAs', done: true };
	}
});

/** Signs the phone out of the café and ends its sockets. */
export const leaveAction = actionFor(atTable)({
	run: async ({ actor: { participant }, event, locals }) => {
		if (participant) await leave(locals.db, participant.id, locals.now);
		locals.live.closeFor(pseudonym(event.cookies.get(guestCookie) ?? ''), 4401);
		event.cookies.delete(guestCookie, { path: '/' });
		return { ok: true as const };
	},
	text: {},
	done: () => redirect(303, '/')
});
