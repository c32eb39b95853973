import { frame } from './frame.ts';
import * as wire from '../protocol.ts';

/** Everything: what one asks for who has nothing. */
export const nothing = Uint8Array.of(0);

const mostBytes = 8 * 1024 * 1024;

/**
 * What those who asked for the document were told, by what they had of it already; good until the next commit. When a hall
 * comes back after a break in the network, all ask the same.
 */
export class Answers {
	#frames = new Map<string, Buffer>();
	#bytes = 0;

	get(vector: Uint8Array): Buffer | undefined {
		return this.#frames.get(keyOf(vector));
	}

	keep(vector: Uint8Array, update: Uint8Array): Buffer {
		const answer = frame(wire.syncStep2(update));
		if (this.#bytes + answer.length > mostBytes) this.clear();
		this.#bytes += answer.length;
		this.#frames.set(keyOf(vector), answer);
		return answer;
	}

	clear(): void {
		this.#frames.clear();
		this.#bytes = 0;
	}
}

/** Bytes as a key of a map. */
export const keyOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
