import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/*
 * Messages on the socket (L1). Each is one binary frame that begins with its type. 0–3 are y-protocols';
 * 100 and 101 are ours, from server to client only; a client that does not know them may ignore them.
 */
export const type = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, persisted: 100, boardStatus: 101 } as const;
export const sync = { step1: 0, step2: 1, update: 2 } as const;

/** The numbers, then `bytes`. */
function message(numbers: number[], bytes?: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const number of numbers) encoding.writeVarUint(encoder, number);
	if (bytes) encoding.writeVarUint8Array(encoder, bytes);
	return encoding.toUint8Array(encoder);
}

export const syncStep1 = (stateVector: Uint8Array) => message([type.sync, sync.step1], stateVector);
export const syncStep2 = (update: Uint8Array) => message([type.sync, sync.step2], update);
export const syncUpdate = (update: Uint8Array) => message([type.sync, sync.update], update);

/** Auth message "permission denied", the one y-protocols knows; `reason` is one of the validator's words. */
export function refused(reason: string): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, type.auth);
	encoding.writeVarUint(encoder, 0);
	encoding.writeVarString(encoder, reason);
	return encoding.toUint8Array(encoder);
}

/**
 * 100: what this connection sent is committed. The state vector holds the clocks committed since the last one; `count` is how many of the
 * connection's sync messages (step 2 and update) are done with, in their order: committed, or refused, which was sent before.
 * A deletion does not advance a clock, so the state vector alone could not acknowledge one.
 */
export function persisted(clocks: ReadonlyMap<number, number>, count: number): Uint8Array {
	const vector = encoding.createEncoder();
	encoding.writeVarUint(vector, clocks.size);
	for (const [client, clock] of clocks) {
		encoding.writeVarUint(vector, client);
		encoding.writeVarUint(vector, clock);
	}
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, type.persisted);
	encoding.writeVarUint8Array(encoder, encoding.toUint8Array(vector));
	encoding.writeVarUint(encoder, count);
	return encoding.toUint8Array(encoder);
}

export function readPersisted(decoder: decoding.Decoder): { stateVector: Uint8Array; count: number } {
	return { stateVector: decoding.readVarUint8Array(decoder), count: decoding.readVarUint(decoder) };
}

/** 101: the board status as JSON. */
export function boardStatus(json: string): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, type.boardStatus);
	encoding.writeVarString(encoder, json);
	return encoding.toUint8Array(encoder);
}

/** The entries of an awareness message about `clientId`; others are skipped undecoded. Throws on malformed bytes. */
export function readAwareness(bytes: Uint8Array, clientId: number | null): { clientId: number; clock: number; state: unknown }[] {
	const decoder = decoding.createDecoder(bytes);
	const entries = [];
	for (let left = decoding.readVarUint(decoder); left > 0; left--) {
		const about = decoding.readVarUint(decoder);
		const clock = decoding.readVarUint(decoder);
		const state = decoding.readVarUint8Array(decoder);
		if (about === clientId) entries.push({ clientId: about, clock, state: JSON.parse(utf8.decode(state)) as unknown });
	}
	return entries;
}

/** The first client id in an awareness message; undefined when it has no entries. */
export function firstInAwareness(bytes: Uint8Array): number | undefined {
	const decoder = decoding.createDecoder(bytes);
	return decoding.readVarUint(decoder) > 0 ? decoding.readVarUint(decoder) : undefined;
}

const utf8 = new TextDecoder();

/** One entry of an awareness message; `state` is JSON, 'null' for a client that left. */
export function awarenessEntry(clientId: number, clock: number, state: string): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, clientId);
	encoding.writeVarUint(encoder, clock);
	encoding.writeVarString(encoder, state);
	return encoding.toUint8Array(encoder);
}

/** The awareness message with `entries`. */
export function awareness(entries: readonly Uint8Array[]): Uint8Array {
	const about = encoding.createEncoder();
	encoding.writeVarUint(about, entries.length);
	for (const entry of entries) encoding.writeUint8Array(about, entry);
	return message([type.awareness], encoding.toUint8Array(about));
}

/** An awareness message without entries: a keep-alive that every y-websocket client understands. */
export const emptyAwareness = awareness([]);
