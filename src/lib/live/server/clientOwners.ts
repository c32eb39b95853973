/** Whose each Yjs client id is (L8): bound to a principal from its first use, on disk from its first struct. */
export class Owners {
	#bound: Map<number, string>;
	/** Client ids that have shown themselves but not written yet: nobody else may write under them first. */
	#reserved = new Map<number, string>();

	constructor(bound = new Map<number, string>()) {
		this.#bound = bound;
	}

	of(clientId: number): string | undefined {
		return this.#bound.get(clientId) ?? this.#reserved.get(clientId);
	}

	reserve(clientId: number, principalId: string): void {
		this.#reserved.set(clientId, principalId);
	}

	release(clientId: number): void {
		this.#reserved.delete(clientId);
	}

	/** Binds those of the client ids that aren't bound yet; returns them, to be written down. */
	bind(clientIds: readonly number[], principalId: string): { clientId: number; principalId: string }[] {
		const fresh = clientIds.filter((clientId) => !this.#bound.has(clientId));
		for (const clientId of fresh) this.#bound.set(clientId, principalId);
		return fresh.map((clientId) => ({ clientId, principalId }));
	}
}
