import { binSigned } from '#lib/cafe/rounds/binSigned.server.ts';
import { broadcastWaiting } from '#lib/cafe/board/status.server.ts';
import * as input from '#lib/cafe/joining/input.ts';
import { closeEndedPhones, type Keeper } from '#lib/cafe/joining/keeper.server.ts';
import { letIn, turnAway } from '#lib/cafe/joining/letIn.server.ts';
import { removeParticipant } from '#lib/cafe/joining/remove.server.ts';
import { keeperText } from '#lib/cafe/joining/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { ActionFor } from './action.server.ts';

/** What a page that keeps the door needs of a request. */
type Asked = { actor: { keeper: Keeper }; locals: App.Locals };

/** Tells the boards, and ends the sockets of phones that are out. */
async function follow({ actor: { keeper }, locals: { db, live, now } }: Asked): Promise<void> {
	await closeEndedPhones(db, live, keeper.cafeId);
	await broadcastWaiting(db, live, keeper.cafeId, now);
}

const named = (name: string) => name || m.joining_nameless();

/** Letting phones in and taking participants out, for a page of those who run the day or of a table's host. */
export function keeperActions<Who extends { keeper: Keeper }>(keeperAction: ActionFor<Who>) {
	return {
		letIn: keeperAction({
			id: 'waiting',
			input: input.waiting,
			run: ({ actor: { keeper }, data, locals }) => letIn(locals.db, keeper, data.waitingId, locals.now),
			text: keeperText,
			said: ({ name }) => m.joining_let_in_said({ name: named(name) }),
			done: async (_, asked) => {
				await follow(asked);
				return { id: 'waiting', done: true };
			}
		}),
		turnAway: keeperAction({
			id: 'waiting',
			input: input.waiting,
			run: ({ actor: { keeper }, data, locals }) => turnAway(locals.db, keeper, data.waitingId, locals.now),
			text: keeperText,
			said: ({ name }) => m.joining_turned_away_said({ name: named(name) }),
			done: async (_, asked) => {
				await follow(asked);
				return { id: 'waiting', done: true };
			}
		}),
		takeOut: keeperAction({
			id: 'takeOut',
			input: input.removal,
			run: async ({ actor: { keeper }, data, locals: { db, live, now } }) => {
				const gone = await removeParticipant(db, keeper, data.participantId, now);
				if (!gone.ok) return gone;
				await closeEndedPhones(db, live, keeper.cafeId);
				return { ...gone, binned: data.notes === 'bin' ? await binSigned(db, live, keeper.cafeId, gone.name, now) : 0 };
			},
			text: keeperText,
			said: ({ name, binned }) => m.joining_taken_out_said({ name: named(name), count: binned })
		})
	};
}
