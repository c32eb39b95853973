import { readBoard } from '#lib/cafe/board/document.ts';
import { notesByRound } from '#lib/cafe/board/notesByRound.ts';
import { mayHandOver } from '#lib/cafe/model.ts';
import { handOver, handoversAt } from '#lib/cafe/rounds/hostNote.server.ts';
import { handover } from '#lib/cafe/rounds/input.ts';
import { actionFor } from '../../../action.server.ts';
import { hostAt } from '../access.server.ts';
import { guestsHere, hostActions, waitingHere } from '../keeping.server.ts';
import { handoverText } from '../text.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { db, live } = event.locals;
	const at = await hostAt(event);
	const { id, number, question, boardId } = at.table;
	// What people write alone is on their private boards, not here: a host sees no more of it than the others (L20).
	const board = await live.read(boardId, readBoard);
	const { round, rounds } = at.cafe;
	return {
		chrome: 'bare' as const,
		table: { id, number, question },
		cafe: { round, rounds },
		written: notesByRound(board ?? { notes: [], clusters: [] }),
		handovers: await handoversAt(db, id),
		mayHandOver: mayHandOver(at.cafe),
		waiting: await waitingHere(event, at),
		guests: await guestsHere(event, at)
	};
};

export const actions = {
	...hostActions,
	handOver: actionFor(hostAt)({
		id: 'handOver',
		input: handover,
		run: ({ actor: at, data, locals }) => handOver(locals.db, at, data.handover, locals.now, data.round, data.anyway),
		text: handoverText,
		at: { invalidPersonal: 'handover' },
		done: () => ({ id: 'handOver', saved: true })
	})
};
