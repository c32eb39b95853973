import { redirect } from '@sveltejs/kit';
import { broadcastTableStatus } from '#lib/cafe/board/status.server.ts';
import { whyNoVotes, votesAt } from '#lib/cafe/harvest/votes.server.ts';
import { maySeat, mayVote, isSilent } from '#lib/cafe/model.ts';
import { noVotesText } from '#lib/cafe/harvest/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { arrive } from '#lib/cafe/participants/arrivals.server.ts';
import type { AtTable } from '#lib/cafe/participants/participants.server.ts';
import { privateBoardFor } from '#lib/cafe/rounds/privateBoards.server.ts';
import { tableView, type TableView } from '#lib/cafe/rounds/tableView.server.ts';
import { factsOf } from '#lib/plan/facts/queries.server.ts';
import { mayReadPlan } from '#lib/plan/model.ts';
import { redactionSentences } from '#lib/people/seal.ts';
import { sealsOfTables } from '#lib/cafe/harvest/seals.server.ts';
import { guestTokenOf } from '../../cookies.server.ts';
import { harvestHere } from './harvestHere.server.ts';
import { waitingHere } from './keeping.server.ts';
import { principalOf, seatedAt, voterSecret, type TableEvent } from './access.server.ts';

/** The table's board and what belongs to it. A private board that was created now changes the count of writers that the others see. */
export async function viewOf(event: TableEvent, at: AtTable): Promise<TableView> {
	const { db, live, now } = event.locals;
	const view = await tableView(db, at, principalOf(event, at));
	if (view.privateBoard?.isNew) await broadcastTableStatus(db, live, at.table.id, now);
	return view;
}

/** The board that the requester writes on now: their private one while everybody writes alone (L20), else the table's; null for none. */
export async function writingBoard(event: TableEvent, at: AtTable) {
	const { db, live, actor, now } = event.locals;
	const secret = principalOf(event, at);
	const writer = { id: at.role === 'facilitator' && actor ? actor.id : secret, secret };
	const alone = isSilent(at.cafe);
	const privateBoard = alone ? await privateBoardFor(db, at, writer.id) : null;
	if (privateBoard?.isNew) await broadcastTableStatus(db, live, at.table.id, now);
	return { writer, alone, boardId: at.mode !== 'write' ? null : alone ? (privateBoard?.boardId ?? null) : at.table.boardId };
}

/** What the page of a table shows. The projector's view is the facilitator's; others are sent to the ordinary page. */
export async function tablePage(event: TableEvent & { url: URL }) {
	const { locals, url } = event;
	const at = await seatedAt(event);
	const projector = url.searchParams.get('view') === 'projector';
	if (projector && at.role !== 'facilitator') redirect(303, url.pathname);
	await arrive(locals.db, at, voterSecret(event, at.participant));
	return {
		chrome: projector ? ('screen' as const) : ('bare' as const),
		projector,
		...at,
		...(await viewOf(event, at)),
		votes: await votesAt(locals.db, at.table.id, projector ? null : voterSecret(event, at.participant)),
		waiting: projector ? [] : await waitingHere(event, at),
		...(await toldHere(event, at)),
		facts: projector ? null : await factsHere(event, at),
		harvest: projector ? null : await harvestHere(event, at),
		isGuest: guestTokenOf(event) !== undefined && at.participant !== null,
		origin: locals.settings.origin,
		now: locals.now
	};
}

/** The facts beside the table's question; `mayFollow`: the reader may open what they are about. */
export async function factsHere({ locals: { db, actor } }: Pick<TableEvent, 'locals'>, at: AtTable) {
	const facts = await factsOf(db, at.cafe.municipalityId, at.table.id);
	return facts && { ...facts, mayFollow: actor !== null && actor.municipalityId === at.cafe.municipalityId && mayReadPlan(actor) };
}

/** What holds for this reader only, in sentences; and whether they have dots. Made here, to spare phones the words. */
export async function toldHere({ locals }: Pick<TableEvent, 'locals'>, at: AtTable): Promise<{ told: string[]; hasDots: boolean }> {
	const why = at.participant ? await whyNoVotes(locals.db, at.participant) : null;
	const seal = at.table.frozenAt === null ? undefined : (await sealsOfTables(locals.db, at.cafe.id)).get(at.table.id);
	const told = [
		...(at.mustProve ? [m.joining_host_must_prove()] : []),
		...(at.table.location !== null && maySeat(at.cafe) ? [m.usher_where({ number: at.table.number, location: at.table.location })] : []),
		...(why && mayVote(at.cafe) ? [noVotesText[why]()] : []),
		...(seal ? redactionSentences(seal, locals.locale) : [])
	];
	return { told, hasDots: at.participant !== null && why === null };
}
