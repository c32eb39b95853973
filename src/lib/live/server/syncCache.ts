import { keyOf } from '../bytes.ts';
import * as wire from '../protocol.ts';
import { frame } from './frame.ts';

const maxBytes = 8 * 1024 * 1024;

/**
 * Frames that answered sync step 1, by state vector, until the next commit. When many clients reconnect after a network
 * outage, they all ask with the same state vector.
 */
export class SyncCache {
	#frames = new Map<string, Buffer>();
	#bytes = 0;

	get(stateVector: Uint8Array): Buffer | undefined {
		return this.#frames.get(keyOf(stateVector));
	}

	/** Returns the frame that carries `update`. */
	add(stateVector: Uint8Array, update: Uint8Array): Buffer {
		const answer = frame(wire.syncStep2(update));
		if (this.#bytes + answer.length > maxBytes) this.clear();
		this.#bytes += answer.length;
		this.#frames.set(keyOf(stateVector), answer);
		return answer;
	}

	clear(): void {
		this.#frames.clear();
		this.#bytes = 0;
	}
}
