import * as Y from 'yjs';
import { newBoardDoc } from '#lib/cafe/board/document.ts';
import { Hand } from './hand.ts';
import type { Server } from './servers.ts';
import { LightSocket, type Listener } from './socket.ts';
import { Speech, type Heard } from './speech.ts';
import { Times } from './tally.ts';

/*
 * People at a board, played cheaply: who writes has a document of their own, who reads only keeps a record of how far they
 * have come with each writer, by the clocks of the updates that reach them. An edit is delivered when its last clock is.
 */

/** What all boards of a run count together. */
export class Tally {
	readonly times = new Times();
	delivered = 0;
	refused: string[] = [];

	clear(): void {
		this.times.clear();
		this.delivered = 0;
	}
}

/** A board with those at it. */
export class Board {
	readonly id: string;
	readonly port: number;
	readonly server: Server;
	readonly speech: Speech;
	readonly tally: Tally;
	readonly people: Person[] = [];
	readonly hands: Hand[] = [];
	/** Frames that came to others already, taken apart; a broadcast is decoded once. */
	readonly #known = new Map<string, { heard: Heard; ranges: Clocks[] }>();
	#knownBytes = 0;
	#handOf = new Map<number, Hand>();

	constructor(id: string, port: number, server: Server, tally: Tally) {
		this.id = id;
		this.port = port;
		this.server = server;
		this.tally = tally;
		this.speech = new Speech(server, id);
	}

	/** Somebody comes; `writes` gives them a hand of their own, or the one they had. */
	seat(writes: boolean | Hand = false, more: SeatOptions = {}): Person {
		let hand: Hand | undefined;
		if (writes instanceof Hand) hand = writes;
		else if (writes) {
			hand = new Hand(this.hands.length);
			this.hands.push(hand);
			this.#handOf.set(hand.clientId, hand);
		}
		const person = new Person(this, hand, more);
		this.people.push(person);
		return person;
	}

	/** What a message says, and how far it brings each hand. */
	hear(bytes: Buffer, from: number, to: number): { heard: Heard; ranges: Clocks[] } {
		const key = bytes.toString('latin1', from, to);
		const before = this.#known.get(key);
		if (before) return before;
		const heard = this.speech.hear(Buffer.from(bytes.subarray(from, to)));
		const ranges = heard.is === 'answer' || heard.is === 'update' ? this.clocks(heard.update) : [];
		this.#knownBytes += key.length;
		if (this.#known.size > 2000 || this.#knownBytes > 16_000_000) {
			this.#known.clear();
			this.#knownBytes = key.length;
		}
		const known = { heard, ranges };
		this.#known.set(key, known);
		return known;
	}

	clocks(update: Uint8Array): Clocks[] {
		const { from, to } = Y.parseUpdateMeta(update);
		return [...to].flatMap(([client, end]) => {
			const hand = this.#handOf.get(client);
			return hand ? [{ hand, from: from.get(client) ?? 0, to: end }] : [];
		});
	}

	/** How many edits have not reached everybody. */
	missing(): number {
		let missing = 0;
		for (const person of this.people) if (!person.isGone) missing += person.missing();
		return missing;
	}

	/** All that was ever written here, as one document. */
	truth(): Y.Doc {
		const doc = newBoardDoc();
		for (const hand of this.hands) Y.applyUpdate(doc, Y.encodeStateAsUpdate(hand.doc));
		return doc;
	}
}

interface Clocks {
	hand: Hand;
	from: number;
	to: number;
}

/** A copy from before a break in the network. */
export interface Knowledge {
	vector: Uint8Array;
	seen: number[];
	/** What a stock client says to the server's question: all its deletions, whatever the server has. */
	answer: Uint8Array;
}

export interface SeatOptions {
	/** Keeps all that comes, to build a copy from at the end. */
	keeps?: boolean;
	/** What they had from before: the state vector they ask with, and how far they have come. */
	knows?: Knowledge;
	/** Hears of others' presence. */
	presence?: (heard: Heard, bytes: Uint8Array) => void;
}

const nothing = Uint8Array.of(0);
const empty = Uint8Array.of(0, 0);

/** Somebody with a socket at a board. */
export class Person implements Listener {
	readonly board: Board;
	readonly hand: Hand | undefined;
	readonly socket: LightSocket;
	readonly kept: Uint8Array[] = [];
	readonly startedAt = performance.now();
	/** How far they have come with each hand. */
	readonly seen: number[];
	isOpen = false;
	isGone = false;
	syncedAt = 0;
	whenSynced: (() => void) | undefined;
	saved = 0;
	/** Updates that built on something that never came. */
	gaps = 0;
	/** The close code with which the server ended it. */
	cut: number | undefined;
	/** How many of each hand's edits that is. */
	#edits: number[] = [];
	#more: SeatOptions;

	constructor(board: Board, hand: Hand | undefined, more: SeatOptions) {
		this.board = board;
		this.hand = hand;
		this.#more = more;
		this.seen = more.knows ? [...more.knows.seen] : [];
		this.socket = new LightSocket(board.port, `/live/${board.id}`, this);
		hand?.writeTo((update) => {
			if (this.isOpen && !this.isGone) this.socket.send(board.speech.update(update));
		});
	}

	get isSynced(): boolean {
		return this.syncedAt > 0;
	}

	/** How many edits of others they lack. */
	missing(): number {
		let missing = 0;
		for (const hand of this.board.hands) {
			if (hand === this.hand) continue;
			missing += hand.ends.length - this.#reached(hand);
		}
		return missing;
	}

	opened(): void {
		this.isOpen = true;
		const { speech, server } = this.board;
		for (const words of speech.greeting()) this.socket.send(words);
		if (server.answers) this.socket.send(speech.question(this.#more.knows?.vector ?? nothing));
		else this.syncedAt = performance.now();
	}

	message(bytes: Buffer, from: number, to: number): void {
		const { heard, ranges } = this.board.hear(bytes, from, to);
		if (heard.is === 'question') {
			const update = this.hand ? Y.encodeStateAsUpdate(this.hand.doc, heard.vector) : (this.#more.knows?.answer ?? empty);
			return this.socket.send(this.board.speech.answer(update));
		}
		if (heard.is === 'presence') this.#more.presence?.(heard, heard.bytes);
		if (heard.is === 'saved') this.saved = heard.count;
		if (heard.is === 'refused') this.board.tally.refused.push(heard.reason);
		if (heard.is !== 'answer' && heard.is !== 'update') return;
		if (this.#more.keeps) this.kept.push(heard.update);
		// What somebody finds when they come was not on its way to them.
		this.#advance(ranges, heard.is === 'update' || !this.board.server.answers);
		if (heard.is !== 'answer' || this.isSynced) return;
		this.syncedAt = performance.now();
		this.whenSynced?.();
	}

	closed(code: number): void {
		if (!this.isGone) this.cut = code;
		this.isGone = true;
	}

	vanish(): void {
		this.isGone = true;
		this.socket.vanish();
	}

	leave(): void {
		this.isGone = true;
		this.socket.leave();
	}

	/** The copy of one who keeps what comes. */
	copy(): Y.Doc {
		const doc = newBoardDoc();
		for (const update of this.kept) Y.applyUpdate(doc, update);
		if (this.hand) Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.hand.doc));
		return doc;
	}

	/** How many of a hand's edits have come, whole. */
	#reached(hand: Hand): number {
		const seen = this.seen[hand.index] ?? 0;
		let edit = this.#edits[hand.index] ?? 0;
		while (edit < hand.ends.length && (hand.ends[edit] as number) <= seen) edit++;
		this.#edits[hand.index] = edit;
		return edit;
	}

	#advance(ranges: Clocks[], counts: boolean): void {
		const now = performance.now();
		const { tally } = this.board;
		for (const { hand, from, to } of ranges) {
			if (hand === this.hand) continue;
			const seen = this.seen[hand.index] ?? 0;
			if (from > seen) this.gaps++;
			if (from > seen || to <= seen) continue;
			const before = this.#reached(hand);
			this.seen[hand.index] = to;
			if (!counts) continue;
			for (let edit = before; edit < this.#reached(hand); edit++) {
				tally.delivered++;
				tally.times.add(now - (hand.sentAt[edit] as number));
			}
		}
	}
}
