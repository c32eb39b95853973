import { net } from '#lib/ui/lazy/net.svelte.ts';
import type { HallSnapshot, TableNow } from '#lib/cafe/rounds/monitor.ts';

/** How long to wait before reconnecting when the server has refused the stream, in milliseconds. */
const againMs = 3000;

/** The current state of the hall: one stream for all tables, which the browser reopens when the network fails. */
export class Hall {
	#tables = $state.raw<Readonly<Record<string, TableNow>>>({});
	/** Whether the state shown is current. */
	isLive = $state(false);
	/** The step that somebody has pressed, and when it takes effect. */
	pending = $state.raw<HallSnapshot['pending']>(null);
	#mark: string;
	#source: EventSource | undefined;
	#again: ReturnType<typeof setTimeout> | undefined;

	constructor(first: HallSnapshot) {
		this.#mark = first.mark;
		this.take(first);
	}

	of(tableId: string): TableNow | undefined {
		return this.#tables[tableId];
	}

	get all(): TableNow[] {
		return Object.values(this.#tables);
	}

	/** Merges changed tables; reloads the page's data when anything else has changed. */
	take({ tables, pending, mark }: HallSnapshot): void {
		this.pending = pending;
		if (tables.length > 0) this.#tables = { ...this.#tables, ...Object.fromEntries(tables.map((table) => [table.id, table])) };
		if (mark === this.#mark) return;
		this.#mark = mark;
		void net.refresh('cafe:room');
	}

	/** Listens to the stream until the returned function is called. */
	listen(address: string): () => void {
		const open = () => {
			const source = new EventSource(address);
			this.#source = source;
			source.onopen = () => (this.isLive = true);
			source.onmessage = ({ data }) => this.take(JSON.parse(data as string) as HallSnapshot);
			source.addEventListener('over', () => {
				source.close();
				this.isLive = false;
				void net.refresh();
			});
			source.onerror = () => {
				this.isLive = false;
				// The browser reconnects after a network failure, but not after a refusal: then the page load checks the rights.
				if (source.readyState !== EventSource.CLOSED) return;
				this.#again = setTimeout(() => void net.refresh().then(open, open), againMs);
			};
		};
		open();
		return () => {
			clearTimeout(this.#again);
			this.#source?.close();
		};
	}
}
