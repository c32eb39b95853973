import { invalidate, invalidateAll } from '$app/navigation';

/** How long an answer is waited for, and until it is asked again whether the net is back, in ms. */
const answerMs = 5_000;
const againMs = 4_000;

/**
 * Whether the server can be reached, as far as this page knows. Kit leaves a page whose data can't be fetched, with all that stands on it,
 * for the browser's own error page: so it is asked first. Only in the browser.
 */
class Net {
	/** A socket has fallen silent, or the server did not answer when it was asked. */
	gone = $state(false);
	/** Where somebody wanted to go while it was gone. */
	wanted = $state.raw<URL | null>(null);
	/** What is to be fetched when it is back; undefined is everything. */
	#waiting = new Set<string | undefined>();
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** Asks the server whether it is there; any answer will do. */
	async reached(): Promise<boolean> {
		const answer = navigator.onLine && fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(answerMs) });
		const there = answer && (await answer.then(Boolean, () => false));
		this.gone = !there;
		if (there) this.wanted = null;
		return there;
	}

	/** Fetches what the page shows anew (`what`: only what depends on it), now or when the net is back. Until then the page stays. */
	async refresh(what?: string): Promise<void> {
		if (!(await this.reached())) return this.#wait(what);
		await (what === undefined ? invalidateAll() : invalidate(what));
	}

	#wait(what: string | undefined): void {
		this.#waiting.add(what);
		this.#askAgain();
	}

	#askAgain(): void {
		this.#timer ??= setTimeout(this.again, againMs);
	}

	/** Whether somebody may go to `url` now; else it is kept as where they wanted to go. */
	async mayGo(url: URL): Promise<boolean> {
		const there = await this.reached();
		if (!there) this.wanted = url;
		if (!there) this.#askAgain();
		return there;
	}

	/** The net may be back. */
	again = (): void => {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const waiting = this.#waiting.has(undefined) ? [undefined] : [...this.#waiting];
		this.#waiting.clear();
		for (const what of waiting) void this.refresh(what);
		if (waiting.length === 0 && this.wanted) void this.mayGo(this.wanted);
	};
}

export const net = new Net();
