import { createHash } from 'node:crypto';
import type { Principal } from '../contract.ts';
import { serverOwner, type ClientOwner } from '../storage/updateLog.server.ts';

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

	#markOf(clientId: number, { id, secret = id }: Principal): string {
		return createHash('sha256').update(`${this.#boardId} ${clientId} ${secret}`).digest('base64url');
	}
}
