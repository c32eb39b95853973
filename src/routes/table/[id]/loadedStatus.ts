import type { TableDetails } from '#lib/cafe/board/status.server.ts';
import { isSilent } from '#lib/cafe/model.ts';
import { pendingOf } from '#lib/cafe/pending.ts';
import type { PageData } from './$types';

/** Where the café stands, as the page knows it. */
export type PageStage = TableDetails & {
	phase: string;
	round: number;
	endsAt: string | null;
	message: string | null;
	state: 'open' | 'frozen' | 'closed';
	damage?: string;
};

type Loaded = Pick<PageData, 'cafe' | 'table' | 'waiting' | 'writing' | 'written'>;

/** The stage as it was when the page was loaded; it holds until the socket says something newer. */
export function loadedStatus({ cafe, table, waiting, writing, written }: Loaded): PageStage {
	const { phase, round, rounds, endsAt, pausedAt, message } = cafe;
	return {
		phase,
		round,
		rounds,
		question: table.question,
		pending: pendingOf(cafe),
		endsAt: pausedAt === null ? endsAt : null,
		left: pausedAt === null || endsAt === null ? null : Date.parse(endsAt) - Date.parse(pausedAt),
		message,
		messageAt: null,
		state: phase === 'closed' ? 'closed' : table.frozenAt !== null || phase === 'harvest' ? 'frozen' : 'open',
		silent: isSilent(cafe),
		writing,
		written,
		hand: table.handAt !== null,
		ready: table.readyAt !== null,
		waiting: waiting.length
	};
}
