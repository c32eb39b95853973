import { readBoard, type Board } from '#lib/cafe/board/document.ts';
import { maySignal, partOf } from '#lib/cafe/model.ts';
import { receiptLink } from '#lib/cafe/participants/receipt.ts';
import { aboutText, type TableElement } from '#lib/cafe/setup/planElements.ts';
import { newId } from '#lib/ids.ts';
import { arrive } from '#lib/cafe/participants/arrivals.server.ts';
import { seatedAt, voterSecret, type TableEvent } from '../access.server.ts';
import { receiptCookie } from '../note.server.ts';
import { waitingHere } from '../keeping.server.ts';
import { factsHere, toldHere, viewOf, writingBoard } from '../view.server.ts';

/** What the plain page of a table shows: the board they write on as it is now, the form, and the signals. */
export async function plainPage(event: TableEvent) {
	const { live, settings } = event.locals;
	const at = await seatedAt(event);
	await arrive(event.locals.db, at, voterSecret(event, at.participant));
	const { frozen, goTo, handover, privateBoard, elements } = await viewOf(event, at);
	const { boardId, alone } = await writingBoard(event, at);
	// At a table where they neither sit nor have sat, nothing is shown.
	const shownId = boardId ?? (goTo === null || at.wasHere ? at.table.boardId : null);
	const read = frozen === null && shownId !== null ? await live.read(shownId, readBoard) : undefined;
	const secret = event.cookies.get(receiptCookie(at.cafe.id));
	const isReady = privateBoard ? privateBoard.written : at.table.readyAt !== null;
	return {
		chrome: 'bare' as const,
		table: at.table,
		cafe: at.cafe,
		label: at.label,
		goTo,
		told: (await toldHere(event, at)).told,
		hosts: at.role === 'host',
		waiting: await waitingHere(event, at),
		elements,
		facts: await factsHere(event, at),
		mayWrite: frozen === null && boardId !== null,
		alone: frozen === null && alone && boardId !== null,
		handover: handover?.text ?? null,
		signals:
			at.sitsHere && maySignal(at.cafe)
				? { hand: at.table.handAt !== null, ready: isReady, alone, part: partOf({ ...at.cafe, silent: alone }) }
				: null,
		groups: groupsOf(frozen ?? read ?? { notes: [], clusters: [] }, elements),
		/** Made here, so that a page that is sent twice posts one note. */
		noteId: newId(),
		receipt: secret ? receiptLink(settings.origin, { cafeId: at.cafe.id, secret }) : null
	};
}

/** The notes on a board by cluster, those in none last. */
function groupsOf(board: Board, elements: readonly TableElement[]) {
	const notes = board.notes.filter((note) => note.binnedAt === null && note.text.trim() !== '');
	return [...board.clusters, null].map((cluster) => ({
		title: cluster?.title ?? null,
		notes: notes
			.filter(({ clusterId }) => clusterId === (cluster?.id ?? null))
			.map(({ id, text, by, firstText, column }) => ({ id, text, by, firstText, about: aboutText(column, elements) }))
	}));
}
