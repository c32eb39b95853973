import { createHash } from 'node:crypto';
import type { Principal } from '../contract.ts';
import { entryKey, type EntryId } from '../documentSchema.ts';
import { serverOwner, type ClientOwner, type EntryOwner } from '../storage/updateLog.server.ts';

/**
 * Who owns each Yjs client id of a board (L8): bound at its first use, stored with its first struct. What is stored is a hash of the
 * id with the secret of the owner's device, so that no two ids of one person can be told to be theirs without the device (L21).
 */
export class ClientOwners {
	readonly #boardId: string;
	/** Client id → mark of its owner, as stored. */
	readonly #stored: Map<number, string>;
	/** Client id → principal, as far as it was used since the board was loaded. */
	readonly #users = new Map<number, string>();
	/** Client ids that sent presence but have not written yet: nobody else may write under them first. */
	readonly #reserved = new Map<number, string>();
	/** Whether a client id that nobody owns may be taken. */
	readonly #isFree: (clientId: number) => boolean;

	constructor(boardId: string, stored: Map<number, string>, isFree: (clientId: number) => boolean) {
		this.#boardId = boardId;
		this.#stored = stored;
		this.#isFree = isFree;
	}

	mayUse(clientId: number, principal: Principal): boolean {
		if (this.#users.get(clientId) === principal.id) return true;
		const stored = this.#stored.get(clientId);
		if (stored === undefined) return (this.#reserved.get(clientId) ?? principal.id) === principal.id && this.#isFree(clientId);
		if (stored !== this.#markOf(clientId, principal)) return false;
		this.#users.set(clientId, principal.id);
		return true;
	}

	/** Binds a client id before it has written. False when it is another principal's. */
	reserve(clientId: number, principal: Principal): boolean {
		if (!this.mayUse(clientId, principal)) return false;
		this.#reserved.set(clientId, principal.id);
		return true;
	}

	release(clientId: number): void {
		this.#reserved.delete(clientId);
	}

	/** How many of these have a client id that nobody has written under. */
	freshIn(blocks: readonly { client: number }[]): number {
		return blocks.reduce((count, { client }) => (this.#stored.has(client) ? count : count + 1), 0);
	}

	/** Binds the client ids that are not bound yet and returns them, to be stored. Without a principal they are the server's. */
	bind(clientIds: readonly number[], principal: Principal | undefined): ClientOwner[] {
		const fresh = clientIds.filter((clientId) => !this.#stored.has(clientId));
		return fresh.map((clientId) => {
			const owner = principal ? this.#markOf(clientId, principal) : serverOwner;
			this.#stored.set(clientId, owner);
			if (principal) this.#users.set(clientId, principal.id);
			return { clientId, owner };
		});
	}

	#markOf(clientId: number, principal: Principal): string {
		return markOf(principal, this.#boardId, clientId);
	}
}

/**
 * Who owns each entry of a board: whoever created it. What is stored is a hash of the entry's own id with the secret of the owner's
 * device, so that no two entries of one person can be told to be theirs without the device (L21). The board is not in it: an entry that
 * is copied to another board by the server takes its mark along.
 */
export class EntryOwners {
	/** `entryKey` → mark of its owner, as stored. */
	readonly #stored: Map<string, string>;

	constructor(stored: Map<string, string>) {
		this.#stored = stored;
	}

	get marks(): ReadonlyMap<string, string> {
		return this.#stored;
	}

	owns(entry: EntryId, principal: Principal): boolean {
		return this.#stored.get(entryKey(entry)) === markOf(principal, entry.root, entry.id);
	}

	/** Binds entries that have just been created and returns their marks, to be stored; `ownerOf` says whose, undefined is nobody's. */
	bind(created: readonly EntryId[], ownerOf: (entry: EntryId) => string | undefined): EntryOwner[] {
		return created.flatMap((entry) => {
			const owner = ownerOf(entry);
			if (owner === undefined || this.#stored.has(entryKey(entry))) return [];
			this.#stored.set(entryKey(entry), owner);
			return { ...entry, owner };
		});
	}
}

/** The mark of what is a principal's: of a client id on a board, of an entry of a root. */
export function markOf({ id, secret = id }: Pick<Principal, 'id' | 'secret'>, place: string, of: string | number): string {
	return createHash('sha256').update(`${place} ${of} ${secret}`).digest('base64url');
}
