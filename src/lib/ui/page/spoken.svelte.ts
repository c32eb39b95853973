import { untrack } from 'svelte';
import { wordsOf } from './words.ts';

/** For how long after a sentence the next one about what others did waits, in ms. */
const pause = 10_000;
/** Sentences that belong to one action come within this time, in ms, and are said together. */
const together = 60;
/** A sentence stands this long, in ms: who reads the page later does not come upon what was said long ago. */
const stands = 6_000;

/**
 * What the page's one live region says (`LiveRegion.svelte`): of the reader's own actions at once, of what others do together and
 * at most once in ten seconds. Only in the browser.
 */
class Spoken {
	words = $state('');
	/** How often something of the reader's own was said; who waits for a sentence compares. */
	said = 0;
	#last = -Infinity;
	#news = new Map<unknown, () => string>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#end: ReturnType<typeof setTimeout> | undefined;
	#newest = '';

	/** Says at once what came of an action of the reader's own. The same sentence twice is said twice. */
	say(words: string): void {
		// An effect that speaks must not depend on what is spoken: it would say its sentence again whenever that is emptied.
		untrack(() => this.#say(words));
	}

	#say(words: string): void {
		const text = words.replace(/\s+/g, ' ').trim();
		if (text === '') return;
		this.said++;
		const before = Date.now() - this.#last < together ? this.words.trimEnd() : '';
		if (!before.includes(text)) this.#speak(before === '' ? text : `${before} ${text}`);
	}

	/**
	 * Says what others did when ten seconds have passed since anything was said. The words are made when they are said; of the same
	 * `about` only the newest are. '' is nothing.
	 */
	tell(words: () => string, about: unknown = words): void {
		this.#news.set(about, words);
		untrack(() => this.#tellInTime());
	}

	#tellInTime(): void {
		clearTimeout(this.#timer);
		// Asked anew when the time has come: an answer that was given meanwhile is not talked over.
		// A clock that was set back makes nothing wait longer.
		const wait = Math.min(pause, this.#last + pause - Date.now());
		if (wait > 0) {
			this.#timer = setTimeout(() => this.#tellInTime(), wait);
			return;
		}
		// What the reader was told when they did it themselves is no news.
		const words = [...this.#news.values()].map((say) => say()).filter((news) => news !== '' && !this.#newest.includes(news));
		this.#news.clear();
		if (words.length > 0) this.#speak(words.join(' '));
	}

	#speak(text: string): void {
		this.words = this.words === text ? `${text}\u00a0` : text;
		this.#newest = text;
		this.#last = Date.now();
		clearTimeout(this.#end);
		this.#end = setTimeout(() => (this.words = ''), stands);
	}
}

export const spoken = new Spoken();

/**
 * Says what stands in an element whenever it changes, such as how many a filter leaves: `<p {@attach saysChanges}>`. Not what it
 * began with.
 */
export function saysChanges(element: HTMLElement): () => void {
	return onChange(element, (text) => spoken.say(text));
}

/** As `saysChanges`, for what others change: it waits for its turn. */
export function tellsChanges(element: HTMLElement): () => void {
	return onChange(element, (text) => spoken.tell(() => text, element));
}

/** Says what stands in an element when it comes, and when it changes: an answer to what the reader did. */
export function says(element: HTMLElement): () => void {
	spoken.say(wordsOf(element));
	return onChange(element, (text) => spoken.say(text));
}

function onChange(element: HTMLElement, act: (text: string) => void): () => void {
	let before = wordsOf(element);
	let timer: ReturnType<typeof setTimeout> | undefined;
	const observer = new MutationObserver(() => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			const text = wordsOf(element);
			if (text !== before) act(text);
			before = text;
		}, together / 2);
	});
	observer.observe(element, { subtree: true, childList: true, characterData: true });
	return () => {
		clearTimeout(timer);
		observer.disconnect();
	};
}
