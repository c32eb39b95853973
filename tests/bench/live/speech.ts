import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Server } from './servers.ts';

/** What a message from a server says, as far as the bench cares. */
export type Heard =
	| { is: 'question'; vector: Uint8Array }
	| { is: 'answer' | 'update'; update: Uint8Array }
	| { is: 'presence'; bytes: Uint8Array }
	/** Ours: so many of the sync messages sent are on disk. */
	| { is: 'saved'; count: number }
	| { is: 'refused'; reason: string }
	| { is: 'other' };

/** How one talks with a server: y-protocols' messages; Hocuspocus wants the name of the document before each, and a token first. */
export class Speech {
	readonly #hocuspocus: boolean;
	readonly #board: string;
	readonly #address: number;

	constructor(server: Server, board: string) {
		this.#hocuspocus = server.speaks === 'hocuspocus';
		this.#board = board;
		this.#address = this.#hocuspocus ? 1 + board.length : 0;
	}

	/** Said first, before the question. */
	greeting(): Uint8Array[] {
		if (!this.#hocuspocus) return [];
		return [
			this.#say((encoder) => {
				encoding.writeVarUint(encoder, 2);
				encoding.writeVarUint(encoder, 0);
				encoding.writeVarString(encoder, 'bench');
			})
		];
	}

	question = (vector: Uint8Array) => this.#sync(0, vector);
	answer = (update: Uint8Array) => this.#sync(1, update);
	update = (update: Uint8Array) => this.#sync(2, update);

	presence(clientId: number, clock: number, state: object): Uint8Array {
		const entry = encoding.createEncoder();
		encoding.writeVarUint(entry, 1);
		encoding.writeVarUint(entry, clientId);
		encoding.writeVarUint(entry, clock);
		encoding.writeVarString(entry, JSON.stringify(state));
		return this.#say((encoder) => {
			encoding.writeVarUint(encoder, 1);
			encoding.writeVarUint8Array(encoder, encoding.toUint8Array(entry));
		});
	}

	/** Takes a message apart; what it returns lies in `bytes` still. */
	hear(bytes: Uint8Array): Heard {
		const decoder = decoding.createDecoder(bytes);
		decoder.pos = this.#address;
		const type = decoding.readVarUint(decoder);
		if (type === 0 || (type === 4 && this.#hocuspocus)) {
			const kind = decoding.readVarUint(decoder);
			const content = decoding.readVarUint8Array(decoder);
			return kind === 0 ? { is: 'question', vector: content } : { is: kind === 1 ? 'answer' : 'update', update: content };
		}
		if (type === 1) return { is: 'presence', bytes: decoding.readVarUint8Array(decoder) };
		if (type === 100 && !this.#hocuspocus) {
			decoding.readVarUint8Array(decoder);
			return { is: 'saved', count: decoding.readVarUint(decoder) };
		}
		if (type === 2 && decoding.readVarUint(decoder) === (this.#hocuspocus ? 1 : 0))
			return { is: 'refused', reason: decoding.readVarString(decoder) };
		return { is: 'other' };
	}

	#sync(kind: number, content: Uint8Array): Uint8Array {
		return this.#say((encoder) => {
			encoding.writeVarUint(encoder, 0);
			encoding.writeVarUint(encoder, kind);
			encoding.writeVarUint8Array(encoder, content);
		});
	}

	#say(write: (encoder: encoding.Encoder) => void): Uint8Array {
		const encoder = encoding.createEncoder();
		if (this.#hocuspocus) encoding.writeVarString(encoder, this.#board);
		write(encoder);
		return encoding.toUint8Array(encoder);
	}
}

/** Who an awareness message is about, and the number of their last move. */
export function entriesOf(bytes: Uint8Array): { clientId: number; n: number }[] {
	const decoder = decoding.createDecoder(bytes);
	return Array.from({ length: decoding.readVarUint(decoder) }, () => {
		const clientId = decoding.readVarUint(decoder);
		decoding.readVarUint(decoder);
		const state = JSON.parse(decoding.readVarString(decoder)) as { cursor?: { n: number } } | null;
		return { clientId, n: state?.cursor?.n ?? -1 };
	});
}
