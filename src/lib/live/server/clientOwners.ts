import type { Principal } from '../contract.ts';
import type { ClientOwner } from '../storage/updateLog.server.ts';

/** Which principal owns each Yjs client id (L8): bound at its first use, stored with its first struct. */
export class ClientOwners {
	readonly #bound: Map<number, string>;
	/** Client ids that sent presence but have not written yet: nobody else may write under them first. */
	readonly #reserved = new Map<number, string>();
	/** Whether a client id that nobody owns may be taken. */
	readonly #isFree: (clientId: number) => boolean;

	constructor(bound: Map<number, string>, isFree: (clientId: number) => boolean) {
		this.#bound = bound;
		this.#isFree = isFree;
	}

	mayUse(clientId: number, { id, inherits }: Principal): boolean {
		const owner = this.#bound.get(clientId) ?? this.#reserved.get(clientId);
		return owner === undefined ? this.#isFree(clientId) : owner === id || inherits?.(owner) === true;
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

	/** Binds the client ids that are not bound yet and returns them, to be stored. */
	bind(clientIds: readonly number[], principalId: string): ClientOwner[] {
		const fresh = clientIds.filter((clientId) => !this.#bound.has(clientId));
		for (const clientId of fresh) this.#bound.set(clientId, principalId);
		return fresh.map((clientId) => ({ clientId, principalId }));
	}
}
