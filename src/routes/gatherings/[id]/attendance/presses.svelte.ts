import { deserialize } from '$app/forms';
import { newId } from '#lib/ids.ts';

/** One press at the door, in the words of the form that it stands for. The same press twice is one. */
export type Press =
	| { id: string; kind: 'checkIn'; personId: string; name: string }
	| { id: string; kind: 'undo'; personId: string; name: string }
	| { id: string; kind: 'walkIn'; key: string; unitId: string; name: string };

type NewPress = Press extends infer P ? (P extends Press ? Omit<P, 'id'> : never) : never;
type Refused = { name: string; reason: string };

const between = 5000;

/**
 * Presses that have not reached the server yet. They are kept on this machine, also when the page is closed, go in the order they
 * were made, and go again until the server has answered: a door with no net loses nobody. `sent` is called when some have.
 */
export class Presses {
	waiting = $state<Press[]>([]);
	refused = $state<Refused[]>([]);
	/** The server says that nobody is signed in any more; what waits goes when somebody is. */
	isSignedOut = $state(false);
	readonly #place: string;
	readonly #sent: () => Promise<void>;
	#going = false;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(gatheringId: string, sent: () => Promise<void>) {
		this.#place = `presses-${gatheringId}`;
		this.#sent = sent;
	}

	/** Takes up what was left when the page was closed. Gives what ends it. */
	start(): () => void {
		try {
			const kept: unknown = JSON.parse(localStorage.getItem(this.#place) ?? '[]');
			if (Array.isArray(kept)) this.waiting = kept as Press[];
		} catch {
			this.waiting = [];
		}
		const go = () => void this.#go();
		addEventListener('online', go);
		go();
		return () => {
			removeEventListener('online', go);
			clearTimeout(this.#timer);
		};
	}

	press(press: NewPress): void {
		this.waiting.push({ ...press, id: newId() });
		this.#keep();
		void this.#go();
	}

	/** Whether somebody is here, as far as presses that wait say anything of it. */
	says(personId: string): boolean | undefined {
		const last = this.waiting.findLast((press) => press.kind !== 'walkIn' && press.personId === personId);
		return last && last.kind === 'checkIn';
	}

	#keep(from = 0): void {
		try {
			localStorage.setItem(this.#place, JSON.stringify(this.waiting.slice(from)));
		} catch {
			// A full or forbidden store: the presses still wait in the page.
		}
	}

	async #go(): Promise<void> {
		if (this.#going) return;
		this.#going = true;
		clearTimeout(this.#timer);
		let done = 0;
		try {
			for (let next = this.waiting[0]; next; next = this.waiting[done]) {
				await this.#send(next);
				done++;
				this.#keep(done);
			}
			// What was sent speaks for the list until the list itself knows: nobody is shown as away in between.
			if (done > 0) await this.#sent();
		} catch {
			this.#timer = setTimeout(() => void this.#go(), between);
		}
		this.waiting.splice(0, done);
		this.#going = false;
		if (done > 0 && this.waiting.length > 0) void this.#go();
	}

	/** Throws when there is no answer to be had now. */
	async #send({ id: _, kind, ...fields }: Press): Promise<void> {
		const answer = await fetch(`?/${kind}`, {
			method: 'POST',
			headers: { accept: 'application/json', 'x-sveltekit-action': 'true' },
			body: new URLSearchParams(fields as Record<string, string>),
			signal: AbortSignal.timeout(15_000)
		});
		if (answer.status >= 500) throw new Error(String(answer.status));
		const result = deserialize(await answer.text());
		this.isSignedOut = result.type === 'redirect';
		if (this.isSignedOut) throw new Error('signed out');
		if (result.type === 'failure') this.refused.push({ name: fields.name, reason: String(result.data?.reason ?? 'notAllowed') });
		if (result.type === 'error') this.refused.push({ name: fields.name, reason: 'notFound' });
	}
}
