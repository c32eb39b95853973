import type { Principal } from '../contract.ts';
import { awarenessEntry, readAwareness } from '../protocol.ts';

/*
 * Who is present, as the others see it (L5). A client may say anything about anybody; the server keeps only a client's own
 * entry and replaces `user` by what it knows. In anonymous phases nothing remains but that somebody is there.
 */

/** A connection, as far as presence is concerned. */
export interface Peer {
	/** The Yjs client id it uses; null until it has sent one. */
	readonly clientId: number | null;
	readonly principal: Principal;
}

interface Entry {
	peer: Peer;
	/** The clock that is sent. Clients drop what is not newer than what they have seen, also before a reconnect. */
	clock: number;
	/** How far that is ahead of the client's own clock. */
	clockOffset: number;
	/** The client's own state without `user`. */
	state: Record<string, unknown>;
	/** What the others are sent. */
	json: string;
}

const maxStateCharacters = 2048;

export class Presence {
	readonly #entries = new Map<number, Entry>();
	/** The last clock sent for clients that left. */
	readonly #lastClocks = new Map<number, number>();
	/** Null: the client left. */
	readonly #changed = new Map<number, Entry | null>();
	/** Principal → the number by which two tabs of one person are known to be one (L17). */
	readonly #numbers = new Map<string, number>();
	#isAnonymous = false;

	/**
	 * Takes in a peer's own state and skips what it says about others (the stock client repeats all it hears). False when it is too long.
	 */
	update(peer: Peer, bytes: Uint8Array): boolean {
		for (const { clientId, clock, state } of readAwareness(bytes, peer.clientId)) {
			if (state === null) {
				if (this.#entries.get(clientId)?.peer === peer) this.leave(peer);
				continue;
			}
			if (typeof state !== 'object' || Array.isArray(state)) continue;
			const { user: _, ...own } = state as Record<string, unknown>;
			if (JSON.stringify(own).length > maxStateCharacters) return false;
			this.#setState(peer, clientId, clock, own);
		}
		return true;
	}

	#setState(peer: Peer, clientId: number, clock: number, state: Record<string, unknown>): void {
		const entry = this.#entries.get(clientId);
		if (entry?.peer === peer) {
			if (clock + entry.clockOffset <= entry.clock) return;
			entry.clock = clock + entry.clockOffset;
			entry.state = state;
			this.#changeEntry(clientId, entry);
			return;
		}
		// y-protocols ignores a first clock of 0, with which its own clients begin.
		const last = entry?.clock ?? this.#lastClocks.get(clientId) ?? 0;
		const sent = Math.max(clock, last + 1);
		const created = { peer, clock: sent, clockOffset: sent - clock, state, json: '' };
		this.#entries.set(clientId, created);
		this.#changeEntry(clientId, created);
	}

	leave(peer: Peer): void {
		const { clientId } = peer;
		const entry = clientId === null ? undefined : this.#entries.get(clientId);
		if (clientId === null || entry?.peer !== peer) return;
		this.#entries.delete(clientId);
		this.#lastClocks.set(clientId, entry.clock);
		this.#changed.set(clientId, null);
	}

	/** What the others are shown of somebody. Sent to its own page with the status, since awareness never echoes a client's own entry. */
	userOf({ id, label, role, colour }: Principal): { number: number; label?: string; role?: string; colour?: number } {
		let number = this.#numbers.get(id);
		if (number === undefined) this.#numbers.set(id, (number = this.#numbers.size + 1));
		return this.#isAnonymous ? { number } : { number, label, role, colour };
	}

	setAnonymous(isAnonymous: boolean): void {
		if (this.#isAnonymous === isAnonymous) return;
		this.#isAnonymous = isAnonymous;
		this.refresh();
	}

	/** Renders every entry again and marks those that differ: principals may have changed. */
	refresh(): void {
		for (const [clientId, entry] of this.#entries) {
			if (this.#render(entry) === entry.json) continue;
			entry.clock++;
			entry.clockOffset++;
			this.#changeEntry(clientId, entry);
		}
	}

	get hasChanges(): boolean {
		return this.#changed.size > 0;
	}

	/** All entries but the peer's own, as entries of an awareness message. */
	entriesExcept(peer: Peer): Uint8Array[] {
		const others = [...this.#entries].filter(([, entry]) => entry.peer !== peer);
		return others.map(([clientId, { clock, json }]) => awarenessEntry(clientId, clock, json));
	}

	/**
	 * What has changed since the last call, one entry each. Not to be sent to its own `peer`: the clock may be ahead of the
	 * client's, which would then take the server's entry for its own state. `peer` is null when the client left.
	 */
	takeChanges(): { peer: Peer | null; bytes: Uint8Array }[] {
		const changes = [...this.#changed].map(([clientId, entry]) => ({
			peer: entry?.peer ?? null,
			bytes: entry
				? awarenessEntry(clientId, entry.clock, entry.json)
				: awarenessEntry(clientId, this.#lastClocks.get(clientId) ?? 0, 'null')
		}));
		this.#changed.clear();
		return changes;
	}

	#changeEntry(clientId: number, entry: Entry): void {
		entry.json = this.#render(entry);
		this.#changed.set(clientId, entry);
	}

	#render({ state, peer }: Entry): string {
		const user = this.userOf(peer.principal);
		// Without a name there are no signs of activity either: what somebody does on the board can tell who it is (parabol#10205).
		return JSON.stringify(this.#isAnonymous || peer.principal.label === '' ? { user } : { ...state, user });
	}
}
