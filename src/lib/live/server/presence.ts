import { awarenessEntry, readAwareness } from '../protocol.ts';
import type { Principal } from '../contract.ts';

/*
 * Who is there, as the others see them (L5). A client says what it likes about itself; here its own entry alone is kept,
 * `user` becomes what the server knows, and while the stage is anonymous nothing is left but that somebody is there.
 */

/** A connection, as far as presence is concerned. */
export interface Speaker {
	/** The Yjs client id that speaks on it; null until it has said one. */
	clientId: number | null;
	readonly principal: Principal;
}

interface Entry {
	speaker: Speaker;
	/** The clock that is sent. Others drop what is not newer than what they have seen, also from before a reconnect. */
	clock: number;
	/** How far ahead of the client's own clock that is. */
	ahead: number;
	/** What the client says about itself, without `user`. */
	said: Record<string, unknown>;
	json: string;
}

const mostBytes = 2048;

export class Presence {
	#entries = new Map<number, Entry>();
	/** The last clock sent for those who left. */
	#lastClocks = new Map<number, number>();
	#changed = new Map<number, Entry | null>();
	/** Principal → the number by which two tabs of one person are told to be one (L17). */
	#numbers = new Map<string, number>();
	#anonymous = false;

	/** Takes in what a speaker says of itself; what it says of others is passed over (the stock client repeats all it hears). False when it is too long. */
	hear(speaker: Speaker, bytes: Uint8Array): boolean {
		for (const { clientId, clock, state } of readAwareness(bytes, speaker.clientId)) {
			const entry = this.#entries.get(clientId);
			if (state === null) {
				if (entry?.speaker === speaker) this.leave(speaker);
				continue;
			}
			if (typeof state !== 'object' || Array.isArray(state)) continue;
			const { user: _, ...said } = state as Record<string, unknown>;
			if (JSON.stringify(said).length > mostBytes) return false;
			if (entry?.speaker === speaker) {
				if (clock + entry.ahead <= entry.clock) continue;
				entry.clock = clock + entry.ahead;
				entry.said = said;
				this.#show(clientId, entry);
			} else {
				// y-protocols passes over a first clock of 0, with which its own clients begin.
				const last = entry?.clock ?? this.#lastClocks.get(clientId) ?? 0;
				const sent = Math.max(clock, last + 1);
				const made = { speaker, clock: sent, ahead: sent - clock, said, json: '' };
				this.#entries.set(clientId, made);
				this.#show(clientId, made);
			}
		}
		return true;
	}

	leave(speaker: Speaker): void {
		const { clientId } = speaker;
		const entry = clientId === null ? undefined : this.#entries.get(clientId);
		if (clientId === null || entry?.speaker !== speaker) return;
		this.#entries.delete(clientId);
		this.#lastClocks.set(clientId, entry.clock);
		this.#changed.set(clientId, null);
	}

	/** What others are shown of somebody; their own page is told it too, since nobody hears of themselves. */
	userOf({ id, label, role, colour }: Principal): { number: number; label?: string; role?: string; colour?: number } {
		let number = this.#numbers.get(id);
		if (number === undefined) this.#numbers.set(id, (number = this.#numbers.size + 1));
		return this.#anonymous ? { number } : { number, label, role, colour };
	}

	/** While it is anonymous, nothing is shown but that somebody is there. */
	setAnonymous(isAnonymous: boolean): void {
		if (this.#anonymous === isAnonymous) return;
		this.#anonymous = isAnonymous;
		this.refresh();
	}

	/** Shows everybody anew where that makes a difference: principals may have changed. */
	refresh(): void {
		for (const [clientId, entry] of this.#entries) {
			if (this.#render(entry) === entry.json) continue;
			entry.clock++;
			entry.ahead++;
			this.#show(clientId, entry);
		}
	}

	get hasChanges(): boolean {
		return this.#changed.size > 0;
	}

	/** Everybody there, as entries of an awareness message, but for `speaker` itself. */
	everybodyBut(speaker: Speaker): Uint8Array[] {
		const others = [...this.#entries].filter(([, entry]) => entry.speaker !== speaker);
		return others.map(([clientId, { clock, json }]) => awarenessEntry(clientId, clock, json));
	}

	/**
	 * What changed since the last time, an entry each. Not to be sent to its `speaker`: the clock may be ahead of the
	 * client's own, and then it would take our word for what it says itself. Null: somebody who has left.
	 */
	takeChanges(): { speaker: Speaker | null; bytes: Uint8Array }[] {
		const changes = [...this.#changed].map(([clientId, entry]) => ({
			speaker: entry?.speaker ?? null,
			bytes: entry
				? awarenessEntry(clientId, entry.clock, entry.json)
				: awarenessEntry(clientId, this.#lastClocks.get(clientId) ?? 0, 'null')
		}));
		this.#changed.clear();
		return changes;
	}

	#show(clientId: number, entry: Entry): void {
		entry.json = this.#render(entry);
		this.#changed.set(clientId, entry);
	}

	#render({ said, speaker }: Entry): string {
		const user = this.userOf(speaker.principal);
		// Whoever has no name shows no signs either: what somebody does on the board can tell who it is (parabol#10205).
		return JSON.stringify(this.#anonymous || speaker.principal.label === '' ? { user } : { ...said, user });
	}
}
