import { setTimeout as sleep } from 'node:timers/promises';
import type { Board } from '../people.ts';
import { Crowd } from '../crowd.ts';
import { ours } from '../servers.ts';
import { peers, type Scenario } from '../scenario.ts';

/** The server is killed while people type, and all of them are gone at the same moment: what did somebody see that is no more? */
export const kill: Scenario = {
	name: 'kill',
	title: 'kill -9 while 4 × 8 type and everybody vanishes (--kills 100)',
	without: ['relay'],
	measures: [
		{ key: 'kills', what: 'kills' },
		{ key: 'seen', what: 'edits that others saw' },
		{ key: 'lost', what: '… and that are gone', goals: [{ most: 0 }] },
		{ key: 'broken', what: 'edits acknowledged that are gone', goals: [{ most: 0 }] }
	],
	async run({ running, options, quick, fault, say }) {
		const asked = Number(options.get('kills') ?? (quick ? 3 : 20));
		// Others are killed often enough to see how they are, ours as often as was asked.
		const kills = running.server.name === ours.name ? asked : Math.min(asked, 10);
		const sum = { kills, seen: 0, lost: 0, broken: 0 };
		for (let i = 0; i < kills; i++) {
			const crowd = new Crowd(running);
			for (let board = 0; board < 4; board++) await crowd.seat(crowd.board(), 8, 8);
			for (const hand of crowd.hands) hand.lay();
			await crowd.arrived(2000);
			await crowd.type(8, 300 + ((i * 137) % 600));
			await running.stop('SIGKILL');
			crowd.vanish();
			await running.start();
			for (const board of crowd.boards) await count(board, sum);
			if (i % 10 === 9) say(`${i + 1} kills: ${sum.seen} edits seen by others, ${sum.lost} of them gone`);
		}
		if (sum.lost > 0) fault(`${sum.lost} of ${sum.seen} edits that others had on their screens are gone`);
		return running.server.name === ours.name ? sum : { ...sum, broken: Number.NaN };
	}
};

async function count(board: Board, sum: { seen: number; lost: number; broken: number }): Promise<void> {
	const late = board.seat();
	for (let waited = 0; waited < 10_000 && !late.isSynced; waited += 20) await sleep(20);
	// Some answer before they have loaded and send the rest after.
	await sleep(300);
	for (const person of board.people) {
		const { hand } = person;
		if (!hand) continue;
		const edits = hand.ends;
		const others = Math.max(...board.people.filter((other) => other.hand && other !== person).map((other) => other.seen[hand.index] ?? 0));
		const kept = late.seen[hand.index] ?? 0;
		sum.seen += edits.filter((clock) => clock <= others).length;
		sum.lost += edits.filter((clock) => clock <= others && clock > kept).length;
		// The first message that counts is the answer to the server's question.
		sum.broken += edits.slice(0, Math.max(0, person.saved - 1)).filter((clock) => clock > kept).length;
	}
	late.leave();
}

/** Somebody sends garbage as fast as they can, and comes back whenever they are shown the door (L10). */
export const hostile: Scenario = {
	name: 'hostile',
	title: '50 type while five others flood, send garbage and come back whenever they are cut off',
	without: ['relay', ...peers],
	env: { LIVE_MESSAGES_PER_SECOND: '30', LIVE_BURST: '120', LIVE_BYTES_PER_MINUTE: '262144', LIVE_FRAME_BYTES: '65536' },
	measures: [
		{ key: 'p95', what: 'ms until the others see it, p95', digits: 1, goals: [{ most: 300 }] },
		{ key: 'cut', what: 'times they were cut off' }
	],
	async run({ crowd, quick, fault }) {
		const board = crowd.board();
		await crowd.seat(board, 50, 20);
		for (const hand of board.hands) hand.lay();
		await crowd.arrived();
		let cut = 0;
		let isOver = false;
		const { speech } = board;
		const junk = [
			speech.update(new Uint8Array(40_000).fill(7)),
			speech.question(Uint8Array.of(0)),
			new Uint8Array(60_000).fill(255),
			speech.answer(Uint8Array.of(1, 1, 1, 0, 4, 1))
		];
		const rage = async (i: number) => {
			while (!isOver) {
				const one = new Crowd(crowd.running).board(board.id).seat();
				for (let waited = 0; !one.isOpen && waited < 1000; waited += 5) await sleep(5);
				for (let n = 0; !one.isGone && !isOver; n++) {
					for (let burst = 0; burst < 20; burst++) one.socket.send(junk[(n + i + burst) % junk.length]!);
					await sleep(2);
				}
				if (!isOver) cut++;
				one.vanish();
			}
		};
		const raging = Array.from({ length: 5 }, (_, i) => rage(i));
		crowd.tally.clear();
		await crowd.type(3, quick ? 4000 : 15_000);
		isOver = true;
		await Promise.all(raging);
		const p95 = crowd.tally.times.at(0.95);
		for (const one of await crowd.faults()) fault(one);
		return { p95, cut };
	}
};
