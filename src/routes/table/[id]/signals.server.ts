import { broadcastTableStatus } from '#lib/cafe/board/status.server.ts';
import { signal } from '#lib/cafe/rounds/input.ts';
import { raiseHand, sayReady } from '#lib/cafe/rounds/signals.server.ts';
import { actionFor } from '../../action.server.ts';
import { principalOf, seatedAt } from './access.server.ts';
import { signalText } from './text.ts';

/*
 * What a table tells the facilitator. The others at the table see it at once.
 */

const signalAction = actionFor(seatedAt);
const broadcast = ({ locals, params }: { locals: App.Locals; params: { id: string } }) =>
	broadcastTableStatus(locals.db, locals.live, params.id, locals.now);

/** Asks for the facilitator, or no longer. */
export const handAction = signalAction({
	id: 'hand',
	input: signal,
	run: ({ actor: at, data, locals }) => raiseHand(locals.db, at, data.up === 'yes', locals.now, data.part),
	text: signalText,
	done: async (_, asked) => {
		await broadcast(asked);
		return { id: 'hand', done: true };
	}
});

/** Says that the table, or the writer of a private board, is ready to go on, or no longer. */
export const readyAction = signalAction({
	id: 'ready',
	input: signal,
	run: ({ actor: at, data, event, locals }) => sayReady(locals.db, at, principalOf(event, at), data.up === 'yes', locals.now, data.part),
	text: signalText,
	done: async (_, asked) => {
		await broadcast(asked);
		return { id: 'ready', done: true };
	}
});
