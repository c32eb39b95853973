import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../crowd.ts';
import { peers, type Scenario } from '../scenario.ts';

/** Many boards lie open with nobody writing, then all go home. */
export const idle: Scenario = {
	name: 'idle',
	title: '2,000 boards of 20 notes with one person each, who then all leave',
	without: ['relay'],
	measures: [
		{ key: 'start', what: 'MB resident at the start' },
		{ key: 'board', what: 'kB a loaded idle board', digits: 1, goals: [{ most: 0.7, of: peers }] },
		{ key: 'left', what: 'MB a minute after all have left' },
		{ key: 'ratio', what: '… times the start', digits: 2, goals: [{ most: 1.1 }] }
	],
	async run({ crowd, running, quick, fault, say }) {
		const boards = quick ? 500 : 2000;
		await sleep(1000);
		const start = running.rss();
		for (let i = 0; i < boards; i++) {
			const board = crowd.board();
			const person = board.seat(true);
			person.whenSynced = () => {
				for (let note = 0; note < 20; note++) person.hand?.lay();
			};
			// Twenty at the door at a time: how many it can take at once is measured by joining.
			if (i % 20 === 19) await until(() => person.isSynced || person.isGone);
		}
		const { people } = crowd;
		for (let waited = 0; waited < 60 && !people.every((person) => person.isSynced); waited++) await sleep(1000);
		const missing = people.filter((person) => !person.isSynced).length;
		if (missing > 0) fault(`${missing} did not get the document`);
		say(`${boards} boards are open`);
		await sleep(quick ? 25_000 : 45_000);
		const loaded = running.rss();
		for (const person of people) person.leave();
		await sleep(quick ? 45_000 : 75_000);
		const left = running.rss();
		return { start, board: ((loaded - start) * 1024) / boards, left, ratio: left / start };
	}
};

/** People go on typing and moving, come and go, for a long time. */
export const soak: Scenario = {
	name: 'soak',
	title: '120 connections on 15 boards type, move, come and go (--minutes 15)',
	onlyByName: true,
	without: ['relay', ...peers],
	measures: [
		// The collector lets it rise and fall by some 50 MB; what is kept shows where it is lowest.
		{ key: 'first', what: 'MB resident at the lowest, in the first half' },
		{ key: 'last', what: '… in the second half' },
		{ key: 'most', what: '… at the most' },
		{ key: 'p95', what: 'ms until others see it, p95', digits: 1 },
		{ key: 'cpu', what: '% of a core' },
		{ key: 'handles', what: 'handles open at the end' }
	],
	async run({ crowd, running, options, fault, say }) {
		const minutes = Number(options.get('minutes') ?? 15);
		const boards = Array.from({ length: 15 }, () => crowd.board());
		for (const board of boards) await crowd.seat(board, 8, 8);
		for (const hand of crowd.hands) hand.lay();
		const seen: number[] = [];
		const start = performance.now();
		const cpu = running.cpu();
		for (let step = 0; performance.now() - start < minutes * 60_000; step++) {
			const staying = boards.flatMap((board) => board.people.filter((person) => !person.isGone && person.hand));
			await crowd.type(
				1,
				5000,
				staying.map((person) => person.hand!)
			);
			// One goes home and another comes in their place.
			const board = boards[step % boards.length]!;
			board.people.find((person) => !person.isGone)?.leave();
			await crowd.seat(board, 1, 1);
			board.people.at(-1)?.hand?.lay();
			seen.push(running.rss());
			if (step % 12 === 11) say(`${Math.round((performance.now() - start) / 60_000)} min: ${Math.round(running.rss())} MB`);
		}
		const p95 = crowd.tally.times.at(0.95);
		const used = ((running.cpu() - cpu) / (performance.now() - start)) * 100;
		if ((await crowd.arrived()) > 0) fault('edits did not arrive');
		const half = Math.ceil(seen.length / 2);
		return {
			first: Math.min(...seen.slice(0, half)),
			last: Math.min(...seen.slice(-half)),
			most: Math.max(...seen),
			p95,
			cpu: used,
			handles: running.handles()
		};
	}
};
