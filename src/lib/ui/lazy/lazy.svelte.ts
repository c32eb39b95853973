/**
 * A part of a page that is fetched after the page itself. The one door to `import()` in what browsers get (a law): what comes later can
 * fail to come, so whoever shows it has a state for that, and the rest of the page stays.
 */
export class Lazy<T> {
	#fetch: () => Promise<T>;
	#fetching: Promise<T | null> | null = null;
	/** What was fetched; null until it is there. */
	current = $state.raw<T | null>(null);
	/** It could not be fetched, and nobody has asked again since. */
	failed = $state(false);

	constructor(fetch: () => Promise<T>) {
		this.#fetch = fetch;
	}

	/** Fetches it, once; again when that failed. Never rejects: null is that it did not come. */
	load = (): Promise<T | null> => (this.#fetching ??= this.#load());

	async #load(): Promise<T | null> {
		this.failed = false;
		try {
			return (this.current = await this.#fetch());
		} catch {
			this.failed = true;
			this.#fetching = null;
			return null;
		}
	}
}

/** `lazy(async () => (await import('./Map.svelte')).default)`: a part of a page, fetched by `load()` or when `Later.svelte` shows it. */
export function lazy<T>(fetch: () => Promise<T>): Lazy<T> {
	return new Lazy(fetch);
}

/** Fetches `parts` one after the other when the browser has nothing else to do: they are there when the net goes. */
export function prefetch(parts: readonly Lazy<unknown>[]): void {
	const idle =
		'requestIdleCallback' in window ? (then: () => void) => requestIdleCallback(then) : (then: () => void) => setTimeout(then, 50);
	const next = ([part, ...rest]: readonly Lazy<unknown>[]) => {
		if (part) idle(() => void part.load().then(() => next(rest)));
	};
	next(parts.filter(({ current }) => current === null));
}
