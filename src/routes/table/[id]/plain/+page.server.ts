import { readBoard } from '#lib/cafe/board/document.ts';
import { maySignal } from '#lib/cafe/model.ts';
import { writeReceiptCode } from '#lib/cafe/participants/receipt.ts';
import { aboutText } from '#lib/cafe/setup/planElements.ts';
import { newId } from '#lib/ids.ts';
import { postOver, principalOf, receiptCookie, takingPart, viewOf, writesOn } from '../at.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Nothing here needs a script: that is what the page is for (L18). */
export const csr = false;

export const load: PageServerLoad = async ({ locals, cookies, params }) => {
	const at = await takingPart(locals, cookies, params.id);
	const { frozen, goTo, handover, privateBoard, elements } = await viewOf(locals, at, principalOf(locals, cookies));
	const { boardId, alone } = await writesOn(locals, cookies, at);
	// Where they sit no more, and have not sat, there is nothing to see.
	const seen = boardId ?? (at.mode === 'write' || goTo === null ? at.table.boardId : null);
	const board = frozen ?? (seen === null ? undefined : await locals.live.read(seen, readBoard)) ?? { notes: [], clusters: [] };
	const notes = board.notes.filter((note) => note.binnedAt === null && note.text.trim() !== '');
	const secret = cookies.get(receiptCookie(at.cafe.id));
	return {
		chrome: 'bare' as const,
		table: at.table,
		cafe: at.cafe,
		label: at.label,
		goTo,
		elements,
		mayWrite: frozen === null && boardId !== null,
		alone: frozen === null && alone && boardId !== null,
		handover: handover?.text ?? null,
		signals:
			at.sitsHere && maySignal(at.cafe)
				? { hand: at.table.handAt !== null, ready: privateBoard ? privateBoard.written : at.table.readyAt !== null, alone }
				: null,
		groups: [...board.clusters, null].map((cluster) => ({
			title: cluster?.title ?? null,
			notes: notes
				.filter(({ clusterId }) => clusterId === (cluster?.id ?? null))
				.map(({ id, text, by, column }) => ({ id, text, by, about: aboutText(column, elements) }))
		})),
		/** Made here, so that a page that is sent twice posts one note. */
		noteId: newId(),
		receipt: secret ? `${locals.settings.origin}/receipt/${writeReceiptCode({ cafeId: at.cafe.id, secret })}` : null
	};
};

export const actions: Actions = { default: postOver };
