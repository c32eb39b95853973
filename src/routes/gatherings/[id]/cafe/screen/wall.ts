import type { TableResult } from '#lib/cafe/harvest/votes.server.ts';
import type { CafePhase } from '#lib/cafe/model.ts';
import type { Pending } from '#lib/cafe/pending.ts';
import type { Place } from '#lib/cafe/participants/places.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { PlenaryView } from '#lib/summaries/points/plenary.ts';

/** A table as the room sees it: numbers, never who. */
export type WallTable = {
	number: number;
	question: string;
	/** How many with a phone are to sit there now, the host left out, and how many of them have come. */
	awaited: number;
	arrived: number;
	notes: number;
	/** While everybody writes alone. */
	writing: number;
	written: number;
};

/** All that the wall shows, as it is sent to it. */
export type Wall = {
	phase: CafePhase;
	round: number;
	rounds: number;
	endsAt: Instant | null;
	pausedAt: Instant | null;
	silentAt: Instant | null;
	/** When what was written alone in this round was laid on the tables. */
	revealedAt: Instant | null;
	message: string | null;
	pending: Pending | null;
	/** The way in; null when it is locked. */
	join: { code: string; url: string; short: string } | null;
	present: number;
	joined: number;
	tables: WallTable[];
	/** Only while people look for their table. */
	places: Place[];
	/** While the vote is on, and only how many. */
	dots: { given: number; of: number } | null;
	/** When the boards are frozen. */
	results: TableResult[];
	handedIn: { tables: number; of: number };
	plenary: PlenaryView | null;
};

/** What is sent: the wall, and the server's time by which its clocks run. */
export type WallNow = { wall: Wall; now: Instant };

export type WallState = 'before' | 'silent' | 'reveal' | 'round' | 'changeover' | 'vote' | 'result' | 'plenary' | 'closed';

/** How long the reveal has the wall, in ms. */
const revealMs = 20_000;

/** What the wall shows at `now` (ms, the server's time). */
export function stateOf({ phase, silentAt, revealedAt, plenary }: Wall, now: number): WallState {
	if (phase === 'setUp' || phase === 'seated') return 'before';
	if (phase === 'round') {
		if (silentAt !== null) return 'silent';
		return revealedAt !== null && now - Date.parse(revealedAt) < revealMs ? 'reveal' : 'round';
	}
	if (phase === 'changeover' || phase === 'vote') return phase;
	if (plenary) return plenary.part === 'over' ? 'closed' : 'plenary';
	return phase === 'harvest' ? 'result' : 'closed';
}

/** Items in pages, each as full as `room` allows by the `size` of each; none is left out, however large. */
export function pagesOf<T>(items: readonly T[], room: number, size: (item: T) => number = () => 1): T[][] {
	const pages: T[][] = [];
	let left = 0;
	for (const item of items) {
		if (pages.length === 0 || size(item) > left) {
			pages.push([]);
			left = room;
		}
		pages.at(-1)!.push(item);
		left -= size(item);
	}
	return pages;
}
