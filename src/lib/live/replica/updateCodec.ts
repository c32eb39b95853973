import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/*
 * Yjs updates (format v1), decoded once: the validator checks the parts, the group commit joins them again without decoding.
 * Layout as in yjs/src/utils/encoding.js: blocks of structs, one per client, then the delete set. In v1 the bytes of a struct do
 * not depend on those before it, so blocks of one client are joined by concatenating their bytes.
 */

export interface Id {
	client: number;
	clock: number;
}

/** One struct of an update. `length` is how many clocks it takes. */
export interface Part {
	client: number;
	clock: number;
	length: number;
	/** 'type': a shared type other than map and text; 'other': content that no schema has (formatting, embeds, binary, documents). */
	content: 'gc' | 'deleted' | 'string' | 'map' | 'text' | 'type' | 'value' | 'other';
	/** The plain value of a 'value', the characters of a 'string'. */
	value: unknown;
	origin: Id | null;
	rightOrigin: Id | null;
	/** Given only when there is no origin on either side. */
	root: string | null;
	parent: Id | null;
	sub: string | null;
}

/** The structs of one client, from `clock` up to but not including `end`; `bytes` holds nothing else. */
export interface Block {
	client: number;
	clock: number;
	end: number;
	parts: Part[];
	count: number;
	bytes: Uint8Array;
}

export interface Range {
	client: number;
	clock: number;
	end: number;
}

/** Characters appended after others: nearly every update has this form. */
export interface Run extends Block {
	origin: Id;
	right: Id | null;
}

export interface Update {
	blocks: Block[];
	/** Sorted by clock within each client, without overlap. */
	deletes: Range[];
}

/** Clocks grow by one per character: no person types this much, and all sums below stay exact. */
const maxClock = 2 ** 31;
const maxClient = 2 ** 32;

class Undecodable extends Error {}

/**
 * Decodes an update. Throws on anything but exactly one well-formed update that Yjs could read too.
 * `tidy` is false when deletions overlap: thousands of ranges over the same structs would cost every client much time.
 */
export function readUpdate(bytes: Uint8Array): Update & { tidy: boolean } {
	const decoder = decoding.createDecoder(bytes);
	const blocks: Block[] = [];
	const clients = new Set<number>();
	for (let left = decoding.readVarUint(decoder); left > 0; left--) {
		const count = decoding.readVarUint(decoder);
		const client = clientOf(decoder);
		const first = decoding.readVarUint(decoder);
		// Of two blocks of one client, Yjs keeps the last and drops the other; no honest client writes either.
		if (count === 0 || clients.has(client)) throw new Undecodable();
		clients.add(client);
		const from = decoder.pos;
		const parts: Part[] = [];
		let clock = first;
		for (let i = 0; i < count; i++) {
			const part = readPart(decoder, client, clock);
			clock += part.length;
			if (part.length < 1 || clock > maxClock) throw new Undecodable();
			parts.push(part);
		}
		blocks.push({ client, clock: first, end: clock, parts, count, bytes: bytes.subarray(from, decoder.pos) });
	}
	const deletes = new Map<number, Range[]>();
	let ranged = 0;
	for (let left = decoding.readVarUint(decoder); left > 0; left--) {
		const client = clientOf(decoder);
		for (let ranges = decoding.readVarUint(decoder); ranges > 0; ranges--) {
			const clock = decoding.readVarUint(decoder);
			const end = clock + decoding.readVarUint(decoder);
			if (end > maxClock) throw new Undecodable();
			const list = deletes.get(client) ?? [];
			list.push({ client, clock, end });
			deletes.set(client, list);
			ranged++;
		}
	}
	if (decoding.hasContent(decoder)) throw new Undecodable();
	const merged = [...deletes.values()].flatMap(mergeRanges);
	return { blocks, deletes: merged, tidy: merged.length === ranged };
}

/** Decodes an update that only appends characters after an existing one; undefined when it is anything else. */
export function readRun(bytes: Uint8Array): Run | undefined {
	// One client, one struct, no deletions.
	if (bytes[0] !== 1 || bytes[1] !== 1 || bytes[bytes.length - 1] !== 0) return undefined;
	try {
		const decoder = decoding.createDecoder(bytes);
		decoder.pos = 2;
		const client = clientOf(decoder);
		const clock = decoding.readVarUint(decoder);
		const from = decoder.pos;
		const info = decoding.readUint8(decoder);
		if ((info & ~64) !== (128 | 4)) return undefined;
		const origin = idOf(decoder);
		const right = info & 64 ? idOf(decoder) : null;
		const { length } = decoding.readVarString(decoder);
		const to = bytes.length - 1;
		if (length === 0 || decoder.pos !== to || clock + length > maxClock) return undefined;
		return { client, clock, end: clock + length, parts: [], count: 1, bytes: bytes.subarray(from, to), origin, right };
	} catch {
		return undefined;
	}
}

/** The index of the part or range that holds `clock`; the first or last one when `clock` is outside. */
export function partAt(parts: readonly { clock: number }[], clock: number): number {
	let [low, high] = [0, parts.length - 1];
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if (parts[middle]!.clock <= clock) low = middle;
		else high = middle - 1;
	}
	return low;
}

function clientOf(decoder: decoding.Decoder): number {
	const client = decoding.readVarUint(decoder);
	if (client >= maxClient) throw new Undecodable();
	return client;
}

function idOf(decoder: decoding.Decoder): Id {
	return { client: clientOf(decoder), clock: decoding.readVarUint(decoder) };
}

function readPart(decoder: decoding.Decoder, client: number, clock: number): Part {
	const info = decoding.readUint8(decoder);
	const kind = info & 31;
	const part: Part = {
		client,
		clock,
		length: 1,
		content: 'gc',
		value: null,
		origin: null,
		rightOrigin: null,
		root: null,
		parent: null,
		sub: null
	};
	if (kind === 0) {
		part.length = decoding.readVarUint(decoder);
		return part;
	}
	if (info & 128) part.origin = idOf(decoder);
	if (info & 64) part.rightOrigin = idOf(decoder);
	if (!part.origin && !part.rightOrigin) {
		if (decoding.readVarUint(decoder) === 1) part.root = decoding.readVarString(decoder);
		else part.parent = idOf(decoder);
		if (info & 32) part.sub = decoding.readVarString(decoder);
	}
	switch (kind) {
		case 1:
			part.content = 'deleted';
			part.length = decoding.readVarUint(decoder);
			return part;
		case 4:
			part.content = 'string';
			({ length: part.length } = part.value = decoding.readVarString(decoder));
			return part;
		case 7: {
			const named = decoding.readVarUint(decoder);
			if (named > 6) throw new Undecodable();
			// XML elements and hooks have a name.
			if (named === 3 || named === 5) decoding.readVarString(decoder);
			part.content = named === 1 ? 'map' : named === 2 ? 'text' : 'type';
			return part;
		}
		case 8:
			part.length = decoding.readVarUint(decoder);
			for (let i = 0; i < part.length; i++) part.value = decoding.readAny(decoder);
			part.content = part.length === 1 ? 'value' : 'other';
			return part;
		default:
			part.content = 'other';
			part.length = readOther(decoder, kind);
			return part;
	}
}

/** Skips content that no schema has; returns how many clocks it takes. */
function readOther(decoder: decoding.Decoder, kind: number): number {
	switch (kind) {
		case 2: {
			const length = decoding.readVarUint(decoder);
			for (let i = 0; i < length; i++) readJson(decoder);
			return length;
		}
		case 3:
			decoding.readVarUint8Array(decoder);
			return 1;
		case 5:
			readJson(decoder);
			return 1;
		case 6:
			decoding.readVarString(decoder);
			readJson(decoder);
			return 1;
		case 9:
			decoding.readVarString(decoder);
			decoding.readAny(decoder);
			return 1;
		default:
			throw new Undecodable();
	}
}

function readJson(decoder: decoding.Decoder): void {
	const text = decoding.readVarString(decoder);
	if (text !== 'undefined') JSON.parse(text);
}

/**
 * Joins consecutive updates into one. Each block of a client must begin where the one before it ended (validation ensures
 * it). Undefined when they hold nothing.
 */
export function joinUpdates(updates: readonly Update[]): Uint8Array | undefined {
	const clients = new Map<number, { clock: number; end: number; count: number; bytes: Uint8Array[] }>();
	const deletes = new Map<number, Range[]>();
	for (const update of updates) {
		for (const block of update.blocks) {
			const joined = clients.get(block.client);
			if (!joined) {
				clients.set(block.client, { clock: block.clock, end: block.end, count: block.count, bytes: [block.bytes] });
				continue;
			}
			if (joined.end !== block.clock) throw new Error('Blocks of one client must follow each other');
			joined.end = block.end;
			joined.count += block.count;
			joined.bytes.push(block.bytes);
		}
		for (const range of update.deletes) {
			const ranges = deletes.get(range.client);
			if (ranges) ranges.push(range);
			else deletes.set(range.client, [range]);
		}
	}
	if (clients.size === 0 && deletes.size === 0) return undefined;
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, clients.size);
	// Higher client ids first, as Yjs does.
	for (const [client, { clock, count, bytes }] of [...clients].sort((a, b) => b[0] - a[0])) {
		encoding.writeVarUint(encoder, count);
		encoding.writeVarUint(encoder, client);
		encoding.writeVarUint(encoder, clock);
		for (const part of bytes) encoding.writeUint8Array(encoder, part);
	}
	encoding.writeVarUint(encoder, deletes.size);
	for (const [client, ranges] of [...deletes].sort((a, b) => b[0] - a[0])) {
		const merged = mergeRanges(ranges);
		encoding.writeVarUint(encoder, client);
		encoding.writeVarUint(encoder, merged.length);
		for (const { clock, end } of merged) {
			encoding.writeVarUint(encoder, clock);
			encoding.writeVarUint(encoder, end - clock);
		}
	}
	return encoding.toUint8Array(encoder);
}

/** Sorted, without overlap, adjacent ranges merged. */
function mergeRanges(ranges: Range[]): Range[] {
	const merged: Range[] = [];
	for (const range of ranges.toSorted((a, b) => a.clock - b.clock)) {
		if (range.end === range.clock) continue;
		const last = merged.at(-1);
		if (last && range.clock <= last.end) last.end = Math.max(last.end, range.end);
		else merged.push({ ...range });
	}
	return merged;
}
