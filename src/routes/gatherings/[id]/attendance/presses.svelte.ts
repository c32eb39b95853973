import { deserialize } from '$app/forms';
import { newId } from '#lib/ids.ts';

/** One press at the door, in the words of the form that it stands for. The same press twice is one. */
export type Press = { id: string; name: string } & (
	{ kind: 'checkIn'; personId: string } | { kind: 'undo'; personId: string } | { kind: 'walkIn'; unitId: string }
);

type NewPress = Press extends infer P ? (P extends Press ? Omit<P, 'id'> : never) : never;
/** `refusal` is the server's sentence; null where it says that there is no such thing. */
type RefusedPress = { id: string; name: string; refusal: string | null };

/** How soon what waits goes again, and how often the list is looked at when nothing waits: others stand at the door as well. */
const again = 5_000;
const looking = 15_000;

/**
 * Presses that have not reached the server yet. They are kept on this machine, also when the page is closed, go in the order they
 * were made, and go again until the server has answered: a door with no net loses nobody. `look` asks the server who is here, and
 * throws when there is no answer to be had; it is not a reload of the page, which without a net would take the page away.
 */
export class Presses {
	/** In the order they were made; the first `#sent` have arrived, and speak for the list until the list itself knows. */
	#made = $state<Press[]>([]);
	#sent = $state(0);
	readonly waiting = $derived(this.#made.slice(this.#sent));
	refused = $state<RefusedPress[]>([]);
	/** The server says that nobody is signed in any more; what waits goes when somebody is. */
	isSignedOut = $state(false);
	readonly #place: string;
	readonly #look: () => Promise<void>;
	#going = false;
	#ended = false;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(gatheringId: string, look: () => Promise<void>) {
		this.#place = `presses-${gatheringId}`;
		this.#look = look;
	}

	/** Takes up what was left when the page was closed. Gives what ends it. */
	start(): () => void {
		let wasPressed = false;
		try {
			const stored = localStorage.getItem(this.#place);
			wasPressed = stored !== null;
			const kept: unknown = JSON.parse(stored ?? '[]');
			if (Array.isArray(kept)) this.#made = kept as Press[];
		} catch {
			this.#made = [];
		}
		const go = () => void this.#go();
		const back = () => document.visibilityState === 'visible' && go();
		addEventListener('online', go);
		document.addEventListener('visibilitychange', back);
		// What the page before sent last may have arrived after this page's list was read: nothing waits, and the list is looked at.
		if (wasPressed) go();
		else this.#timer = setTimeout(go, looking);
		return () => {
			this.#ended = true;
			removeEventListener('online', go);
			document.removeEventListener('visibilitychange', back);
			clearTimeout(this.#timer);
		};
	}

	press(press: NewPress): void {
		this.#made.push({ ...press, id: newId() });
		this.#keep();
		void this.#go();
	}

	/** Whether somebody is here, as far as presses say anything of it that the list may not know. */
	says(personId: string): boolean | undefined {
		const last = this.#made.findLast((press) => press.kind !== 'walkIn' && press.personId === personId);
		return last && last.kind === 'checkIn';
	}

	/** Whether what was pressed for somebody has not arrived. */
	waits(personId: string): boolean {
		return this.waiting.some((press) => press.kind !== 'walkIn' && press.personId === personId);
	}

	/** Those who just came and are not on the list yet. */
	get walkedIn(): string[] {
		return this.#made.filter((press) => press.kind === 'walkIn').map(({ name }) => name);
	}

	#keep(): void {
		try {
			localStorage.setItem(this.#place, JSON.stringify(this.waiting));
		} catch {
			// A full or forbidden store: the presses still wait in the page.
		}
	}

	#forget(): void {
		try {
			localStorage.removeItem(this.#place);
		} catch {
			// Nothing was kept there.
		}
	}

	/** Sends what waits, then looks at the list; at the next press, when the net is back, and by the clock. */
	async #go(): Promise<void> {
		if (this.#going || this.#ended) return;
		this.#going = true;
		clearTimeout(this.#timer);
		let told = true;
		try {
			for (let next = this.waiting[0]; next; next = this.waiting[0]) {
				await this.#send(next);
				this.#sent++;
				this.#keep();
			}
			const known = this.#sent;
			if (known > 0 || document.visibilityState === 'visible') await this.#look();
			this.#made.splice(0, known);
			this.#sent -= known;
			if (this.#made.length === 0) this.#forget();
		} catch {
			told = false;
		}
		this.#going = false;
		if (this.#ended) return;
		if (told && this.waiting.length > 0) void this.#go();
		else this.#timer = setTimeout(() => void this.#go(), told ? looking : again);
	}

	/** Throws when there is no answer to be had now. */
	async #send({ id, kind, ...fields }: Press): Promise<void> {
		const answer = await fetch(`?/${kind}`, {
			method: 'POST',
			headers: { accept: 'application/json', 'x-sveltekit-action': 'true' },
			body: new URLSearchParams(kind === 'walkIn' ? { ...fields, key: id } : { ...fields }),
			signal: AbortSignal.timeout(15_000)
		});
		if (answer.status >= 500) throw new Error(String(answer.status));
		const result = deserialize(await answer.text());
		this.isSignedOut = result.type === 'redirect';
		if (this.isSignedOut) throw new Error('signed out');
		if (result.type === 'failure') this.refused.push({ id, name: fields.name, refusal: sentenceIn(result.data) });
		if (result.type === 'error') this.refused.push({ id, name: fields.name, refusal: null });
	}
}

/** Why a form was not accepted: the command's refusal, or what is wrong with the first field. */
function sentenceIn(failure: { refusal?: string; errors?: Record<string, string> } | undefined): string | null {
	return failure?.refusal ?? Object.values(failure?.errors ?? {})[0] ?? null;
}
