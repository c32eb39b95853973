import { error, type RequestEvent } from '@sveltejs/kit';
import { keeperAt } from '#lib/cafe/joining/keeper.server.ts';
import { waitingAt } from '#lib/cafe/joining/letIn.server.ts';
import { seatedGuests } from '#lib/cafe/joining/remove.server.ts';
import { waitingText } from '#lib/cafe/joining/text.ts';
import type { AtTable } from '#lib/cafe/participants/participants.server.ts';
import { actionFor } from '../../action.server.ts';
import { keeperActions } from '../../keeping.server.ts';
import { hostAt } from './access.server.ts';

/** The host of the table, or whoever runs the day, as who lets phones in and takes participants out; a 404 for others. */
async function keeperHere(event: RequestEvent) {
	const keeper = keeperAt(await hostAt(event), event.locals.actor) ?? error(404);
	return { keeper };
}

/** Letting phones in and taking participants out, at the table that is theirs. */
export const hostActions = keeperActions(actionFor(keeperHere));

/** Phones that wait to be let in at the host's table; none for others: they are no host, or have a page of their own for it. */
export async function waitingHere({ locals }: Pick<RequestEvent, 'locals'>, at: AtTable) {
	return at.role === 'host' ? (await waitingAt(locals.db, at.cafe, at.table.id)).map(waitingText) : [];
}

/** Who sits at the table and may be taken out, for its host and those who run the day. */
export function guestsHere({ locals }: Pick<RequestEvent, 'locals'>, at: AtTable) {
	return seatedGuests(locals.db, at.cafe, at.table.id);
}
