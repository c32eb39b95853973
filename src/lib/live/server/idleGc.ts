import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Unloaded boards (about 10 MB) that justify a forced GC. */
const minUnloaded = 50;
/** Milliseconds without any write after which nobody notices a pause of some tens of milliseconds. */
const minQuietMs = 5000;

/**
 * Forces a GC when a hall has become quiet. V8 collects when it allocates, and a server whose boards are idle allocates
 * nothing: without this, the memory that two thousand boards needed while people wrote stays taken for days.
 */
export class IdleGc {
	#unloaded = 0;
	readonly #collect: () => void;

	constructor(collect: () => void = collectGarbage) {
		this.#collect = collect;
	}

	/** Enough boards were unloaded, and their memory has not been collected yet. */
	get isDue(): boolean {
		return this.#unloaded >= minUnloaded;
	}

	/** Called once a second. `unloaded`: boards packed or removed since the last call; `quietMs`: time since the last write. */
	tick(unloaded: number, quietMs: number): void {
		this.#unloaded += unloaded;
		// Boards become idle together, and collecting once for all of them costs as much as for one: wait for the last.
		if (!this.isDue || unloaded > 0 || quietMs < minQuietMs) return;
		this.#unloaded = 0;
		this.#collect();
	}
}

/**
 * V8's own collector, which Node exposes only under a flag (https://nodejs.org/api/v8.html#v8setflagsfromstringflags);
 * `last-resort` also returns the pages to the system instead of keeping them.
 */
function collectGarbage(): void {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as (o: object) => void)({ type: 'major', flavor: 'last-resort' });
	setFlagsFromString('--no-expose-gc');
}
