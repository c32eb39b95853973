import * as Y from 'yjs';
import { restored } from './session.ts';

/** Whether this tab made the change: now, or before it was reloaded. */
export const isOwn = (transaction: Y.Transaction) => transaction.local || transaction.origin === restored;

/** The shared texts that this tab has changed and the server has not acknowledged: what would be lost if it refused them. */
export class TouchedTexts {
	readonly #texts = new Set<Y.Text>();

	/** Adds the texts that a transaction of this tab has changed. */
	addFrom(transaction: Y.Transaction): void {
		if (!isOwn(transaction)) return;
		for (const type of transaction.changed.keys()) if (type instanceof Y.Text) this.#texts.add(type);
	}

	add(text: Y.Text): void {
		this.#texts.add(text);
	}

	has(text: Y.Text): boolean {
		return this.#texts.has(text);
	}

	/** As they read now, without empty ones. */
	get contents(): string[] {
		return [...this.#texts].map((text) => text.toString()).filter((text) => text.trim() !== '');
	}

	/** The server has acknowledged all of them. */
	clear(): void {
		this.#texts.clear();
	}
}
