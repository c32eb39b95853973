import { net } from '#lib/ui/lazy/net.svelte.ts';
import type { Wall, WallNow } from './wall.ts';

/** How long to wait before reconnecting when the server has refused the stream, in milliseconds. */
const againMs = 3000;

/** What the wall was last told, and the server's time. It never asks for the page again while the net is away: what is there stays. */
export class Heard {
	wall = $state.raw<Wall>(undefined!);
	/** Whether what is shown is current. */
	isLive = $state(true);
	/** How far the server's clock is ahead of this machine's, in ms. */
	#offset = 0;

	constructor(first: WallNow) {
		this.take(first);
	}

	take({ wall, now }: WallNow): void {
		this.wall = wall;
		this.#offset = Date.parse(now) - Date.now();
	}

	/** The server's time in ms. */
	readonly time = (): number => Date.now() + this.#offset;

	/** Listens until the returned function is called. */
	listen(address: string): () => void {
		let source: EventSource;
		let again: ReturnType<typeof setTimeout> | undefined;
		const open = () => {
			source = new EventSource(address);
			source.onopen = () => (this.isLive = true);
			source.onmessage = ({ data }) => {
				this.isLive = true;
				this.take(JSON.parse(data as string) as WallNow);
			};
			source.addEventListener('over', () => {
				source.close();
				this.isLive = false;
				void net.refresh();
			});
			source.onerror = () => {
				this.isLive = false;
				// The browser reconnects after a network failure, but not after a refusal: by a proxy while the server restarts, or of
				// somebody who is signed out, and is led to where they sign in.
				if (source.readyState !== EventSource.CLOSED) return;
				const ask = () => fetch(location.href, { method: 'HEAD', redirect: 'manual' });
				again = setTimeout(() => void ask().then(({ type }) => (type === 'opaqueredirect' ? location.reload() : open()), open), againMs);
			};
		};
		open();
		return () => {
			clearTimeout(again);
			source.close();
		};
	}
}
