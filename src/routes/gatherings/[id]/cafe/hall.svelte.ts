import { invalidate, invalidateAll } from '$app/navigation';
import type { HallSnapshot, TableNow } from '#lib/cafe/rounds/monitor.ts';

/** How long to wait before asking again when the server has refused the stream, in milliseconds. */
const againMs = 3000;

/** The hall as it is right now: one stream for all tables, opened again by the browser when the net fails. */
export class Hall {
	#tables = $state.raw<Readonly<Record<string, TableNow>>>({});
	/** Whether what is shown is what is. */
	isLive = $state(false);
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

	/** Takes in what is new; the rest of the page is asked for when anything else has changed. */
	take({ tables, mark }: HallSnapshot): void {
		if (tables.length > 0) this.#tables = { ...this.#tables, ...Object.fromEntries(tables.map((table) => [table.id, table])) };
		if (mark === this.#mark) return;
		this.#mark = mark;
		void invalidate('cafe:room');
	}

	/** Listens until the function that is given back is called. */
	listen(address: string): () => void {
		const open = () => {
			const source = new EventSource(address);
			this.#source = source;
			source.onopen = () => (this.isLive = true);
			source.onmessage = ({ data }) => this.take(JSON.parse(data as string) as HallSnapshot);
			source.addEventListener('over', () => {
				source.close();
				this.isLive = false;
				void invalidateAll();
			});
			source.onerror = () => {
				this.isLive = false;
				// A lost net is the browser's to mend; a refusal is final for it. Then the page says who may be here.
				if (source.readyState !== EventSource.CLOSED) return;
				this.#again = setTimeout(() => void invalidateAll().then(open, open), againMs);
			};
		};
		open();
		return () => {
			clearTimeout(this.#again);
			this.#source?.close();
		};
	}
}
