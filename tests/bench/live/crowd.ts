import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import type { Hand } from './hand.ts';
import { Tally, Board, type Person, type SeatOptions } from './people.ts';
import type { Running, Server } from './servers.ts';

/** Ends when it is so; false when it never is. */
export async function until(isSo: () => boolean, ms = 30_000): Promise<boolean> {
	const end = performance.now() + ms;
	while (!isSo()) {
		if (performance.now() > end) return false;
		await sleep(5);
	}
	return true;
}

/** All the boards of a run, and everybody at them. */
export class Crowd {
	readonly tally = new Tally();
	readonly boards: Board[] = [];
	readonly running: Running;

	constructor(running: Running) {
		this.running = running;
	}

	get server(): Server {
		return this.running.server;
	}

	board(id = `board${this.boards.length}x${Math.random().toString(36).slice(2, 8)}`): Board {
		const board = new Board(id, this.running.port, this.server, this.tally);
		this.boards.push(board);
		return board;
	}

	get people(): Person[] {
		return this.boards.flatMap((board) => board.people);
	}

	get hands(): Hand[] {
		return this.boards.flatMap((board) => board.hands);
	}

	/**
	 * Seats people, `writers` of them with a hand, a few at a time; ends when all have the document. Throws when somebody does not get
	 * in.
	 */
	async seat(board: Board, people: number, writers: number, more: (i: number) => SeatOptions = () => ({})): Promise<void> {
		for (let i = 0; i < people; i++) {
			const person = board.seat(i < writers, more(i));
			if (i % 25 === 0 && !(await until(() => person.isSynced || person.isGone))) break;
		}
		const seated = board.people.slice(-people);
		if (!(await until(() => seated.every((person) => person.isSynced)))) {
			const short = seated.filter((person) => !person.isSynced).length;
			throw new Error(`${short} of ${people} did not get the document`);
		}
	}

	/** Ends when every edit is everywhere, or when nothing has come for a while; returns how many are missing. */
	async arrived(patience = 10_000): Promise<number> {
		const missing = () => this.boards.reduce((sum, board) => sum + board.missing(), 0);
		let before = missing();
		for (let quiet = 0; before > 0 && quiet < patience; quiet += 50) {
			await sleep(50);
			const now = missing();
			if (now < before) quiet = 0;
			before = now;
		}
		return before;
	}

	/** Each hand types `perSecond`, spread over time, for `ms`. Returns by how much the bench itself was late, at most. */
	async type(perSecond: number, ms: number, hands = this.hands): Promise<number> {
		const start = performance.now();
		const step = 1000 / perSecond;
		const due = hands.map((hand, i) => ({ hand, at: start + ((i * 0.618034) % 1) * step }));
		let late = 0;
		for (;;) {
			const now = performance.now();
			if (now - start > ms) return late;
			for (const one of due) {
				if (one.at > now) continue;
				late = Math.max(late, now - one.at);
				one.hand.type();
				one.at += step;
			}
			await sleep(1);
		}
	}

	/** What is wrong with the copies: those who kept all that came, and somebody who comes late. Empty when all is well. */
	async faults(): Promise<string[]> {
		const faults = new Set<string>();
		const missing = await this.arrived();
		if (missing > 0) faults.add(`${missing} edits did not arrive`);
		const gaps = this.people.reduce((sum, person) => sum + person.gaps, 0);
		if (gaps > 0) faults.add(`${gaps} updates came before what they build on`);
		const dropped = this.people.filter((person) => person.cut !== undefined).length;
		if (dropped > 0) faults.add(`${dropped} were cut off`);
		for (const reason of new Set(this.tally.refused)) faults.add(`refused: ${reason}`);
		for (const board of this.boards) {
			const truth = board.truth();
			for (const person of board.people)
				if (person.kept.length > 0 && !person.isGone && !same(person.copy(), truth)) faults.add('a copy differs');
			if (!this.server.answers) continue;
			const late = board.seat(false, { keeps: true });
			if (!(await until(() => late.isSynced, 20_000))) faults.add('one who came late got no answer');
			else if (!same(late.copy(), truth)) faults.add('one who came late was answered short');
			late.leave();
		}
		return [...faults];
	}

	vanish(): void {
		for (const person of this.people) if (!person.isGone) person.vanish();
	}
}

/** Whether two documents hold the same: the same structs, and the same to a reader. */
export function same(a: Y.Doc, b: Y.Doc): boolean {
	const plain = (doc: Y.Doc) => JSON.stringify([...doc.getMap('notes').entries()].map(([id, note]) => [id, note]).sort());
	return (
		Buffer.compare(Buffer.from(sorted(Y.encodeStateVector(a))), Buffer.from(sorted(Y.encodeStateVector(b)))) === 0 && plain(a) === plain(b)
	);
}

function sorted(vector: Uint8Array): string {
	return JSON.stringify([...Y.decodeStateVector(vector)].sort((a, b) => a[0] - b[0]));
}
