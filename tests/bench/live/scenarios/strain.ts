import { setTimeout as sleep } from 'node:timers/promises';
import type { Heard } from '../speech.ts';
import { entriesOf } from '../speech.ts';
import { meter, peers, type Scenario } from '../scenario.ts';
import { Times } from '../tally.ts';

/** Cursors of a whole hall on one board. */
export const presence: Scenario = {
	name: 'presence',
	title: '100 people on a board move 4 times a second',
	without: ['relay'],
	measures: [
		{ key: 'load', what: '% of its core the server used', digits: 1 },
		{ key: 'frames', what: 'messages a person hears a second', digits: 1 },
		{ key: 'p95', what: 'ms until others see a move, p95' }
	],
	async run(play) {
		const { crowd, quick, fault } = play;
		const board = crowd.board();
		const moves = new Map<number, { clock: number; at: number[] }>();
		const times = new Times();
		const decoded = new WeakMap<Heard, ReturnType<typeof entriesOf>>();
		let frames = 0;
		const people = 100;
		const seen = Array.from({ length: people }, () => new Map<number, number>());
		await crowd.seat(board, people, people, (i) => ({
			presence(heard, bytes) {
				frames++;
				let entries = decoded.get(heard);
				if (!entries) decoded.set(heard, (entries = entriesOf(bytes)));
				const now = performance.now();
				for (const { clientId, n } of entries) {
					const at = moves.get(clientId)?.at[n];
					if (at === undefined || (seen[i]!.get(clientId) ?? -1) >= n) continue;
					seen[i]!.set(clientId, n);
					times.add(now - at);
				}
			}
		}));
		const move = (i: number) => {
			const person = board.people[i]!;
			const clientId = person.hand!.clientId;
			const state = moves.get(clientId) ?? { clock: 0, at: [] };
			moves.set(clientId, state);
			state.clock++;
			state.at.push(performance.now());
			person.socket.send(board.speech.presence(clientId, state.clock, { cursor: { n: state.at.length - 1, note: 'n1', at: 12 } }));
		};
		const go = async (ms: number) => {
			const end = performance.now() + ms;
			for (let tick = 0; performance.now() < end; tick++) {
				for (let i = tick % 25; i < people; i += 25) move(i);
				await sleep(10);
			}
		};
		await go(quick ? 1000 : 4000);
		times.clear();
		frames = 0;
		const read = meter(play);
		await go(quick ? 3000 : 10_000);
		const { cpu, ms } = read();
		const heard = frames;
		await sleep(1500);
		const behind = seen.reduce(
			(sum, known, i) =>
				sum + [...moves].filter(([id, { at }]) => id !== board.people[i]!.hand!.clientId && known.get(id) !== at.length - 1).length,
			0
		);
		if (behind > 0) fault(`${behind} of ${people * (people - 1)} do not show where somebody stands at the end`);
		return { load: (cpu / ms) * 100, frames: heard / people / (ms / 1000), p95: times.at(0.95) };
	}
};

/** How much can be written until it takes too long to see. */
export const rate: Scenario = {
	name: 'rate',
	title: 'how many edits a second one core carries on a board of 200, until p95 is over 150 ms',
	measures: [{ key: 'rate', what: 'edits a second', goals: [{ least: 2.5, of: peers }] }],
	async run({ crowd, quick, say, fault }) {
		const board = crowd.board();
		await crowd.seat(board, 200, 20);
		for (const hand of board.hands) hand.lay();
		await crowd.type(10, 3000);
		await crowd.arrived();
		let best = 0;
		for (let total = 200; total < 20_000; total *= quick ? 2 : 1.35) {
			crowd.tally.clear();
			const late = await crowd.type(total / board.hands.length, quick ? 2000 : 4000);
			if ((await crowd.arrived(20_000)) > 0) fault('edits did not arrive');
			const p95 = crowd.tally.times.at(0.95);
			say(`${Math.round(total)}/s: p95 ${p95.toFixed(0)} ms${late > 100 ? ` (the load itself was ${late.toFixed(0)} ms late)` : ''}`);
			if (p95 > 150) break;
			best = total;
		}
		return { rate: best };
	}
};

/** A phone that sleeps with its socket open, while much is written. */
export const stalled: Scenario = {
	name: 'stalled',
	title: 'one of 50 stops reading while 20 rewrite whole notes 40 times a second',
	measures: [
		{ key: 'growth', what: 'MB the server grew by', goals: [{ most: 50 }] },
		{ key: 'p95', what: 'ms until the others see it, p95', digits: 1, goals: [{ most: 300 }] }
	],
	async run({ crowd, running, quick, fault, say }) {
		const board = crowd.board();
		await crowd.seat(board, 50, 20);
		for (const hand of board.hands) hand.lay();
		const write = async (ms: number) => {
			const start = performance.now();
			let written = 0;
			while (performance.now() - start < ms) {
				for (const due = (performance.now() - start) * 0.8; written < due; written++)
					board.hands[written % board.hands.length]!.rewrite(1900);
				await sleep(5);
			}
		};
		await write(8000);
		await crowd.arrived();
		crowd.tally.clear();
		const before = running.rss();
		const editsBefore = board.hands.reduce((sum, hand) => sum + hand.edits, 0);
		const sleeper = board.people.at(-1)!;
		sleeper.socket.stopReading();
		let most = before;
		const watch = setInterval(() => (most = Math.max(most, running.rss())), 200);
		await write(quick ? 10_000 : 40_000);
		clearInterval(watch);
		say(`${Math.round(((board.hands.reduce((sum, hand) => sum + hand.edits, 0) - editsBefore) * 1.9) / 1000)} MB were written`);
		const p95 = crowd.tally.times.at(0.95);
		sleeper.vanish();
		for (const one of await crowd.faults()) fault(one);
		return { growth: most - before, p95 };
	}
};
