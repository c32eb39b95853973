import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import { until } from '../crowd.ts';
import type { Board, Person, SeatOptions } from '../people.ts';
import { meter, peers, type Play, type Scenario } from '../scenario.ts';
import { Times } from '../tally.ts';

const notes = 2000;

/** A hall opens one board at the same moment: for the first time, after a break in the network, and after a restart. */
export const joining: Scenario = {
	name: 'joining',
	title: `300 come to a board of ${notes} notes within 2 s`,
	without: ['relay'],
	measures: [
		{ key: 'fresh', what: 'ms of CPU a join', digits: 2, goals: [{ most: 0.25, of: peers }] },
		{ key: 'freshP95', what: 'ms until synced, p95', goals: [{ most: 0.2, of: peers }] },
		{ key: 'back', what: 'coming back: ms of CPU', digits: 2, goals: [{ most: 0.5, of: peers }] },
		{ key: 'backP95', what: '… ms until synced, p95' },
		{ key: 'restart', what: 'after a restart: ms of CPU', digits: 2 },
		{ key: 'restartP95', what: '… ms until synced, p95' }
	],
	async run(play) {
		const { crowd, running, server, quick } = { ...play, server: play.running.server };
		const people = quick ? 100 : 300;
		const board = crowd.board();
		await crowd.seat(board, 5, 4);
		for (let i = 0; i < notes / 4; i++) {
			for (const hand of board.hands) {
				hand.lay();
				hand.correct();
			}
			if (i % 25 === 0) await sleep(20);
		}
		if ((await crowd.arrived()) > 0) play.fault('the notes did not arrive');
		await sleep(3000);
		// Once to warm up: a server has let people in before.
		await come(play, board, 30, () => ({}));
		const [fresh, freshP95] = await come(play, board, people, () => ({}));
		const truth = board.truth();
		const vector = Y.encodeStateVector(truth);
		const knows = { vector, seen: board.hands.map((hand) => hand.clock), answer: Y.encodeStateAsUpdate(truth, vector) };
		const [back, backP95] = await come(play, board, people, () => ({ knows }));
		const values = { fresh, freshP95, back, backP95 };
		if (!server.keeps) return values;
		crowd.vanish();
		await sleep(quick ? 3000 : 5000);
		await running.stop('SIGTERM');
		await running.start();
		const [restart, restartP95] = await come(play, board, people, () => ({}));
		return { ...values, restart, restartP95 };
	}
};

/** People come within two seconds and go again; what one costs, in ms of CPU, and when nearly all had the document. */
async function come(play: Play, board: Board, people: number, more: () => SeatOptions): Promise<[cpu: number, p95: number]> {
	const read = meter(play);
	const came: Person[] = [];
	const start = performance.now();
	while (came.length < people) {
		const due = Math.min(people, Math.ceil(((performance.now() - start) / 2000) * people));
		while (came.length < due) came.push(board.seat(false, more()));
		await sleep(2);
	}
	const all = await until(() => came.every((person) => person.isSynced), 60_000);
	const { cpu } = read();
	const times = new Times();
	for (const person of came) times.add(person.isSynced ? person.syncedAt - person.startedAt : 60_000);
	await sleep(300);
	const short = came.filter((person) => person.missing() > 0).length;
	if (short > 0) play.fault(`${short} of ${people} were answered short`);
	if (!all) play.fault('not everybody got an answer');
	for (const person of came) person.leave();
	await sleep(500);
	return [cpu / people, times.at(0.95)];
}
