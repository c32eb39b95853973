import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So many boards put away are worth a collection: some 10 MB. */
const worthIt = 50;
/** Milliseconds without a word from anybody before a pause of some tens of milliseconds can't be felt. */
const silence = 5000;

/**
 * Gives memory back after a hall has gone quiet. V8 collects when it allocates, and a server whose boards have come to rest
 * allocates nothing: without this, what two thousand boards needed while they were written on stays taken for days.
 */
export class IdleGc {
	#putAway = 0;
	readonly #collect: () => void;

	constructor(collect: () => void = collectGarbage) {
		this.#collect = collect;
	}

	/** Enough has been put away, and it has not been given back yet. */
	get isOwing(): boolean {
		return this.#putAway >= worthIt;
	}

	/** Once a second: `putAway` boards have become bytes or left memory since the last time; nobody has written for `quietMs`. */
	tend(putAway: number, quietMs: number): void {
		this.#putAway += putAway;
		// Boards come to rest together: the last of them is waited for, since a collection costs as much for one as for all.
		if (!this.isOwing || putAway > 0 || quietMs < silence) return;
		this.#putAway = 0;
		this.#collect();
	}
}

/**
 * The collector is V8's own, which Node shows only under a flag (https://nodejs.org/api/v8.html#v8setflagsfromstringflags);
 * `last-resort` gives the pages back to the system too, instead of keeping them for the next hall.
 */
function collectGarbage(): void {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as (o: object) => void)({ type: 'major', flavor: 'last-resort' });
	setFlagsFromString('--no-expose-gc');
}
