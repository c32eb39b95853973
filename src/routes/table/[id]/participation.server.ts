import { redirect } from '@sveltejs/kit';
import { pseudonym } from '#lib/cafe/board/authorize.server.ts';
import { vote } from '#lib/cafe/harvest/input.ts';
import { voteText } from '#lib/cafe/harvest/text.ts';
import { castVote, withdrawVote } from '#lib/cafe/harvest/votes.server.ts';
import { shownChoice } from '#lib/cafe/participants/input.ts';
import { leave } from '#lib/cafe/joining/join.server.ts';
import { changeShownAs, guestCookie, keepChoice } from '#lib/cafe/participants/phone.server.ts';
import { shownAsText } from '#lib/cafe/participants/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { isSecure } from '#lib/people/auth/sessions.server.ts';
import { actionFor } from '../../action.server.ts';
import { guestTokenOf, phoneLife } from '../../cookies.server.ts';
import { atTable, participantAt, voterSecret } from './access.server.ts';

const participantAction = actionFor(participantAt);

/** Puts the participant's dot on a note, or takes it off. */
export const voteAction = participantAction({
	id: 'vote',
	input: vote,
	run: ({ actor: { participant, table }, data: { noteId, wanted }, event, locals }) => {
		const voter = { ...participant, secret: voterSecret(event, participant) };
		return (wanted === 'yes' ? castVote : withdrawVote)(locals.db, voter, table.id, noteId);
	},
	text: voteText,
	said: ({ left }, { actor: { cafe } }) => m.board_vote_left({ count: left, of: cafe.votesPerSeat })
});

/** Changes how the participant's notes are marked; only their phone keeps it. */
export const shownAsAction = participantAction({
	id: 'shownAs',
	input: shownChoice,
	run: async ({ actor: at, data }) => {
		const changed = await changeShownAs(at, data.shownAs);
		return changed.ok ? { ...changed, shownAs: data.shownAs } : changed;
	},
	text: shownAsText,
	done: ({ shownAs }, { actor: at, event, locals }) => {
		keepChoice(event.cookies, shownAs, phoneLife(locals, at.cafe.lastDay));
		return { id: 'shownAs', done: true };
	}
});

/** Signs the phone out of the café and ends its sockets. */
export const leaveAction = actionFor(atTable)({
	run: async ({ actor: { participant }, event, locals }) => {
		if (participant) await leave(locals.db, participant.id, locals.now);
		locals.live.closeFor(pseudonym(guestTokenOf(event) ?? ''), 4401);
		event.cookies.delete(guestCookie(isSecure(locals.sessions)), { path: '/' });
		return { ok: true as const };
	},
	text: {},
	done: () => redirect(303, '/')
});
