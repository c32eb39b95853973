import type { Crowd } from './crowd.ts';
import type { Running } from './servers.ts';

/** One thing that is measured, side by side on all servers. */
export interface Scenario {
	name: string;
	title: string;
	measures: Measure[];
	/** Left out unless it is asked for by name. */
	onlyByName?: true;
	/** Servers that cannot play it. */
	without?: string[];
	/** Settings that the servers are started with. */
	env?: Record<string, string>;
	/** Plays it once on a server that has just been started. What `values` lacks is shown as a dash; a fault is shown under the table. */
	run(play: Play): Promise<Record<string, number>>;
}

export interface Play {
	running: Running;
	crowd: Crowd;
	/** Shorter and coarser. */
	quick: boolean;
	options: ReadonlyMap<string, string>;
	/** Progress, for the one who waits. */
	say(text: string): void;
	/** Something that is not as it should be. */
	fault(text: string): void;
}

export interface Measure {
	key: string;
	what: string;
	digits?: number;
	goals?: Goal[];
}

/** `most`/`least`: a number by itself, or times the best of `of`. */
export type Goal = { most: number; of?: readonly string[] } | { least: number; of?: readonly string[] };

export const peers = ['y-websocket', 'y-leveldb', 'hocuspocus', 'hocuspocus-20'] as const;
export const hocuspocus = ['hocuspocus', 'hocuspocus-20'] as const;
export const relay = ['relay'] as const;
export const inMemory = ['y-websocket'] as const;

/** What was used and delivered between two moments. */
export function meter({ running, crowd }: Play): () => { cpu: number; ms: number; delivered: number } {
	const from = { cpu: running.cpu(), at: performance.now(), delivered: crowd.tally.delivered };
	return () => ({
		cpu: running.cpu() - from.cpu,
		ms: performance.now() - from.at,
		delivered: crowd.tally.delivered - from.delivered
	});
}
